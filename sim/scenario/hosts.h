/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: the hosts of a variant and how a scenario names them. The
 * device is host 0; the hosts of the peers follow in the scenario's order. */
#ifndef SOCKFIT_SCENARIO_HOSTS_H
#define SOCKFIT_SCENARIO_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/scenario.h"
#include "scenario/value.h"

#define HOSTS_DEVICE "device"

/* The hosts behind a name: "device", a peer's name (all its hosts), or NAME-1
 * to NAME-COUNT (one of them). False when there is none of that name. */
bool hosts_find(const struct variant *variant, const char *name,
                size_t *ret_first, size_t *ret_count);

/* Report a name that hosts_find does not find; key is where it was given. */
void hosts_check(struct decode *d, const struct variant *variant,
                 const struct place *place, const char *key, const char *name);

#endif
