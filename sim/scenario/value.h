/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: single values of a scenario, each with its type. All take
 * the key's name for messages, add a mistake when the value is wrong and then
 * leave the output alone; decoding goes on to find more. */
#ifndef SOCKFIT_SCENARIO_VALUE_H
#define SOCKFIT_SCENARIO_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/arena.h"
#include "scenario/mistakes.h"
#include "scenario/scenario.h"
#include "scenario/yaml.h"

/* What every decoding function needs. Those that return int return 0 or
 * -ENOMEM; a mistake in the scenario is no failure of the function. */
struct decode {
  struct arena *arena;       /* of the scenario */
  struct mistakes *mistakes; /* grows */
};

/* Longest time: sums of a few of them stay within 64 bits. */
#define VALUE_TIME_MAX_NS (INT64_C(3650) * 86400 * NS_PER_S)
#define VALUE_NAME_MAX 63

/* Is node of that type? If not, "NAME: expected a mapping, found ...". */
bool value_expect(struct decode *d, const struct yaml_node *node,
                  const char *name, enum yaml_type type);

/* A whole number, decimal or 0x, within min..max. Returns whether it was. */
bool value_number(struct decode *d, const struct yaml_node *node,
                  const char *name, int64_t min, int64_t max,
                  int64_t *ret_number);

/* The same over all of 64 bits. */
bool value_seed(struct decode *d, const struct yaml_node *node,
                const char *name, uint64_t *ret_seed);

/* A time with its unit, from min_ns to VALUE_TIME_MAX_NS. */
bool value_time(struct decode *d, const struct yaml_node *node,
                const char *name, int64_t min_ns, int64_t *ret_ns);

/* A rate with its unit, or "unlimited", which is 0. */
bool value_rate(struct decode *d, const struct yaml_node *node,
                const char *name, int64_t *ret_bits_per_s);

/* A share from 0% to 100%, into millionths. */
bool value_percent(struct decode *d, const struct yaml_node *node,
                   const char *name, int64_t *ret_ppm);

/* A name: letters, digits, '-', '_' and '.', first a letter or digit, at most
 * VALUE_NAME_MAX of them. Names become parts of file names and of --set keys.
 * The text is the node's. */
bool value_name(struct decode *d, const struct yaml_node *node,
                const char *name, const char **ret_text);

/* One of the words in choices ("a|b|c"), as its index. */
bool value_choice(struct decode *d, const struct yaml_node *node,
                  const char *name, const char *choices, int64_t *ret_index);

/* The value of a parameter by its spec: number, op and text of param. */
bool value_param(struct decode *d, const struct yaml_node *node,
                 struct param *param);

#endif
