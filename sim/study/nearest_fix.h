/* SPDX-License-Identifier: BSD-3-Clause */
/* study: what to change when a variant fails. */
#ifndef SOCKFIT_STUDY_NEAREST_FIX_H
#define SOCKFIT_STUDY_NEAREST_FIX_H

#include "study/one_run.h"

/* For a run that failed because a call was refused by a full pool: look for
 * the smallest value of that pool's limit with which the same variant passes,
 * by running it with larger ones, and add to the diagnosis what was seen
 * ("CONFIG_LWIP_MAX_SOCKETS=13 passes (verified), 12 fails"), and of a device's
 * YAML where it goes. Does nothing for other runs, for pools whose limit a
 * scenario cannot set, and when interrupted. Returns 0 or -ENOMEM. */
int nearest_fix_find(struct one_run *run, const struct lab *lab);

#endif
