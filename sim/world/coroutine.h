/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: coroutines with stacks of their own, nothing more. */
#ifndef SOCKFIT_WORLD_COROUTINE_H
#define SOCKFIT_WORLD_COROUTINE_H

#include <stdbool.h>
#include <stddef.h>

#define COROUTINE_STACK_OCTETS (128u << 10)

/* Stacks that are free again, for the next coroutine. Zero-initialise. */
struct stack_pool {
  struct stack *free;
};

struct coroutine {
  struct stack *stack;
  const void *outer_bottom; /* the resumer's stack, as a sanitizer knows it */
  size_t outer_size;
  void *inside;  /* its context while it does not run */
  void *outside; /* the resumer's while it runs */
  void (*entry)(void *arg);
  void *arg;
  int saved_errno;
  bool finished; /* entry has returned */
};

/* Ready to run entry(arg) on a stack with a guard area below it. Returns 0 or
 * -ENOMEM. */
int coroutine_init(struct coroutine *coroutine, struct stack_pool *pool,
                   void (*entry)(void *arg), void *arg);

/* Run it until it yields or finishes. errno is kept on both sides. */
void coroutine_resume(struct coroutine *coroutine);

/* Inside it: back to whoever resumed it. */
void coroutine_yield(struct coroutine *coroutine);

/* Inside it, just before a longjmp() to where its resumer was: nobody comes
 * back. */
void coroutine_leave(struct coroutine *coroutine);
/* There, behind the longjmp(). */
void coroutine_left(void);
/* After any longjmp(): what functions that never returned left on this stack,
 * all of them below top, means nothing to a sanitizer. */
void coroutine_forget_left(char *top);

/* Whether its stack has overflowed: address is in the guard area. */
bool coroutine_overflows(const struct coroutine *coroutine,
                         const void *address);

/* Give the stack back; the coroutine must not be running. What it held on
 * its stack is forgotten. */
void coroutine_done(struct coroutine *coroutine, struct stack_pool *pool);

void stack_pool_done(struct stack_pool *pool);

#endif
