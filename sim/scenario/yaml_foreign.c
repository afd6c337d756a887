/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: tags and anchors. See yaml_foreign.h. Touches memory only. */
#include "scenario/yaml_foreign.h"

#include <errno.h>
#include <string.h>

const char *yaml_tag_text(struct fy_token *tag, struct arena *arena) {
  size_t handle_len = 0, suffix_len = 0;
  const char *handle = tag ? fy_tag_token_handle(tag, &handle_len) : NULL;
  const char *suffix = tag ? fy_tag_token_suffix(tag, &suffix_len) : NULL;
  if (!handle || !suffix || handle_len != 1 || *handle != '!')
    return NULL;
  char *text = arena_get(arena, suffix_len + 2, 1);
  if (text) {
    *text = '!';
    memcpy(text + 1, suffix, suffix_len);
  }
  return text;
}

int yaml_anchor_add(struct yaml_anchors *anchors, struct fy_token *token,
                    const struct yaml_node *node, struct arena *arena,
                    struct mistakes *mistakes) {
  size_t len = 0;
  const char *name = fy_token_get_text(token, &len);
  if (anchors->count == YAML_ANCHORS_MAX) {
    mistakes_add(mistakes, &node->place, "more than %d anchors in one file",
                 YAML_ANCHORS_MAX);
    return -EINVAL;
  }
  if (!anchors->items)
    anchors->items =
        arena_get(arena, YAML_ANCHORS_MAX, sizeof(*anchors->items));
  char *copy = name ? arena_copy(arena, name, len) : NULL;
  if (!anchors->items || !copy)
    return -ENOMEM;
  anchors->items[anchors->count++] = (struct yaml_anchor){copy, node};
  return 0;
}

const struct yaml_node *yaml_anchor_find(const struct yaml_anchors *anchors,
                                         struct fy_token *token) {
  size_t len = 0;
  const char *name = fy_token_get_text(token, &len);
  for (size_t i = anchors->count; i > 0 && name; i--) {
    const struct yaml_anchor *anchor = &anchors->items[i - 1];
    if (strlen(anchor->name) == len && memcmp(anchor->name, name, len) == 0)
      return anchor->node;
  }
  return NULL;
}
