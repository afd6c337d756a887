/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: context switch by ucontext(3), for machines without
 * Boost.Context and for the sanitizers, whose makecontext() and swapcontext()
 * follow it. */
#include "world/context.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <ucontext.h>

struct context {
  ucontext_t machine;
  void (*entry)(void *arg);
  void *arg;
};

/* makecontext passes ints only: the pointer travels in two of them. */
static void first_entry(unsigned high, unsigned low) {
  struct context *self =
      (struct context *)(((uintptr_t)high << 16 << 16) | (uintptr_t)low);
  self->entry(self->arg);
}

void *context_make(void *bottom, size_t size, void (*entry)(void *arg),
                   void *arg) {
  struct context *context = calloc(1, sizeof(*context));
  if (context == NULL)
    return NULL;
  context->entry = entry;
  context->arg = arg;
  getcontext(&context->machine);
  context->machine.uc_stack.ss_sp = bottom;
  context->machine.uc_stack.ss_size = size;
  uintptr_t self = (uintptr_t)context;
  makecontext(&context->machine, (void (*)(void))first_entry, 2,
              (unsigned)(self >> 16 >> 16), (unsigned)self);
  return context;
}

/* A context that was made keeps itself in its own structure; the one that
 * resumes it needs a structure only while it is away. */
void context_switch(void **ret_from, void *to) {
  struct context here = {.entry = NULL};
  bool made = *ret_from != NULL;
  struct context *self = made ? *ret_from : &here;
  *ret_from = self;
  swapcontext(&self->machine, &((struct context *)to)->machine);
  if (!made)
    *ret_from = NULL;
}

void context_drop(void *context) {
  free(context);
}
