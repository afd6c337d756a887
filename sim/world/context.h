/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the switch below coroutines. Two files implement it:
 * context_boost.c (Boost.Context's assembler, the fast one) and
 * context_ucontext.c (portable, and understood by the sanitizers). */
#ifndef SOCKFIT_WORLD_CONTEXT_H
#define SOCKFIT_WORLD_CONTEXT_H

#include <stddef.h>

/* A context that calls entry(arg) on the stack [bottom, bottom + size) when
 * it is first switched to; entry must not return. NULL: no memory. */
void *context_make(void *bottom, size_t size, void (*entry)(void *arg),
                   void *arg);

/* Leave the present context, keeping it in *ret_from, and go to to. */
void context_switch(void **ret_from, void *to);

/* Forget one that was left for good. */
void context_drop(void *context);

#endif
