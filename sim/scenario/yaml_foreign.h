/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage, internal: what only foreign files have: tags and anchors. */
#ifndef SOCKFIT_SCENARIO_YAML_FOREIGN_H
#define SOCKFIT_SCENARIO_YAML_FOREIGN_H

#include <libfyaml.h>

#include "scenario/arena.h"
#include "scenario/mistakes.h"
#include "scenario/yaml.h"

struct yaml_anchors {
  struct yaml_anchor {
    const char *name;
    const struct yaml_node *node;
  } * items; /* YAML_ANCHORS_MAX of them, or NULL while there is none */
  size_t count;
};

/* "!secret"; NULL for none (tag NULL), for YAML's own ("!!str"), which say
 * nothing that a reader of ESPHome's files asks, and without memory. */
const char *yaml_tag_text(struct fy_token *tag, struct arena *arena);

/* Remember an anchor; the last of a name counts.
 * Returns 0, -EINVAL (too many; reported) or -ENOMEM. */
int yaml_anchor_add(struct yaml_anchors *anchors, struct fy_token *token,
                    const struct yaml_node *node, struct arena *arena,
                    struct mistakes *mistakes);

/* The node with that anchor, or NULL. */
const struct yaml_node *yaml_anchor_find(const struct yaml_anchors *anchors,
                                         struct fy_token *token);

#endif
