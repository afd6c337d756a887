/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: see origins.h. Touches memory only. */
#include "scenario/origins.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static struct place origin_of(const struct place *origins, size_t count,
                              struct place place) {
  size_t line = place.line > 0 ? (size_t)place.line : 1;
  return origins[line <= count ? line - 1 : count - 1];
}

/* As deep as the text, which the parser has bounded. */
static void relocate(struct yaml_node *node, const struct place *origins,
                     size_t count) {
  node->place = origin_of(origins, count, node->place);
  node->key_place = origin_of(origins, count, node->key_place);
  for (node = node->first; node; node = node->next)
    relocate(node, origins, count);
}

int origins_apply(struct yaml_node *root, const struct place *origins,
                  size_t count, struct arena *arena) {
  struct place *own = arena_get(arena, count, sizeof(*own));
  if (!own)
    return -ENOMEM;
  for (size_t i = 0; i < count; i++) {
    own[i] = origins[i];
    bool again = i > 0 && strcmp(origins[i].file, origins[i - 1].file) == 0;
    own[i].file =
        again ? own[i - 1].file
              : arena_copy(arena, origins[i].file, strlen(origins[i].file));
    if (!own[i].file)
      return -ENOMEM;
  }
  relocate(root, own, count);
  return 0;
}
