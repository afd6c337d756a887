/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: `--set KEY=VALUE`. */
#ifndef SOCKFIT_SCENARIO_OVERRIDE_H
#define SOCKFIT_SCENARIO_OVERRIDE_H

#include "scenario/scenario.h"
#include "scenario/value.h"

/* Lay one override over every variant of a scenario. A consumer or peer that
 * it names must be in one of them at least. Places say "--set KEY". Returns 0
 * or -ENOMEM; what is wrong with it is added to the mistakes. */
int override_apply(struct decode *d, const struct override *override,
                   struct scenario *scenario);

#endif
