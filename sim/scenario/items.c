/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: lists of items: the form of an entry, then its name, then
 * the item that it makes or changes. Touches memory only. */
#include "scenario/items.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "scenario/params.h"
#include "scenario/render.h"

#define KINDS_MAX 64 /* of one family */

/* One entry of a list, as written. */
struct entry {
  struct place place;
  const struct kind *kind;
  const char *name;               /* NULL where the family has none */
  const struct yaml_node *params; /* a mapping, or NULL */
};

/* A list while entries are laid over it. */
struct growing {
  struct items items;
  struct place *seen; /* where this list named the item; line 0: not yet */
};

static void unknown_kind(struct decode *d, const struct place *place,
                         enum item_family family, const char *word) {
  const char *known[KINDS_MAX];
  size_t count;
  const struct kind *const *kinds = kinds_of(family, &count);
  if (count > KINDS_MAX)
    count = KINDS_MAX;
  for (size_t i = 0; i < count; i++)
    known[i] = kinds[i]->name;
  char what[32];
  snprintf(what, sizeof(what), "%s kind", params_word(family));
  mistakes_unknown(d->mistakes, place, "", what, word, "", known, count);
}

/* Find the word that names the kind, and the parameters below it. */
static bool split_entry(struct decode *d, const struct yaml_node *node,
                        enum item_family family, const char **ret_word,
                        const struct yaml_node **ret_params) {
  if (node->type == YAML_MAPPING && node->count > 1) {
    mistakes_add(d->mistakes, &node->place,
                 "expected one %s kind, found a mapping of %zu keys "
                 "(indent the parameters below the kind)",
                 params_word(family), node->count);
    return false;
  }
  bool is_mapping = node->type == YAML_MAPPING && node->count == 1;
  if (!is_mapping && node->type != YAML_SCALAR) {
    if (node->type != YAML_BROKEN)
      mistakes_add(d->mistakes, &node->place, "expected one %s kind, found %s",
                   params_word(family), yaml_type_name(node->type));
    return false;
  }
  *ret_word = is_mapping ? node->first->key : node->text;
  *ret_params = is_mapping ? node->first : NULL;
  return true;
}

/* The name of a consumer or peer: given, or the kind's. */
static bool read_name(struct decode *d, struct entry *entry) {
  const struct yaml_node *given =
      entry->params ? yaml_get(entry->params, "name") : NULL;
  entry->name = entry->kind->name;
  return !given || value_name(d, given, "name", &entry->name);
}

/* `KIND: [TEXTS]` or `KIND: TEXT` with a required list stands for
 * `KIND: {THAT: [TEXTS]}`: make that mapping. */
static int take_list(struct decode *d, struct entry *entry) {
  const struct yaml_node *node = entry->params;
  const struct kind *kind = entry->kind;
  size_t i = 0;
  while (i < kind->param_count &&
         (kind->params[i].type != PARAM_LIST || !kind->params[i].required))
    i++;
  if (!node || i == kind->param_count ||
      (node->type != YAML_SCALAR && node->type != YAML_SEQUENCE))
    return 0;
  struct yaml_node *nodes = arena_get(d->arena, 2, sizeof(*nodes));
  if (!nodes)
    return -ENOMEM;
  nodes[1] = *node;
  nodes[1].key = kind->params[i].name;
  nodes[1].next = NULL;
  nodes[0] = (struct yaml_node){.type = YAML_MAPPING,
                                .place = node->place,
                                .key = node->key,
                                .key_place = node->key_place,
                                .first = &nodes[1],
                                .last = &nodes[1],
                                .count = 1};
  entry->params = nodes;
  return 0;
}

/* `KIND: WORD` with a parameter of that name that is true or false stands for
 * `KIND: {WORD: true}`: make that mapping. Other values stay as they are. */
