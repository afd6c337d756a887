/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: tells AddressSanitizer, where it is part of this process, on
 * which stack the program is: compiled into the program, or loaded before it
 * for images that have it (sockfit run --asan). Otherwise nothing happens. */
#ifndef SOCKFIT_WORLD_FIBER_H
#define SOCKFIT_WORLD_FIBER_H

#include <stdbool.h>
#include <stddef.h>

/* Look whether it is there. Before the first of the others. */
void fiber_find(void);

/* Whether it is there at all: it wants to see what is freed. */
bool fiber_is_watched(void);

/* About to leave this stack for [bottom, bottom + size). ret_keep: what
 * fiber_arrive needs when this stack is entered again; NULL: it never is. */
void fiber_leave(void **ret_keep, const void *bottom, size_t size);

/* On a stack again, or for the first time (keep NULL). ret_bottom, ret_size:
 * the stack that was left, or NULL. */
void fiber_arrive(void *keep, const void **ret_bottom, size_t *ret_size);

/* Nothing on this stack means anything any more. */
void fiber_forget(void *bottom, size_t size);

#endif
