/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: new and delete of the user's C++. They may be called before
 * the image starts, by constructors of static objects, and what is left is
 * freed when the image is unloaded. What the C++ library allocated itself and
 * the user's code deletes is known by its missing mark. */
#include <stddef.h>
#include <stdint.h>

void *__real_malloc(size_t size);
void __real_free(void *memory);
/* The C++ library's own delete; there is none without C++. */
__attribute__((weak)) void _ZdlPv(void *memory);

struct block {
  struct block *next;
  struct block **link;
  uint64_t mark; /* of this block at this place */
  uint64_t unused;
};

static struct block *blocks;

static uint64_t mark_of(const struct block *block) {
  return (uint64_t)(uintptr_t)block ^ UINT64_C(0x5f3759df9e3779b9);
}

static void *get(size_t size) {
  struct block *block = __real_malloc(sizeof(*block) + size);
  if (block == NULL)
    return NULL;
  *block = (struct block){blocks, &blocks, mark_of(block), 0};
  if (blocks != NULL)
    blocks->link = &block->next;
  blocks = block;
  return block + 1;
}

static void put(void *memory) {
  struct block *block = (struct block *)memory - 1;
  if (memory == NULL)
    return;
  if (block->mark != mark_of(block)) {
    _ZdlPv(memory);
    return;
  }
  *block->link = block->next;
  if (block->next != NULL)
    block->next->link = block->link;
  block->mark = 0;
  __real_free(block);
}

__attribute__((destructor)) static void put_all(void) {
  while (blocks != NULL)
    put(blocks + 1);
}

/* By the names that C++ gives them: new, new[], delete, delete[], those with a
 * size, and those with std::nothrow. */
#define NEW(name)                                                              \
  void *shim##name(size_t size);                                               \
  void *shim##name(size_t size) {                                              \
    return get(size);                                                          \
  }
#define DELETE(name)                                                           \
  void shim##name(void *memory);                                               \
  void shim##name(void *memory) {                                              \
    put(memory);                                                               \
  }

NEW(_Znwm)
NEW(_Znam)
NEW(_ZnwmRKSt9nothrow_t)
NEW(_ZnamRKSt9nothrow_t)
DELETE(_ZdlPv)
DELETE(_ZdaPv)
DELETE(_ZdlPvm)
DELETE(_ZdaPvm)
DELETE(_ZdlPvRKSt9nothrow_t)
DELETE(_ZdaPvRKSt9nothrow_t)
