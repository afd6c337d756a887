/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: two trees become one: merge keys and packages. Touches memory
 * only. The rules are ESPHome's (config_helpers.py, merge_config). */
#include <string.h>

#include "import/tree.h"

/* Each key is compared with all: one mapping does not grow without end. */
static bool is_full(struct tree *tree, const struct yaml_node *mapping) {
  if (mapping->count < TREE_KEYS_MAX)
    return false;
  mistakes_add(tree->mistakes, &mapping->place,
               "more than %d keys in one mapping, with what is merged into it",
               TREE_KEYS_MAX);
  return true;
}

static void add_missing(struct tree *tree, struct yaml_node *target,
                        struct yaml_node *source) {
  for (struct yaml_node *at = source->first; at && !is_full(tree, target);) {
    struct yaml_node *next = at->next;
    if (!tree_get(target, at->key))
      tree_append(target, at);
    at = next;
  }
}

void tree_merge_keys(struct tree *tree, struct yaml_node *target,
                     struct yaml_node *source) {
  if (source->type == YAML_MAPPING) {
    add_missing(tree, target, source);
    return;
  }
  if (source->type == YAML_SEQUENCE) {
    for (struct yaml_node *at = source->first; at; at = at->next)
      if (at->type == YAML_MAPPING)
        add_missing(tree, target, at);
    return;
  }
  if (source->type != YAML_BROKEN && source->type != YAML_NULL)
    mistakes_add(tree->mistakes, &source->place,
                 "'<<': expected a mapping to merge, found %s",
                 yaml_type_name(source->type));
}

/* node in the place of old, which stays where it is among its siblings. */
static void replace(struct yaml_node *old, struct yaml_node *node) {
  struct yaml_node *next = old->next;
  const char *key = old->key;
  struct place key_place = node->key ? node->key_place : old->key_place;
  *old = *node;
  old->next = next;
  old->key = key;
  old->key_place = key_place;
}

static const char *id_of(struct yaml_node *item) {
  struct yaml_node *id = tree_get(item, "id");
  return id && id->type == YAML_SCALAR && !tree_is_opaque(id) ? id->text : NULL;
}

/* The item of list with that id. */
static struct yaml_node *find_id(struct yaml_node *list, const char *id) {
  for (struct yaml_node *at = list->first; at; at = at->next) {
    const char *own = id_of(at);
    if (own && strcmp(own, id) == 0)
      return at;
  }
  return NULL;
}

static void drop(struct yaml_node *parent, const struct yaml_node *child) {
  struct yaml_node *at = parent->first;
  *parent = (struct yaml_node){.type = parent->type,
                               .place = parent->place,
                               .text = parent->text,
                               .tag = parent->tag,
                               .key = parent->key,
                               .key_place = parent->key_place,
                               .next = parent->next};
  while (at) {
    struct yaml_node *next = at->next;
    if (at != child)
      tree_append(parent, at);
    at = next;
  }
}

static void join_lists(struct tree *tree, struct yaml_node *lower,
                       struct yaml_node *upper) {
  for (struct yaml_node *at = upper->first; at;) {
    struct yaml_node *next = at->next;
    struct yaml_node *id = tree_get(at, "id");
    bool extends = id && tree_has_tag(id, "!extend");
    bool removes = id && tree_has_tag(id, "!remove");
    struct yaml_node *old =
        extends || removes ? find_id(lower, id->text ? id->text : "") : NULL;
    if ((extends || removes) && !old)
      mistakes_add(tree->mistakes, &id->place,
                   "%s: there is no item with the id '%s' in the packages",
                   id->tag, clip(id->text ? id->text : "").text);
    else if (removes)
      drop(lower, old);
    else if (extends) {
      id->tag = NULL;
      replace(old, tree_merge(tree, old, at));
    } else
      tree_append(lower, at);
    at = next;
  }
}

static void join_mappings(struct tree *tree, struct yaml_node *lower,
                          struct yaml_node *upper) {
  for (struct yaml_node *at = upper->first; at && !is_full(tree, lower);) {
    struct yaml_node *next = at->next;
    struct yaml_node *old = tree_get(lower, at->key);
    if (old)
      replace(old, tree_merge(tree, old, at));
    else
      tree_append(lower, at);
    at = next;
  }
}

struct yaml_node *tree_merge(struct tree *tree, struct yaml_node *lower,
                             struct yaml_node *upper) {
  if (upper->tag || upper->type != lower->type)
    return upper->type == YAML_NULL && !upper->tag ? lower : upper;
  if (upper->type == YAML_MAPPING)
    join_mappings(tree, lower, upper);
  else if (upper->type == YAML_SEQUENCE)
    join_lists(tree, lower, upper);
  else
    return upper;
  return lower;
}

void tree_remove_marked(struct yaml_node *node) {
  for (struct yaml_node *at = node->first; at;) {
    struct yaml_node *next = at->next;
    if (tree_has_tag(at, "!remove"))
      drop(node, at);
    else
      tree_remove_marked(at);
    at = next;
  }
}
