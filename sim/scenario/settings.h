/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: `limits: {NAME: VALUE}`. */
#ifndef SOCKFIT_SCENARIO_SETTINGS_H
#define SOCKFIT_SCENARIO_SETTINGS_H

#include "scenario/scenario.h"
#include "scenario/value.h"
#include "scenario/yaml.h"

#define SETTINGS_MAX 256

/* Decode a mapping of limits over those that the variant has, by name. The
 * variant's array is replaced, never written through. Whether lwIP knows the
 * name is asked in sim/limits; here it must be a C identifier, since it goes
 * into a generated header. Returns 0 or -ENOMEM. */
int settings_decode(struct decode *d, const struct yaml_node *node,
                    struct variant *variant);

#endif
