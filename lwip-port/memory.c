/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: memory of workloads (malloc and its kin in sockfit/workload.h):
 * it goes with the host when a run ends in the middle of everything, and is
 * not counted as the device's heap, since a model's buffers are not the
 * firmware's. Libraries keep the C library's own malloc. */
#include <stdint.h>
#include <string.h>

#include "port.h"

#include "sockfit/memory.h"

struct piece {
  size_t size;
  size_t unused; /* keeps malloc's alignment of 16 */
};

void *workload_malloc(size_t size) {
  if (size > PTRDIFF_MAX)
    return NULL;
  struct piece *piece =
      port_services->heap_get(port_services->host, sizeof(*piece) + size);
  if (piece == NULL)
    return NULL;
  piece->size = size;
  return piece + 1;
}

void workload_free(void *memory) {
  if (memory != NULL)
    port_services->heap_put(port_services->host, (struct piece *)memory - 1);
}

void *workload_calloc(size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size - 64)
    return NULL;
  void *memory = workload_malloc(count * size);
  if (memory != NULL)
    memset(memory, 0, count * size);
  return memory;
}

void *workload_realloc(void *memory, size_t size) {
  void *larger = workload_malloc(size);
  if (memory == NULL || larger == NULL)
    return larger;
  size_t old = ((struct piece *)memory - 1)->size;
  memcpy(larger, memory, old < size ? old : size);
  workload_free(memory);
  return larger;
}
