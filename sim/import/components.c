/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: the table of components. A user's file says the same as
 * components.def:
 *
 *     components:
 *       my_gateway:
 *         each: true              # a list has an instance for each entry
 *         under: my_gateway       # the name that it registers
 *         tcp: {key: max_clients, default: 4, plus: 1}
 *         udp: 1
 *         tcp_listen: 1
 *         untyped: 2              # a call without a type: counts as TCP
 *         port: 7000
 *         opens: {tcp: 0, udp: 1, tcp_listen: 1}
 *         clients: 5              # at once, of its listener */
#include "import/components.h"

#include <errno.h>
#include <string.h>

#include "scenario/value.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define SOCKETS_MAX 1000

static const struct component own[] = {
#define COMPONENT(key_, ...) {.key = key_, __VA_ARGS__},
#include "import/components.def"
#undef COMPONENT
};

struct reader {
  struct decode decode;
};

static void read_count(struct reader *reader, const struct yaml_node *node,
                       int *ret_count) {
  int64_t number;
  if (value_number(&reader->decode, node, node->key, 0, SOCKETS_MAX, &number))
    *ret_count = (int)number;
}

static void read_port(struct reader *reader, const struct yaml_node *node,
                      int *ret_port) {
  int64_t number;
  if (value_number(&reader->decode, node, node->key, 1, 65000, &number))
    *ret_port = (int)number;
}

static void unknown_key(struct reader *reader, const struct yaml_node *node,
                        const char *const *known, size_t count) {
  mistakes_unknown(reader->decode.mistakes, &node->key_place, "", "key",
                   node->key, "", known, count);
}

/* A number, or {key: NAME, default: N, plus: N}. */
static void read_declared(struct reader *reader, const struct yaml_node *node,
                          int *ret_count, struct count_key *ret_key) {
  static const char *const known[] = {"key", "default", "plus"};
  if (node->type != YAML_MAPPING) {
    int count = 0;
    read_count(reader, node, &count);
    *ret_count += count; /* typed and untyped calls add up */
    return;
  }
  for (const struct yaml_node *at = node->first; at; at = at->next) {
    if (strcmp(at->key, "default") == 0)
      read_count(reader, at, &ret_key->fallback);
    else if (strcmp(at->key, "plus") == 0)
      read_count(reader, at, &ret_key->plus);
    else if (strcmp(at->key, "key") != 0)
      unknown_key(reader, at, known, COUNT(known));
    else if (value_expect(&reader->decode, at, "key", YAML_SCALAR))
      ret_key->key = at->text;
  }
}

static void read_opens(struct reader *reader, const struct yaml_node *node,
                       struct socket_counts *ret_counts) {
  static const char *const known[] = {"tcp", "udp", "tcp_listen"};
  int *const counts[] = {&ret_counts->tcp, &ret_counts->udp,
                         &ret_counts->tcp_listen};
  if (!value_expect(&reader->decode, node, "opens", YAML_MAPPING))
    return;
  for (const struct yaml_node *at = node->first; at; at = at->next) {
    size_t i = 0;
    while (i < COUNT(known) && strcmp(at->key, known[i]) != 0)
      i++;
    if (i == COUNT(known))
      unknown_key(reader, at, known, COUNT(known));
    else
      read_count(reader, at, counts[i]);
  }
}

static void read_text(struct reader *reader, const struct yaml_node *node,
                      const char **ret_text) {
  value_name(&reader->decode, node, node->key, ret_text);
}

static void read_key(struct reader *reader, const struct yaml_node *node,
                     struct component *component) {
  static const char *const known[] = {
      "platform",   "under", "each",    "tcp",   "udp",
      "tcp_listen", "port",  "untyped", "opens", "clients"};
  const char *key = node->key;
  if (strcmp(key, "platform") == 0)
    read_text(reader, node, &component->platform);
  else if (strcmp(key, "under") == 0)
    read_text(reader, node, &component->as);
  else if (strcmp(key, "each") == 0)
    component->each =
        node->type == YAML_SCALAR &&
        (strcmp(node->text, "true") == 0 || strcmp(node->text, "yes") == 0);
  else if (strcmp(key, "tcp") == 0 || strcmp(key, "untyped") == 0)
    read_declared(reader, node, &component->declared.tcp, &component->keys[0]);
  else if (strcmp(key, "udp") == 0)
    read_declared(reader, node, &component->declared.udp, &component->keys[1]);
  else if (strcmp(key, "tcp_listen") == 0)
    read_declared(reader, node, &component->declared.tcp_listen,
                  &component->keys[2]);
  else if (strcmp(key, "port") == 0)
    read_port(reader, node, &component->port);
  else if (strcmp(key, "clients") == 0)
    read_count(reader, node, &component->clients);
  else if (strcmp(key, "opens") == 0)
    read_opens(reader, node, &component->opens);
  else
    unknown_key(reader, node, known, COUNT(known));
}

static void read_component(struct reader *reader, const struct yaml_node *node,
                           struct component *component) {
  component->key = node->key;
  if (!value_expect(&reader->decode, node, node->key, YAML_MAPPING))
    return;
  for (const struct yaml_node *at = node->first; at; at = at->next)
    read_key(reader, at, component);
}

static bool is_known(const struct component *items, size_t count,
                     const struct component *component) {
  for (size_t i = 0; i < count; i++) {
    bool both = items[i].platform && component->platform;
    if (strcmp(items[i].key, component->key) == 0 &&
        (both ? strcmp(items[i].platform, component->platform) == 0
              : !items[i].platform && !component->platform))
      return true;
  }
  return false;
}

static int read_file(struct tree *tree, const char *path,
                     const struct yaml_node **ret_list) {
  struct yaml_node *root;
  int r = tree_load(tree, path, NULL, NULL, NULL, &root);
  if (r < 0)
    return r;
  *ret_list = root->type == YAML_MAPPING ? yaml_get(root, "components") : NULL;
  if (*ret_list && (*ret_list)->type == YAML_MAPPING)
    return 0;
  mistakes_add(tree->mistakes, &root->place,
               "expected a mapping 'components:' of components");
  return -EINVAL;
}

int components_load(struct tree *tree, const char *path,
                    struct components *ret_components) {
  const struct yaml_node *list = NULL;
  int r = path ? read_file(tree, path, &list) : 0;
  if (r < 0)
    return r;
  size_t user_count = list ? list->count : 0, count = 0;
  struct component *items =
      arena_get(tree->arena, COUNT(own) + user_count, sizeof(*items));
  struct component *users = arena_get(tree->arena, user_count, sizeof(*users));
  if (!items || !users)
    return -ENOMEM;
  struct reader reader = {
      .decode = {.arena = tree->arena, .mistakes = tree->mistakes}};
  struct component *user = users;
  for (const struct yaml_node *at = list ? list->first : NULL; at;
       at = at->next)
    read_component(&reader, at, user++);
  for (size_t i = 0; i < COUNT(own); i++)
    if (!is_known(users, user_count, &own[i]))
      items[count++] = own[i];
  for (size_t i = 0; i < user_count; i++)
    items[count++] = users[i];
  *ret_components = (struct components){items, count};
  return 0;
}
