/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: memory that is given back all at once. A scenario owns one
 * arena; its strings and arrays live there, so that a mistake in the middle of
 * a file leaves nothing to clean up. */
#ifndef SOCKFIT_SCENARIO_ARENA_H
#define SOCKFIT_SCENARIO_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* An empty arena (free with arena_free), or NULL when memory ran out. */
struct arena *arena_new(void);

/* Free it and every allocation made from it. Accepts NULL. */
void arena_free(struct arena *arena);

/* count elements of size octets each, zeroed; never NULL for count 0. Returns
 * NULL when memory ran out. */
void *arena_get(struct arena *arena, size_t count, size_t size);

/* Did it ever return NULL? Whoever could not do without has said so; this is
 * for what was left out, or was told as a mistake of the file. Accepts NULL:
 * no. */
bool arena_failed(const struct arena *arena);

/* A copy of len octets with a final NUL, or NULL when memory ran out. */
char *arena_copy(struct arena *arena, const char *text, size_t len);

#endif
