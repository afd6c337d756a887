/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: the lists `consumers`, `peers`, `faults` and `expect`, and
 * how a variant's list joins the one of the file's top level. */
#ifndef SOCKFIT_SCENARIO_ITEMS_H
#define SOCKFIT_SCENARIO_ITEMS_H

#include <stddef.h>

#include "scenario/scenario.h"
#include "scenario/value.h"
#include "scenario/yaml.h"

#define ITEMS_MAX 256 /* in one list; a peer stands for many by `count` */

struct items {
  struct item *items;
  size_t count;
};

/* Decode a list on top of the items that are already there.
 *
 * Consumers and peers: an entry with a known name changes the parameters that
 * it gives, another one is appended. Expectations: the list's own come first,
 * then those that were there. Faults: after those that were there.
 * items is replaced, never written through: variants share what they do not
 * change. Returns 0 or -ENOMEM. */
int items_decode(struct decode *d, const struct yaml_node *node,
                 enum item_family family, struct items *items);

/* Decode a mapping of parameters over those of the item called name (len
 * octets). items is replaced likewise.
 * Returns 1 when there is no such item, 0 or -ENOMEM. */
int items_change(struct decode *d, const struct yaml_node *mapping,
                 const char *name, size_t len, struct items *items);

#endif
