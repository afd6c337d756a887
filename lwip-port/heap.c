/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: the device's heap as lwIP sees it when MEM_LIBC_MALLOC is 1:
 * counted in octets, bounded by the scenario's budget, gone with the host.
 * Every version of lwIP calls malloc then, by one macro or another; the linker
 * sends the calls here. What workloads allocate is not lwIP's (memory.c). */
#include <stdint.h>
#include <string.h>

#include "port.h"

/* In front of every block; keeps malloc's alignment of 16. */
struct block {
  size_t size;
  size_t unused;
};

static int64_t used_octets;
static int64_t peak_octets;
static int64_t refused_count;

/* What a block of this size takes of the device's heap. The sizes are those of
 * the simulating host's structures, without an allocator's own header: the
 * place to scale them to a 32-bit target. */
static int64_t device_octets(size_t size) {
  return (int64_t)size;
}

void *port_heap_get(size_t size) {
  int64_t limit = port_config->heap_limit;
  int64_t octets = device_octets(size);
  struct block *block = NULL;
  if (port_refuses("heap"))
    return NULL;
  if (limit < 0 || used_octets + octets <= limit)
    block = port_services->heap_get(port_services->host, sizeof(*block) + size);
  if (block == NULL) {
    refused_count++;
    port_memory_refused("heap");
    return NULL;
  }
  block->size = size;
  used_octets += octets;
  if (used_octets > peak_octets)
    peak_octets = used_octets;
  return block + 1;
}

void *port_heap_get_zeroed(size_t count, size_t size) {
  void *memory = port_heap_get(count * size);
  if (memory != NULL)
    memset(memory, 0, count * size);
  return memory;
}

void port_heap_put(void *memory) {
  if (memory == NULL)
    return;
  struct block *block = (struct block *)memory - 1;
  used_octets -= device_octets(block->size);
  port_services->heap_put(port_services->host, block);
}

void *port_own_get_zeroed(size_t count, size_t size) {
  void *memory = port_services->heap_get(port_services->host, count * size);
  if (memory != NULL)
    memset(memory, 0, count * size);
  return memory;
}

void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size) {
  return port_heap_get(size);
}

void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size) {
  return port_heap_get_zeroed(count, size);
}

void __wrap_free(void *memory);
void __wrap_free(void *memory) {
  port_heap_put(memory);
}

void port_heap_pool(struct image_pool *ret_pool) {
  *ret_pool = (struct image_pool){.name = "heap",
                                  .limit = port_config->heap_limit,
                                  .used = used_octets,
                                  .peak = peak_octets,
                                  .refused = refused_count};
}
