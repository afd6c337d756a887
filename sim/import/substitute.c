/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: $name and ${...}. A value may use others; how far that goes
 * and how long it gets is bounded. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "import/expression.h"
#include "import/tree.h"
#include "scenario/number.h"

#define USES_MAX 16 /* a variable in a variable */

struct scope {
  struct tree *tree;
  const struct frame *frame;
  int depth;
  bool too_long;
};

static bool is_first(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c) {
  return is_first(c) || (c >= '0' && c <= '9');
}

/* The value of a key that is not NUL-terminated. */
static const struct yaml_node *get(const struct yaml_node *mapping,
                                   const char *name, size_t len) {
  if (!mapping || mapping->type != YAML_MAPPING)
    return NULL;
  for (const struct yaml_node *at = mapping->first; at; at = at->next)
    if (strlen(at->key) == len && memcmp(at->key, name, len) == 0)
      return at;
  return NULL;
}

/* The innermost include's variables first, the device's substitutions last. */
static const struct yaml_node *find(const struct scope *scope, const char *name,
                                    size_t len) {
  const struct yaml_node *value = NULL;
  for (const struct frame *at = scope->frame; at && !value; at = at->parent) {
    value = get(at->vars, name, len);
    if (!value)
      value = get(at->defaults, name, len);
  }
  return value ? value : get(scope->tree->substitutions, name, len);
}

static void replace_all(struct scope *scope, const char *text,
                        struct text *out);

static bool find_number(void *arg, const char *name, size_t len,
                        int64_t *ret_number) {
  struct scope *scope = arg;
  const struct yaml_node *value = find(scope, name, len);
  if (!value || value->type != YAML_SCALAR || tree_is_opaque(value))
    return false;
  struct text text = {0};
  replace_all(scope, value->text, &text);
  bool good = text.data && number_parse(text.data, ret_number) == 0;
  text_done(&text);
  return good;
}

/* The value of one name or expression (len octets) to out, false when it has
 * none and the text is to stay. */
static bool replace_one(struct scope *scope, const char *name, size_t len,
                        struct text *out) {
  while (len > 0 && *name == ' ')
    name++, len--;
  while (len > 0 && name[len - 1] == ' ')
    len--;
  const struct yaml_node *value = find(scope, name, len);
  if (value && value->type == YAML_SCALAR && !tree_is_opaque(value)) {
    replace_all(scope, value->text, out);
    return true;
  }
  if (value && value->type == YAML_NULL)
    return true;
  const struct expression_names names = {find_number, scope};
  int64_t number;
  if (value || !expression_evaluate(name, len, &names, &number))
    return false;
  text_add(out, "%lld", (long long)number);
  return true;
}

/* Length of the "$name" or "${...}" at text, 0 when it is none; the name is
 * text[*ret_from .. +*ret_len]. */
static size_t use_at(const char *text, size_t *ret_from, size_t *ret_len) {
  if (text[1] == '{') {
    const char *end = strchr(text, '}');
    *ret_from = 2;
    *ret_len = end ? (size_t)(end - text) - 2 : 0;
    return end ? *ret_len + 3 : 0;
  }
  size_t len = 1;
  while (is_first(text[1]) && is_word(text[len]))
    len++;
  *ret_from = 1;
  *ret_len = len - 1;
  return len > 1 ? len : 0;
}

static void replace_all(struct scope *scope, const char *text,
                        struct text *out) {
  bool used_up = ++scope->tree->use_count > TREE_USES_MAX;
  if (scope->depth == USES_MAX || out->len > TREE_TEXT_MAX || used_up) {
    scope->too_long = true;
    return;
  }
  scope->depth++;
  while (*text && !scope->too_long) {
    size_t plain = strcspn(text, "$");
    if (plain > 0)
      text_add(out, "%.*s", (int)plain, text);
    text += plain;
    if (!*text)
      break;
    size_t from = 0, len = 0;
    size_t use = use_at(text, &from, &len);
    if (use == 0 || !replace_one(scope, text + from, len, out)) {
      size_t keep = use > 0 ? use : 1;
      text_add(out, "%.*s", (int)keep, text);
      use = keep;
    }
    text += use;
  }
  scope->depth--;
}

int tree_substitute(struct tree *tree, const struct frame *frame,
                    const char *text, const struct place *place,
                    const char **ret_text) {
  *ret_text = text;
  if (!strchr(text, '$') || strlen(text) > TREE_TEXT_MAX)
    return 0; /* nothing, or a lambda of some length */
  struct scope scope = {.tree = tree, .frame = frame};
  struct text out = {0};
  replace_all(&scope, text, &out);
  int r = out.failed ? -ENOMEM : 0;
  if (scope.too_long || out.len > TREE_TEXT_MAX) {
    mistakes_add(tree->mistakes, place,
                 "substitutions that use one another without end, or make more"
                 " than %d octets",
                 TREE_TEXT_MAX);
  } else if (r == 0) {
    *ret_text = arena_copy(tree->arena, out.data ? out.data : "", out.len);
    r = *ret_text ? 0 : -ENOMEM;
  }
  text_done(&out);
  return r;
}

int tree_substitute_all(struct tree *tree, struct yaml_node *node) {
  int r = 0;
  if (node->type == YAML_SCALAR && !tree_is_opaque(node))
    r = tree_substitute(tree, NULL, node->text, &node->place, &node->text);
  if (r == 0 && node->key)
    r = tree_substitute(tree, NULL, node->key, &node->key_place, &node->key);
  for (struct yaml_node *at = node->first; at && r == 0; at = at->next)
    r = tree_substitute_all(tree, at);
  return r;
}
