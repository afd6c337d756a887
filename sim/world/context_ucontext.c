/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: context switch by ucontext(3), for machines without
 * Boost.Context and for the sanitizers, which follow it when told where a
 * stack begins and ends. */
#include "world/context.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <ucontext.h>

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif

#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

struct context {
  ucontext_t machine;
  void (*entry)(void *arg);
  void *arg;
  const void *bottom; /* of its stack; learnt for the first one */
  size_t size;
  struct context *came_from;
};

static void leave(struct context *from, struct context *to) {
#ifdef WITH_ASAN
  void *fake_stack;
  __sanitizer_start_switch_fiber(&fake_stack, to->bottom, to->size);
#endif
  to->came_from = from;
  swapcontext(&from->machine, &to->machine);
#ifdef WITH_ASAN
  __sanitizer_finish_switch_fiber(fake_stack, &from->came_from->bottom,
                                  &from->came_from->size);
#endif
}

/* makecontext passes ints only: the pointer travels in two of them. */
static void first_entry(unsigned high, unsigned low) {
  struct context *self =
      (struct context *)(((uintptr_t)high << 16 << 16) | (uintptr_t)low);
#ifdef WITH_ASAN
  __sanitizer_finish_switch_fiber(NULL, &self->came_from->bottom,
                                  &self->came_from->size);
#endif
  self->entry(self->arg);
}

void *context_make(void *bottom, size_t size, void (*entry)(void *arg),
                   void *arg) {
  struct context *context = calloc(1, sizeof(*context));
  if (context == NULL)
    return NULL;
  context->entry = entry;
  context->arg = arg;
  context->bottom = bottom;
  context->size = size;
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
  struct context here = {.bottom = NULL};
  bool made = *ret_from != NULL;
  struct context *self = made ? *ret_from : &here;
  *ret_from = self;
  leave(self, to);
  if (!made)
    *ret_from = NULL;
}

void context_drop(void *context, void *bottom) {
#ifdef WITH_ASAN
  __asan_unpoison_memory_region(bottom, ((struct context *)context)->size);
#else
  (void)bottom;
#endif
  free(context);
}
