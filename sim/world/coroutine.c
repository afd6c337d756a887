/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: coroutines with stacks of their own. See coroutine.h. */
#include "world/coroutine.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "world/context.h"

/* Valgrind takes a jump to another stack for a huge call on this one, unless
 * it knows both. Its header is only macros, a few instructions each that do
 * nothing without it. */
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(start, end) 0
#define VALGRIND_STACK_DEREGISTER(id) (void)(id)
#endif

struct stack {
  struct stack *next;
  void *mapping; /* guard page first */
  void *bottom;
  unsigned known_as; /* to Valgrind */
};

static struct stack *stack_new(void) {
  size_t guard = (size_t)sysconf(_SC_PAGESIZE);
  struct stack *stack = calloc(1, sizeof(*stack));
  if (stack == NULL)
    return NULL;
  stack->mapping =
      mmap(NULL, guard + COROUTINE_STACK_OCTETS, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (stack->mapping == MAP_FAILED) {
    free(stack);
    return NULL;
  }
  mprotect(stack->mapping, guard, PROT_NONE);
  stack->bottom = (char *)stack->mapping + guard;
  stack->known_as = VALGRIND_STACK_REGISTER(
      stack->bottom, (char *)stack->bottom + COROUTINE_STACK_OCTETS - 1);
  return stack;
}

static struct stack *stack_take(struct stack_pool *pool) {
  struct stack *stack = pool->free;
  if (stack == NULL)
    return stack_new();
  pool->free = stack->next;
  return stack;
}

void stack_pool_done(struct stack_pool *pool) {
  size_t guard = (size_t)sysconf(_SC_PAGESIZE);
  while (pool->free != NULL) {
    struct stack *stack = pool->free;
    pool->free = stack->next;
    VALGRIND_STACK_DEREGISTER(stack->known_as);
    munmap(stack->mapping, guard + COROUTINE_STACK_OCTETS);
    free(stack);
  }
}

static void run(void *arg) {
  struct coroutine *coroutine = arg;
  coroutine->entry(coroutine->arg);
  coroutine->finished = true;
  coroutine_yield(coroutine);
}

int coroutine_init(struct coroutine *coroutine, struct stack_pool *pool,
                   void (*entry)(void *arg), void *arg) {
  *coroutine = (struct coroutine){.entry = entry, .arg = arg};
  coroutine->stack = stack_take(pool);
  if (coroutine->stack == NULL)
    return -ENOMEM;
  coroutine->inside = context_make(coroutine->stack->bottom,
                                   COROUTINE_STACK_OCTETS, run, coroutine);
  if (coroutine->inside != NULL)
    return 0;
  coroutine->stack->next = pool->free;
  pool->free = coroutine->stack;
  return -ENOMEM;
}

void coroutine_resume(struct coroutine *coroutine) {
  int outer_errno = errno;
  errno = coroutine->saved_errno;
  context_switch(&coroutine->outside, coroutine->inside);
  errno = outer_errno;
}

void coroutine_yield(struct coroutine *coroutine) {
  coroutine->saved_errno = errno;
  context_switch(&coroutine->inside, coroutine->outside);
}

void coroutine_done(struct coroutine *coroutine, struct stack_pool *pool) {
  context_drop(coroutine->inside, coroutine->stack->bottom);
  coroutine->stack->next = pool->free;
  pool->free = coroutine->stack;
  coroutine->stack = NULL;
}
