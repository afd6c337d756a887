/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a network namespace that nobody else has. */
#ifndef SOCKFIT_WORLD_NAMESPACE_H
#define SOCKFIT_WORLD_NAMESPACE_H

#include <stdbool.h>

/* Move this process to a new network namespace, and with user first to a new
 * user namespace in which its own user is root. The process must have one
 * thread. It ends with the last process in it.
 * Returns 0, or a negative errno with what failed (static text). */
int namespace_enter(bool user, const char **ret_failed);

#endif