static int take_word(struct decode *d, struct entry *entry) {
  const struct yaml_node *node = entry->params;
  const struct kind *kind = entry->kind;
  if (!node || node->type != YAML_SCALAR || family_is_named(kind->family))
    return 0;
  for (size_t i = 0; i < kind->param_count; i++) {
    const struct param_spec *spec = &kind->params[i];
    if (spec->type != PARAM_BOOL || strcmp(spec->name, node->text) != 0)
      continue;
    struct yaml_node *nodes = arena_get(d->arena, 2, sizeof(*nodes));
    if (!nodes)
      return -ENOMEM;
    nodes[1] = (struct yaml_node){.type = YAML_SCALAR,
                                  .place = node->place,
                                  .text = "true",
                                  .is_plain = true,
                                  .key = spec->name,
                                  .key_place = node->place};
    nodes[0] = (struct yaml_node){.type = YAML_MAPPING,
                                  .place = node->place,
                                  .key = node->key,
                                  .key_place = node->key_place,
                                  .first = &nodes[1],
                                  .last = &nodes[1],
                                  .count = 1};
    entry->params = nodes;
  }
  return 0;
}

/* Is it a slip of the keyboard for one of the words that take_word knows? Then
 * a mistake says which. */
static bool misspells_word(struct decode *d, const struct entry *entry) {
  const struct yaml_node *node = entry->params;
  const struct kind *kind = entry->kind;
  const char *known[KINDS_MAX];
  size_t count = 0;
  char prefix[VALUE_NAME_MAX + 3];
  if (node->type != YAML_SCALAR || family_is_named(kind->family))
    return false;
  for (size_t i = 0; i < kind->param_count && count < KINDS_MAX; i++)
    if (kind->params[i].type == PARAM_BOOL)
      known[count++] = kind->params[i].name;
  if (!suggest_nearest(node->text, known, count))
    return false;
  snprintf(prefix, sizeof(prefix), "%s: ", kind->name);
  mistakes_unknown(d->mistakes, &node->place, prefix, "value", node->text, "",
                   known, count);
  return true;
}

/* `KIND`, `KIND:`, `KIND: WORD` or `KIND: {PARAMETERS}`. Returns 1 and the
 * entry, 0 after a mistake, or -ENOMEM. */
static int read_entry(struct decode *d, const struct yaml_node *node,
                      enum item_family family, struct entry *ret_entry) {
  struct entry entry = {.place = node->place};
  const char *word;
  if (!split_entry(d, node, family, &word, &entry.params))
    return 0;
  entry.kind = kinds_find(family, word);
  if (!entry.kind) {
    unknown_kind(d, &node->place, family, word);
    return 0;
  }
  if (entry.params && entry.params->type == YAML_NULL)
    entry.params = NULL;
  int r = take_word(d, &entry);
  if (r == 0)
    r = take_list(d, &entry);
  if (r < 0)
    return r;
  if (entry.params && misspells_word(d, &entry))
    return 0;
  if (entry.params && !value_expect(d, entry.params, word, YAML_MAPPING))
    return 0;
  if (family_is_named(family) && !read_name(d, &entry))
    return 0;
  *ret_entry = entry;
  return 1;
}

/* Index of the item of that name (len octets), or items->count. */
static size_t find(const struct items *items, const char *name, size_t len) {
  size_t i = 0;
  while (i < items->count && (strlen(items->items[i].name) != len ||
                              memcmp(items->items[i].name, name, len) != 0))
    i++;
  return i;
}

/* May this entry change the item that has its name? */
static bool may_change(struct decode *d, const struct entry *entry,
                       const struct item *item, const struct place *seen) {
  const char *word = params_word(entry->kind->family);
  if (seen->line > 0)
    mistakes_add(d->mistakes, &entry->place,
                 "a second %s named '%s' (the first is at %d:%d); give it a "
                 "name of its own with 'name:'",
                 word, entry->name, seen->line, seen->column);
  else if (item->kind != entry->kind)
    mistakes_add(d->mistakes, &entry->place,
                 "%s '%s' is of kind '%s' (at %d:%d), a variant cannot make "
                 "it '%s'",
                 word, entry->name, item->kind->name, item->place.line,
                 item->place.column, entry->kind->name);
  return seen->line == 0 && item->kind == entry->kind;
}

