/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: the arena. Each allocation stays a malloc of its own, so
 * that the sanitizers see its edges; a scenario is too small for that to
 * cost anything. Touches the heap only. */
#include "scenario/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct block {
  struct block *next;
  alignas(max_align_t) unsigned char data[];
};

struct arena {
  struct block *blocks;
  bool failed;
};

struct arena *arena_new(void) {
  return calloc(1, sizeof(struct arena));
}

void arena_free(struct arena *arena) {
  if (!arena)
    return;
  while (arena->blocks) {
    struct block *block = arena->blocks;
    arena->blocks = block->next;
    free(block);
  }
  free(arena);
}

bool arena_failed(const struct arena *arena) {
  return arena && arena->failed;
}

void *arena_get(struct arena *arena, size_t count, size_t size) {
  bool fits = size == 0 || count <= (SIZE_MAX - sizeof(struct block)) / size;
  struct block *block = fits ? calloc(1, sizeof(*block) + count * size) : NULL;
  if (!block) {
    arena->failed = true;
    return NULL;
  }
  block->next = arena->blocks;
  arena->blocks = block;
  return block->data;
}

char *arena_copy(struct arena *arena, const char *text, size_t len) {
  char *copy = arena_get(arena, len + 1, 1);
  if (copy)
    memcpy(copy, text, len);
  return copy;
}
