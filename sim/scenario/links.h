/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: `link` (every host's line to the switch) and `links` (those
 * of single hosts). One table has the properties of a link; the fault `link`
 * has parameters of the same names. */
#ifndef SOCKFIT_SCENARIO_LINKS_H
#define SOCKFIT_SCENARIO_LINKS_H

#include "scenario/scenario.h"
#include "scenario/value.h"
#include "scenario/yaml.h"

/* What a link is like when a scenario says nothing. */
extern const struct link_spec links_default;

/* Lay a mapping of properties over variant->link, or a mapping of hosts to
 * such mappings over variant->links (replaced, never written through).
 * Return 0 or -ENOMEM. */
int links_decode_default(struct decode *d, const struct yaml_node *node,
                         struct variant *variant);
int links_decode(struct decode *d, const struct yaml_node *node,
                 struct variant *variant);

/* Report entries of `links` for hosts that the finished variant lacks. */
void links_check(struct decode *d, const struct variant *variant);

/* The link of host index (0: the device): the default with what `links` has
 * for it laid over, the file's order. */
struct link_spec links_of(const struct variant *variant, size_t index);

/* Whether a parameter of the fault `link` is a property of links. */
bool links_is_property(const char *name);

/* Lay those parameters of a fault `link` that are given over spec. */
void links_apply(const struct item *fault, struct link_spec *spec);

#endif
