/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: lwIP's own heap of MEM_SIZE octets (MEM_LIBC_MALLOC 0): refusals
 * as they happen and the largest free block, by wrapping mem_malloc. Compiled
 * as one with lwIP's mem.c (sim/image/sources.def), whose list of blocks it
 * reads and never changes.
 *
 * A free block gets smaller only when something is allocated, so that looking
 * then finds the worst moment exactly. */
#include "lwip/mem.h"

#include "port.h"

#if !MEM_LIBC_MALLOC && !MEM_USE_POOLS

static int64_t largest_least = -1;

/* Octets that mem_malloc() could give out of this block. */
static int64_t block_octets(const struct mem *block) {
  return (int64_t)block->next - (int64_t)((const u8_t *)block - ram) -
         (int64_t)SIZEOF_STRUCT_MEM;
}

/* The largest free block, or the first one that is at least that large. */
static int64_t largest_free(int64_t enough) {
  int64_t largest = 0;
  for (const struct mem *block = lfree; block != ram_end;
       block = ptr_to_mem(block->next)) {
    int64_t octets = block->used ? 0 : block_octets(block);
    if (octets > largest)
      largest = octets;
    if (largest >= enough)
      break;
  }
  return largest;
}

int64_t port_mem_largest_free(void) {
  return ram == NULL ? -1 : largest_free(INT64_MAX);
}

int64_t port_mem_largest_free_least(void) {
  return largest_least < 0 ? port_mem_largest_free() : largest_least;
}

static void *allocated(void *memory) {
  if (memory == NULL) {
    port_memory_refused("MEM_SIZE");
    return NULL;
  }
  int64_t enough = largest_least < 0 ? INT64_MAX : largest_least;
  int64_t largest = largest_free(enough);
  if (largest < enough)
    largest_least = largest;
  return memory;
}

#else

int64_t port_mem_largest_free(void) {
  return -1;
}

int64_t port_mem_largest_free_least(void) {
  return -1;
}

/* heap.c has told of it. */
static void *allocated(void *memory) {
  return memory;
}

#endif

void *__real_mem_malloc(mem_size_t size);
void *__wrap_mem_malloc(mem_size_t size);
void *__wrap_mem_malloc(mem_size_t size) {
  return allocated(__real_mem_malloc(size));
}

void *__real_mem_calloc(mem_size_t count, mem_size_t size);
void *__wrap_mem_calloc(mem_size_t count, mem_size_t size);
void *__wrap_mem_calloc(mem_size_t count, mem_size_t size) {
  return allocated(__real_mem_calloc(count, size));
}
