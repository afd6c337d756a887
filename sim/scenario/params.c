/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: decoding parameters by the kind's specs. Touches memory
 * only. */
#include "scenario/params.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define KNOWN_MAX 64 /* keys of one item; kinds have far fewer */
#define DECLARED_MAX 1000

const char *params_word(enum item_family family) {
  switch (family) {
  case FAMILY_CONSUMER:
    return "consumer";
  case FAMILY_PEER:
    return "peer";
  case FAMILY_EXPECTATION:
    return "expectation";
  case FAMILY_FAULT:
    return "fault";
  }
  return "item";
}

/* Fallbacks are read as a scenario's values are, so that they cannot mean
 * something else. */
static int set_fallback(struct decode *d, struct param *param) {
  if (!param->spec->fallback)
    return 0;
  size_t len = strlen(param->spec->fallback);
  param->text = arena_copy(d->arena, param->spec->fallback, len);
  if (!param->text)
    return -ENOMEM;
  struct yaml_node node = {
      .type = YAML_SCALAR, .text = param->text, .place = param->place};
  bool good = value_param(d, &node, param);
  assert(good); /* the fallback in kinds.def does not fit its own type */
  (void)good;
  return 0;
}

int params_init(struct decode *d, const struct kind *kind,
                const struct place *place, struct item *ret_item) {
  struct item item = {.kind = kind,
                      .place = *place,
                      .declared = kind->declared,
                      .declared_as = kind->declared_as,
                      .listen_declared_as = kind->listen_declared_as};
  item.params = arena_get(d->arena, kind->param_count, sizeof(*item.params));
  if (!item.params)
    return -ENOMEM;
  for (size_t i = 0; i < kind->param_count; i++) {
    item.params[i] = (struct param){.spec = &kind->params[i], .place = *place};
    int r = set_fallback(d, &item.params[i]);
    if (r < 0)
      return r;
  }
  *ret_item = item;
  return 0;
}

int params_copy(struct decode *d, struct item *item) {
  size_t count = item->kind->param_count;
  struct param *params = arena_get(d->arena, count, sizeof(*params));
  if (!params)
    return -ENOMEM;
  memcpy(params, item->params, count * sizeof(*params));
  item->params = params;
  return 0;
}

/* `declares: {tcp: N, udp: N, tcp_listen: N, under: NAME}`: what is left out
 * stays. */
static void decode_declares(struct decode *d, const struct yaml_node *node,
                            struct item *item) {
  static const char *const known[] = {"tcp", "udp", "tcp_listen", "under"};
  int *const counts[] = {&item->declared.tcp, &item->declared.udp,
                         &item->declared.tcp_listen};
  if (!value_expect(d, node, "declares", YAML_MAPPING))
    return;
  item->declares_given = true;
  for (node = node->first; node; node = node->next) {
    size_t i = 0;
    while (i < 4 && strcmp(node->key, known[i]) != 0)
      i++;
    int64_t number;
    const char *name;
    if (i == 4)
      mistakes_unknown(d->mistakes, &node->key_place, "", "key", node->key,
                       " in 'declares'", known, 4);
    else if (i == 3 && value_name(d, node, "under", &name))
      item->declared_as = item->listen_declared_as = name;
    else if (i < 3 &&
             value_number(d, node, node->key, 0, DECLARED_MAX, &number))
      *counts[i] = (int)number;
  }
}

static void unknown_key(struct decode *d, const struct yaml_node *node,
                        const struct kind *kind) {
  const char *known[KNOWN_MAX];
  size_t count = 0;
  if (family_is_named(kind->family))
    known[count++] = "name";
  if (kind->family == FAMILY_CONSUMER)
    known[count++] = "declares";
  for (size_t i = 0; i < kind->param_count && count < KNOWN_MAX; i++)
    known[count++] = kind->params[i].name;
  char where[96];
  snprintf(where, sizeof(where), " in %s '%s'", params_word(kind->family),
           kind->name);
  mistakes_unknown(d->mistakes, &node->key_place, "", "key", node->key, where,
                   known, count);
}

/* A wrong value counts as given: it is not missing as well. */
static void decode_param(struct decode *d, const struct yaml_node *node,
                         struct param *param) {
  param->given = true;
  param->place = node->place;
  if (value_param(d, node, param) && param->spec->type != PARAM_LIST)
    param->text = (char *)node->text; /* a list has put its text together */
}

static struct param *find_param(struct item *item, const char *name) {
  for (size_t i = 0; i < item->kind->param_count; i++)
    if (strcmp(item->params[i].spec->name, name) == 0)
      return &item->params[i];
  return NULL;
}

void params_decode(struct decode *d, const struct yaml_node *mapping,
                   struct item *item) {
  enum item_family family = item->kind->family;
  for (const struct yaml_node *node = mapping->first; node; node = node->next) {
    struct param *param = find_param(item, node->key);
    if (param)
      decode_param(d, node, param);
    else if (family == FAMILY_CONSUMER && strcmp(node->key, "declares") == 0)
      decode_declares(d, node, item);
    else if (!family_is_named(family) || strcmp(node->key, "name") != 0)
      unknown_key(d, node, item->kind);
  }
}

void params_check(struct decode *d, const struct item *item) {
  for (size_t i = 0; i < item->kind->param_count; i++) {
    const struct param *param = &item->params[i];
    if (!param->spec->required || param->given)
      continue;
    mistakes_add(d->mistakes, &item->place, "missing key '%s' in %s '%s' (%s)",
                 param->spec->name, params_word(item->kind->family),
                 item->name ? item->name : item->kind->name, param->spec->help);
  }
}
