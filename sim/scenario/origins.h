/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: places of a text that a program wrote become those of the
 * files that it was written from. */
#ifndef SOCKFIT_SCENARIO_ORIGINS_H
#define SOCKFIT_SCENARIO_ORIGINS_H

#include "scenario/arena.h"
#include "scenario/yaml.h"

/* Replace the place of every value and key by its line's. The last origin is
 * for all lines that follow. arena keeps copies of the file names.
 * Returns 0 or -ENOMEM. */
int origins_apply(struct yaml_node *root, const struct place *origins,
                  size_t count, struct arena *arena);

#endif