/* Append a new item, named, with its fallbacks. */
static int append(struct decode *d, const struct entry *entry,
                  struct items *items) {
  struct item *item = &items->items[items->count];
  int r = params_init(d, entry->kind, &entry->place, item);
  if (r < 0)
    return r;
  if (entry->name)
    item->name = arena_copy(d->arena, entry->name, strlen(entry->name));
  if (entry->name && !item->name)
    return -ENOMEM;
  items->count++;
  return 0;
}

/* Lay one consumer or peer over the list. */
static int overlay(struct decode *d, const struct entry *entry,
                   struct growing *list) {
  struct items *items = &list->items;
  size_t i = find(items, entry->name, strlen(entry->name));
  bool is_new = i == items->count;
  if (!is_new && !may_change(d, entry, &items->items[i], &list->seen[i]))
    return 0;
  int r = is_new ? append(d, entry, items) : params_copy(d, &items->items[i]);
  if (r < 0)
    return r;
  list->seen[i] = entry->place;
  if (entry->params)
    params_decode(d, entry->params, &items->items[i]);
  return 0;
}

/* Expectations and faults have no names to meet by. */
static int add_nameless(struct decode *d, const struct entry *entry,
                        struct items *items) {
  int r = append(d, entry, items);
  if (r < 0)
    return r;
  struct item *item = &items->items[items->count - 1];
  if (entry->params)
    params_decode(d, entry->params, item);
  item->text = render_item(item, d->arena);
  return item->text ? 0 : -ENOMEM;
}

static int decode_entries(struct decode *d, const struct yaml_node *list_node,
                          enum item_family family, struct growing *list) {
  int r = 0;
  for (const struct yaml_node *node = list_node->first; node && r == 0;
       node = node->next) {
    struct entry entry;
    r = read_entry(d, node, family, &entry);
    if (r <= 0)
      continue;
    r = family_is_named(family) ? overlay(d, &entry, list)
                                : add_nameless(d, &entry, &list->items);
  }
  return r;
}

static const char *list_key(enum item_family family) {
  switch (family) {
  case FAMILY_CONSUMER:
    return "consumers";
  case FAMILY_PEER:
    return "peers";
  case FAMILY_EXPECTATION:
    return "expect";
  case FAMILY_FAULT:
    return "faults";
  }
  return "items";
}

/* memcpy that takes the NULL of an empty list. */
static void copy_items(struct item *to, const struct items *from) {
  if (from->count > 0)
    memcpy(to, from->items, from->count * sizeof(*to));
}

int items_decode(struct decode *d, const struct yaml_node *node,
                 enum item_family family, struct items *items) {
  const char *key = list_key(family);
  if (!value_expect(d, node, key, YAML_SEQUENCE))
    return 0;
  size_t capacity = items->count + node->count;
  if (capacity > ITEMS_MAX) {
    mistakes_add(d->mistakes, &node->place, "%s: more than %d entries", key,
                 ITEMS_MAX);
    return 0;
  }
  struct growing list = {0};
  list.items.items = arena_get(d->arena, capacity, sizeof(struct item));
  list.seen = arena_get(d->arena, capacity, sizeof(struct place));
  if (!list.items.items || !list.seen)
    return -ENOMEM;

  bool inherited_first = family != FAMILY_EXPECTATION;
  if (inherited_first) {
    copy_items(list.items.items, items);
    list.items.count = items->count;
  }
  int r = decode_entries(d, node, family, &list);
  if (r < 0)
    return r;
  if (!inherited_first) {
    copy_items(list.items.items + list.items.count, items);
    list.items.count += items->count;
  }
  *items = list.items;
  return 0;
}

int items_change(struct decode *d, const struct yaml_node *mapping,
                 const char *name, size_t len, struct items *items) {
  size_t i = find(items, name, len);
  if (i == items->count)
    return 1;
  struct items changed = {.count = items->count};
  changed.items = arena_get(d->arena, items->count, sizeof(struct item));
  if (!changed.items)
    return -ENOMEM;
  copy_items(changed.items, items);
  int r = params_copy(d, &changed.items[i]);
  if (r < 0)
    return r;
  params_decode(d, mapping, &changed.items[i]);
  *items = changed;
  return 0;
}
