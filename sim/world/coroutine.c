/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: coroutines with stacks of their own. See coroutine.h. */
#include "world/coroutine.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "world/context.h"
#include "world/fiber.h"

/* As large as a stack: a function with large arrays must not step over it. It
 * takes addresses, no memory. */
#define GUARD_OCTETS COROUTINE_STACK_OCTETS

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
  void *mapping; /* guard area first */
  void *bottom;
  unsigned known_as; /* to Valgrind */
};

static struct stack *stack_new(void) {
  struct stack *stack = calloc(1, sizeof(*stack));
  if (stack == NULL)
    return NULL;
  stack->mapping =
      mmap(NULL, GUARD_OCTETS + COROUTINE_STACK_OCTETS, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (stack->mapping == MAP_FAILED) {
    free(stack);
    return NULL;
  }
  mprotect(stack->mapping, GUARD_OCTETS, PROT_NONE);
  stack->bottom = (char *)stack->mapping + GUARD_OCTETS;
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
  while (pool->free != NULL) {
    struct stack *stack = pool->free;
    pool->free = stack->next;
    VALGRIND_STACK_DEREGISTER(stack->known_as);
    munmap(stack->mapping, GUARD_OCTETS + COROUTINE_STACK_OCTETS);
    free(stack);
  }
}

static void run(void *arg) {
  struct coroutine *coroutine = arg;
  fiber_arrive(NULL, &coroutine->outer_bottom, &coroutine->outer_size);
  coroutine->entry(coroutine->arg);
  coroutine->finished = true;
  coroutine_yield(coroutine);
}

int coroutine_init(struct coroutine *coroutine, struct stack_pool *pool,
                   void (*entry)(void *arg), void *arg) {
  *coroutine = (struct coroutine){.entry = entry, .arg = arg};
  fiber_find();
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
  void *fake_stack = NULL;
  errno = coroutine->saved_errno;
  fiber_leave(&fake_stack, coroutine->stack->bottom, COROUTINE_STACK_OCTETS);
  context_switch(&coroutine->outside, coroutine->inside);
  fiber_arrive(fake_stack, NULL, NULL);
  errno = outer_errno;
}

void coroutine_yield(struct coroutine *coroutine) {
  void *fake_stack = NULL;
  coroutine->saved_errno = errno;
  fiber_leave(&fake_stack, coroutine->outer_bottom, coroutine->outer_size);
  context_switch(&coroutine->inside, coroutine->outside);
  fiber_arrive(fake_stack, &coroutine->outer_bottom, &coroutine->outer_size);
}

void coroutine_leave(struct coroutine *coroutine) {
  fiber_leave(NULL, coroutine->outer_bottom, coroutine->outer_size);
}

void coroutine_left(void) {
  fiber_arrive(NULL, NULL, NULL);
}

/* More than any function here has used meanwhile. */
#define LEFT_OCTETS (64u << 10)

void coroutine_forget_left(char *top) {
  fiber_forget(top - LEFT_OCTETS, LEFT_OCTETS);
}

bool coroutine_overflows(const struct coroutine *coroutine,
                         const void *address) {
  const char *guard = coroutine->stack->mapping;
  return (const char *)address >= guard &&
         (const char *)address < guard + GUARD_OCTETS;
}

void coroutine_done(struct coroutine *coroutine, struct stack_pool *pool) {
  context_drop(coroutine->inside);
  fiber_forget(coroutine->stack->bottom, COROUTINE_STACK_OCTETS);
  coroutine->stack->next = pool->free;
  pool->free = coroutine->stack;
  coroutine->stack = NULL;
}
