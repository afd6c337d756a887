/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: tags, aliases and merge keys become plain values. The parser
 * lets an alias share its anchor's children; here each gets its own. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "import/tree.h"

static int expand_children(struct tree *tree, const struct frame *frame,
                           const struct yaml_node *node,
                           struct yaml_node *copy) {
  struct yaml_node merges = {.type = YAML_SEQUENCE};
  for (const struct yaml_node *at = node->first; at; at = at->next) {
    struct yaml_node *child;
    int r = tree_expand(tree, frame, at, &child);
    if (r < 0)
      return r;
    if (node->type == YAML_MAPPING) {
      r = tree_substitute(tree, frame, at->key, &at->key_place, &child->key);
      if (r < 0)
        return r;
      child->key_place = at->key_place;
    }
    bool is_merge = node->type == YAML_MAPPING && strcmp(at->key, "<<") == 0;
    tree_append(is_merge ? &merges : copy, child);
  }
  for (struct yaml_node *at = merges.first; at;) {
    struct yaml_node *next = at->next;
    tree_merge_keys(tree, copy, at);
    at = next;
  }
  return 0;
}

static int copy_plain(struct tree *tree, const struct frame *frame,
                      const struct yaml_node *node,
                      struct yaml_node **ret_node) {
  struct yaml_node *copy;
  int r = tree_new(tree, node->type, &node->place, &copy);
  if (r < 0)
    return r;
  *ret_node = copy;
  copy->text = node->text;
  copy->is_plain = node->is_plain;
  if (tree_has_tag(node, "!extend") || tree_has_tag(node, "!remove"))
    copy->tag = node->tag;
  if (node->type == YAML_SCALAR)
    return tree_substitute(tree, frame, node->text, &node->place, &copy->text);
  return expand_children(tree, frame, node, copy);
}

/* A secret or a lambda: that it is there is all that is kept. */
static int opaque(struct tree *tree, const struct yaml_node *node,
                  struct yaml_node **ret_node) {
  struct yaml_node *copy;
  int r = tree_new(tree, YAML_SCALAR, &node->place, &copy);
  if (r < 0)
    return r;
  copy->tag = node->tag;
  copy->text = "";
  *ret_node = copy;
  return 0;
}

static int expected(struct tree *tree, const struct yaml_node *node,
                    const char *what, struct yaml_node **ret_node) {
  mistakes_add(tree->mistakes, &node->place, "%s: expected %s, found %s",
               node->tag, what, yaml_type_name(node->type));
  return tree_new(tree, YAML_BROKEN, &node->place, ret_node);
}

static int include(struct tree *tree, const struct frame *frame,
                   const struct yaml_node *node, struct yaml_node **ret_node) {
  const struct yaml_node *file = node;
  const struct yaml_node *vars = NULL;
  if (node->type == YAML_MAPPING) {
    file = yaml_get(node, "file");
    vars = yaml_get(node, "vars");
  }
  if (!file || file->type != YAML_SCALAR)
    return expected(tree, node, "a file, or 'file:' and 'vars:'", ret_node);
  struct yaml_node *own_vars = NULL;
  int r = vars ? tree_expand(tree, frame, vars, &own_vars) : 0;
  const char *name = NULL;
  if (r == 0)
    r = tree_substitute(tree, frame, file->text, &file->place, &name);
  if (r < 0)
    return r;
  if (own_vars && own_vars->type != YAML_MAPPING)
    own_vars = NULL;
  char *path = tree_path(tree, frame->folder, name);
  if (!path)
    return -ENOMEM;
  return tree_load(tree, path, &file->place, frame, own_vars, ret_node);
}

/* !env_var NAME, or NAME and what to take when it is not set. */
static int environment(struct tree *tree, const struct yaml_node *node,
                       struct yaml_node **ret_node) {
  if (node->type != YAML_SCALAR)
    return expected(tree, node, "the name of a variable", ret_node);
  size_t len = strcspn(node->text, " ");
  char *name = arena_copy(tree->arena, node->text, len);
  if (!name)
    return -ENOMEM;
  const char *fallback = node->text + len;
  const char *value = getenv(name);
  if (!value && *fallback == '\0') {
    mistakes_add(tree->mistakes, &node->place,
                 "!env_var: the variable '%s' is not set", clip(name).text);
    return tree_new(tree, YAML_BROKEN, &node->place, ret_node);
  }
  struct yaml_node *copy;
  int r = tree_new(tree, YAML_SCALAR, &node->place, &copy);
  if (r < 0)
    return r;
  copy->text = value ? arena_copy(tree->arena, value, strlen(value))
                     : fallback + strspn(fallback, " ");
  *ret_node = copy;
  return copy->text ? 0 : -ENOMEM;
}

static int expand_tagged(struct tree *tree, const struct frame *frame,
                         const struct yaml_node *node,
                         struct yaml_node **ret_node) {
  if (tree_has_tag(node, "!include"))
    return include(tree, frame, node, ret_node);
  if (node->tag && strncmp(node->tag, "!include_dir_", 13) == 0)
    return tree_include_folder(tree, frame, node, ret_node);
  if (tree_has_tag(node, "!env_var"))
    return environment(tree, node, ret_node);
  if (tree_has_tag(node, "!secret")) {
    int r = tree_check_secret(tree, frame, node);
    return r < 0 ? r : opaque(tree, node, ret_node);
  }
  if (tree_is_opaque(node))
    return opaque(tree, node, ret_node);
  return copy_plain(tree, frame, node, ret_node);
}

int tree_expand(struct tree *tree, const struct frame *frame,
                const struct yaml_node *node, struct yaml_node **ret_node) {
  if (tree->depth == TREE_DEPTH_MAX) {
    mistakes_add(tree->mistakes, &node->place,
                 "nested deeper than %d levels, aliases and includes counted",
                 TREE_DEPTH_MAX);
    return -EINVAL;
  }
  tree->depth++;
  int r = expand_tagged(tree, frame, node, ret_node);
  tree->depth--;
  return r;
}
