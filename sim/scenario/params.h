/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: the parameters of one item. */
#ifndef SOCKFIT_SCENARIO_PARAMS_H
#define SOCKFIT_SCENARIO_PARAMS_H

#include "scenario/scenario.h"
#include "scenario/value.h"
#include "scenario/yaml.h"

/* "consumer", "peer" or "expectation". */
const char *params_word(enum item_family family);

/* An item of that kind with every parameter at its fallback, no name yet.
 * Returns 0 or -ENOMEM. */
int params_init(struct decode *d, const struct kind *kind,
                const struct place *place, struct item *ret_item);

/* Give an item parameters of its own, so that changes stay with it.
 * Returns 0 or -ENOMEM. */
int params_copy(struct decode *d, struct item *item);

/* Decode a mapping of parameters, `name` and `declares` included, over those
 * that the item has. `name` itself is left to the caller. */
void params_decode(struct decode *d, const struct yaml_node *mapping,
                   struct item *item);

/* Report every required parameter that was not given. */
void params_check(struct decode *d, const struct item *item);

#endif
