/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: the keys that the top level of a file and its variants have
 * in common: profile, seed, run_for, address, ipv6, link, links, limits,
 * consumers, peers, faults, expect. */
#ifndef SOCKFIT_SCENARIO_KEYS_H
#define SOCKFIT_SCENARIO_KEYS_H

#include "scenario/scenario.h"
#include "scenario/value.h"
#include "scenario/yaml.h"

/* The variant that a file without any key would describe. run_for_ns is 0,
 * which keys_check reports. Returns 0 or -ENOMEM. */
int keys_defaults(struct decode *d, struct variant *ret_variant);

/* Lay the keys of a mapping over a variant. Keys in also (also_count of them)
 * are known here and handled by the caller. where completes "unknown key 'x'
 * in a ...". Arrays that the variant shares with others are replaced, never
 * written through. Returns 0 or -ENOMEM. */
int keys_decode(struct decode *d, const struct yaml_node *mapping,
                const char *where, const char *const *also, size_t also_count,
                struct variant *variant);

/* Lay one key of `--set` over a variant. Where a mapping or list is set as a
 * whole it replaces what was there; `KEY+` adds to it.
 * Returns 1 when there is no such key, 0 or -ENOMEM. */
int keys_replace(struct decode *d, const char *key,
                 const struct yaml_node *value, struct variant *variant);

/* Report an unknown key. where is as for keys_decode. */
void keys_unknown(struct decode *d, const struct place *place, const char *key,
                  const char *where, const char *const *also,
                  size_t also_count);

/* Report what the finished variant still lacks. file is where to say so. */
void keys_check(struct decode *d, const struct variant *variant,
                const struct place *file);

#endif
