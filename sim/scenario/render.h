/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: an item as a line of YAML. */
#ifndef SOCKFIT_SCENARIO_RENDER_H
#define SOCKFIT_SCENARIO_RENDER_H

#include "scenario/arena.h"
#include "scenario/scenario.h"

/* "no_refusals" or "refused: {consumer: cam, errno: ENFILE}": the parameters
 * that were given, in the order of kinds.def, in quotes where YAML needs them.
 * Returns NULL when memory ran out. */
char *render_item(const struct item *item, struct arena *arena);

#endif
