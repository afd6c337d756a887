/* SPDX-License-Identifier: BSD-3-Clause */
/* base: memory for libraries that crash where there is none. */
#ifndef SOCKFIT_BASE_MEMORY_H
#define SOCKFIT_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#define MEMORY_FEW_OCTETS (32u << 10) /* for a few small blocks */

/* Is there memory for so many octets? Ask right before a call of a library that
 * ends the program when it gets none, as libuv's uv_loop_init() (abort) and
 * libfyaml (NULLs that are written to, tokens that are freed half made) do:
 * what was asked for is given back, and is theirs then. */
bool memory_is_left(size_t octets);

#endif
