/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: overrides. The value is YAML; the rest of a dotted key
 * becomes mappings around it, so that the code for files decodes it. Touches
 * memory only. */
#include "scenario/override.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "scenario/items.h"
#include "scenario/keys.h"
#include "scenario/source.h"
#include "scenario/yaml.h"

#define PREFIX "--set "

/* Places of an override: "--set KEY", which the scenario keeps. */
static char *place_text(struct decode *d, const char *key) {
  size_t size = sizeof(PREFIX) + strlen(key);
  char *text = arena_get(d->arena, size, 1);
  if (text)
    snprintf(text, size, PREFIX "%s", key);
  return text;
}

/* The value as a tree. Returns 1 when it is none (that was reported). */
static int parse_value(struct decode *d, const struct override *override,
                       struct yaml_node **ret_value) {
  const char *file = place_text(d, override->key);
  if (!file)
    return -ENOMEM;
  size_t len = strlen(override->value);
  int r = source_check(override->value, len, file, d->mistakes);
  if (r == 0)
    r = yaml_parse(override->value, len, file, d->arena, d->mistakes,
                   ret_value);
  if (r < 0)
    return r == -ENOMEM ? r : 1;
  if ((*ret_value)->type == YAML_SCALAR || (*ret_value)->type == YAML_NULL)
    (*ret_value)->place.line = 0; /* "1:1" would say nothing */
  return 0;
}

/* {KEY: value}, as if it had been written so. */
static struct yaml_node *wrap(struct decode *d, const char *key,
                              struct yaml_node *value) {
  struct yaml_node *mapping = arena_get(d->arena, 1, sizeof(*mapping));
  if (!mapping)
    return NULL;
  value->key = key;
  value->key_place = (struct place){.file = value->place.file};
  *mapping = (struct yaml_node){.type = YAML_MAPPING,
                                .place = value->key_place,
                                .first = value,
                                .last = value,
                                .count = 1};
  return mapping;
}

/* The part of a key after "WORD.", or NULL. */
static const char *rest_after(const char *key, const char *word) {
  size_t len = strlen(word);
  return strncmp(key, word, len) == 0 && key[len] == '.' ? key + len + 1 : NULL;
}

/* `limits.NAME` or `link.NAME`: one key more in what is there. */
static int add_key(struct decode *d, const char *outer, const char *inner,
                   struct yaml_node *value, struct variant *variant) {
  struct yaml_node *mapping = wrap(d, inner, value);
  struct yaml_node *whole = mapping ? wrap(d, outer, mapping) : NULL;
  return whole ? keys_decode(d, whole, "", NULL, 0, variant) : -ENOMEM;
}

/* `NAME.PARAMETER` of a list. A name may have dots, a parameter has none.
 * Returns as items_change. */
static int change_item(struct decode *d, const char *rest,
                       struct yaml_node *value, struct items *items) {
  const char *dot = strrchr(rest, '.');
  if (!dot || strcmp(dot, ".name") == 0) {
    struct place place = {.file = value->place.file};
    mistakes_add(d->mistakes, &place,
                 "expected NAME.PARAMETER after the first dot, where PARAMETER "
                 "is not 'name'");
    return 0;
  }
  struct yaml_node *mapping = wrap(d, dot + 1, value);
  return mapping ? items_change(d, mapping, rest, (size_t)(dot - rest), items)
                 : -ENOMEM;
}

/* `links.HOST.PROPERTY`. A host may have dots, a property has none. */
static int change_link(struct decode *d, const char *rest,
                       struct yaml_node *value, struct variant *variant) {
  const char *dot = strrchr(rest, '.');
  if (!dot)
    return add_key(d, "links", rest, value, variant);
  char *host = arena_copy(d->arena, rest, (size_t)(dot - rest));
  struct yaml_node *mapping = host ? wrap(d, dot + 1, value) : NULL;
  return mapping ? add_key(d, "links", host, mapping, variant) : -ENOMEM;
}

/* Returns 0, -ENOMEM, or 1 when this variant has nothing of that name. */
static int apply_to(struct decode *d, const char *key, struct yaml_node *value,
                    struct variant *variant) {
  static const char *const mappings[] = {"limits", "link"};
  const char *rest;
  for (size_t i = 0; i < 2; i++)
    if ((rest = rest_after(key, mappings[i])))
      return add_key(d, mappings[i], rest, value, variant);
  if ((rest = rest_after(key, "links")))
    return change_link(d, rest, value, variant);
  if ((rest = rest_after(key, "consumers"))) {
    struct items items = {variant->consumers, variant->consumer_count};
    int r = change_item(d, rest, value, &items);
    variant->consumers = items.items;
    return r;
  }
  if ((rest = rest_after(key, "peers"))) {
    struct items items = {variant->peers, variant->peer_count};
    int r = change_item(d, rest, value, &items);
    variant->peers = items.items;
    return r;
  }
  return keys_replace(d, key, value, variant);
}

/* No variant has what the key names: which part of it is wrong? */
static void unknown(struct decode *d, const char *key, const char *file) {
  struct place place = {.file = file};
  bool is_item = rest_after(key, "consumers") || rest_after(key, "peers");
  if (is_item)
    mistakes_add(d->mistakes, &place, "no variant has a %s of that name",
                 rest_after(key, "peers") ? "peer" : "consumer");
  else
    keys_unknown(d, &place, key, " in --set", NULL, 0);
}

int override_apply(struct decode *d, const struct override *override,
                   struct scenario *scenario) {
  struct yaml_node *value;
  int r = parse_value(d, override, &value);
  if (r != 0)
    return r < 0 ? r : 0;
  bool applied = scenario->variant_count == 0; /* the file is broken */
  for (size_t i = 0; i < scenario->variant_count; i++) {
    r = apply_to(d, override->key, value, &scenario->variants[i]);
    if (r < 0)
      return r;
    applied |= r == 0;
  }
  if (!applied)
    unknown(d, override->key, value->place.file);
  return 0;
}
