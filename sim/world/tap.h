/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a TAP interface of Linux as an uplink. */
#ifndef SOCKFIT_WORLD_TAP_H
#define SOCKFIT_WORLD_TAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "world/uplink.h"

struct tap_request {
  const char *name; /* an interface that is there, to be used as it is; NULL:
                       make one */
  bool private;     /* make it in namespaces of our own */
  /* What is made gets these, the first one first; host byte order. */
  const uint32_t *addresses;
  size_t address_count;
  uint32_t netmask;
};

/* Open it. Where this process may not make an interface, and with private,
 * the process moves to a network namespace of its own first (and, without
 * CAP_SYS_ADMIN, to a user namespace in which it is root), and stays there.
 * What was made is not persistent: it goes when the uplink is closed and, since
 * the kernel closes it, however this process ends.
 * Returns 0;
 *         -ENOTSUP  TAP is not permitted or not there (diag says what to do);
 *         -EINVAL  there is no interface of that name, or it is no TAP;
 *         another negative errno with a diagnosis. */
int tap_open(const struct tap_request *request, struct uplink *ret_uplink,
             struct diag *diag);

/* Give up every capability but that of writing results where root may. */
void tap_drop_privileges(void);

#endif
