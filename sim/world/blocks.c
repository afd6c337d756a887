/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the memory of one host. See blocks.h. */
#include "world/blocks.h"

#include <stdlib.h>

#include "world/fiber.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_NOACCESS(at, size) (void)(at)
#define VALGRIND_MAKE_MEM_UNDEFINED(at, size) (void)(at)
#endif

/* Sizes are rounded up to a multiple; those from KEPT_OCTETS on are not kept.
 */
#define STEP_OCTETS 32
#define KEPT_OCTETS (BLOCKS_CLASSES * STEP_OCTETS)

struct block {
  struct block *next;
  struct block **link; /* of those in use */
  size_t size;
  size_t unused; /* keeps malloc's alignment of 16 */
};

static size_t class_of(size_t size) {
  return size / STEP_OCTETS;
}

static struct block *take_kept(struct blocks *blocks, size_t size) {
  struct block **kept = &blocks->kept[class_of(size)];
  struct block *block = *kept;
  if (block != NULL) {
    *kept = block->next;
    VALGRIND_MAKE_MEM_UNDEFINED(block + 1, size);
  }
  return block;
}

void *blocks_get(struct blocks *blocks, size_t size) {
  struct block *block = NULL;
  if (size <= KEPT_OCTETS - STEP_OCTETS && !fiber_is_watched()) {
    size = (size + STEP_OCTETS - 1) / STEP_OCTETS * STEP_OCTETS;
    block = take_kept(blocks, size);
  }
  if (block == NULL)
    block = malloc(sizeof(*block) + size);
  if (block == NULL)
    return NULL;
  block->size = size;
  block->next = blocks->used;
  block->link = &blocks->used;
  if (blocks->used != NULL)
    blocks->used->link = &block->next;
  blocks->used = block;
  return block + 1;
}

void blocks_put(struct blocks *blocks, void *memory) {
  struct block *block = (struct block *)memory - 1;
  *block->link = block->next;
  if (block->next != NULL)
    block->next->link = block->link;
  if (block->size > KEPT_OCTETS - STEP_OCTETS || fiber_is_watched()) {
    free(block);
    return;
  }
  VALGRIND_MAKE_MEM_NOACCESS(block + 1, block->size);
  struct block **kept = &blocks->kept[class_of(block->size)];
  block->next = *kept;
  *kept = block;
}

static void free_all(struct block **list) {
  while (*list != NULL) {
    struct block *block = *list;
    *list = block->next;
    free(block);
  }
}

void blocks_done(struct blocks *blocks) {
  free_all(&blocks->used);
  for (size_t i = 0; i < BLOCKS_CLASSES; i++)
    free_all(&blocks->kept[i]);
}
