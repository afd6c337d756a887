/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: what a declaration that is too large costs. */
#ifndef SOCKFIT_LIMITS_WASTED_H
#define SOCKFIT_LIMITS_WASTED_H

#include "limits/limits.h"
#include "limits/ram.h"

/* Octets of RAM that are reserved because consumer number index declares more
 * than it opened: the limits are derived again with what it opened where that
 * is less, and compared. 0 where the limits stay as they are: ESPHome's
 * minimum, or limits that the scenario sets itself. Pools of the heap reserve
 * nothing; a socket's slot is always reserved.
 * Returns 0 with *ret_octets, -ENOMEM, or -EINVAL where the smaller counts
 * give limits that are refused. */
int wasted_octets(const struct variant *variant, size_t index,
                  const struct socket_counts *opened,
                  const struct limits *limits, const struct ram_sizes *sizes,
                  int64_t *ret_octets);

#endif
