/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: one table of keys, one small function for each. Touches
 * memory only. */
#include "scenario/keys.h"

#include <errno.h>
#include <string.h>

#include "base/units.h"
#include "scenario/items.h"
#include "scenario/links.h"
#include "scenario/params.h"
#include "scenario/settings.h"
#include "scenario/timetable.h"

#define DEFAULT_PROFILE "esp-idf"
#define DEFAULT_SEED 1
#define KNOWN_MAX 16 /* keys of the table and the caller's own */

static int decode_about(struct decode *d, const struct yaml_node *node,
                        struct variant *variant) {
  if (!value_expect(d, node, "about", YAML_SCALAR))
    return 0;
  variant->about = arena_copy(d->arena, node->text, strlen(node->text));
  return variant->about ? 0 : -ENOMEM;
}

static int decode_profile(struct decode *d, const struct yaml_node *node,
                          struct variant *variant) {
  const char *name;
  if (!value_name(d, node, "profile", &name))
    return 0;
  variant->profile = arena_copy(d->arena, name, strlen(name));
  variant->profile_place = node->place;
  return variant->profile ? 0 : -ENOMEM;
}

static int decode_seed(struct decode *d, const struct yaml_node *node,
                       struct variant *variant) {
  value_seed(d, node, "seed", &variant->seed);
  return 0;
}

static int decode_run_for(struct decode *d, const struct yaml_node *node,
                          struct variant *variant) {
  variant->run_for_ns = 1; /* even when it is wrong, it is not missing */
  value_time(d, node, "run_for", 1, &variant->run_for_ns);
  return 0;
}

static int decode_address(struct decode *d, const struct yaml_node *node,
                          struct variant *variant) {
  int64_t word;
  if (value_choice(d, node, "address", "static|dhcp", &word))
    variant->dhcp = word == 1;
  return 0;
}

static int decode_ipv6(struct decode *d, const struct yaml_node *node,
                       struct variant *variant) {
  int64_t word;
  if (value_choice(d, node, "ipv6", "link_local|slaac", &word))
    variant->slaac = word == 1;
  return 0;
}

static int decode_faults(struct decode *d, const struct yaml_node *node,
                         struct variant *variant) {
  struct items items = {variant->faults, variant->fault_count};
  int r = items_decode(d, node, FAMILY_FAULT, &items);
  variant->faults = items.items;
  variant->fault_count = items.count;
  return r;
}

static int decode_consumers(struct decode *d, const struct yaml_node *node,
                            struct variant *variant) {
  struct items items = {variant->consumers, variant->consumer_count};
  int r = items_decode(d, node, FAMILY_CONSUMER, &items);
  variant->consumers = items.items;
  variant->consumer_count = items.count;
  return r;
}

static int decode_peers(struct decode *d, const struct yaml_node *node,
                        struct variant *variant) {
  struct items items = {variant->peers, variant->peer_count};
  int r = items_decode(d, node, FAMILY_PEER, &items);
  variant->peers = items.items;
  variant->peer_count = items.count;
  return r;
}

static int decode_expect(struct decode *d, const struct yaml_node *node,
                         struct variant *variant) {
  struct items items = {variant->expectations, variant->expectation_count};
  int r = items_decode(d, node, FAMILY_EXPECTATION, &items);
  variant->expectations = items.items;
  variant->expectation_count = items.count;
  return r;
}

static void clear_nothing(struct variant *variant) {
  (void)variant;
}

static void clear_link(struct variant *variant) {
  variant->link = links_default;
  variant->link_given = 0;
  variant->tap = variant->real_peers = false;
}

static void clear_links(struct variant *variant) {
  variant->link_count = 0;
}

static void clear_limits(struct variant *variant) {
  variant->limit_count = 0;
}

static void clear_consumers(struct variant *variant) {
  variant->consumer_count = 0;
}

static void clear_peers(struct variant *variant) {
  variant->peer_count = 0;
}

static void clear_expect(struct variant *variant) {
  variant->expectation_count = 0;
}

static void clear_faults(struct variant *variant) {
  variant->fault_count = 0;
}

static const struct key {
  const char *name;
  int (*decode)(struct decode *d, const struct yaml_node *node,
                struct variant *variant);
  void (*clear)(struct variant *variant);
} keys[] = {
    {"about", decode_about, clear_nothing},
    {"profile", decode_profile, clear_nothing},
    {"seed", decode_seed, clear_nothing},
    {"run_for", decode_run_for, clear_nothing},
    {"address", decode_address, clear_nothing},
    {"ipv6", decode_ipv6, clear_nothing},
    {"link", links_decode_default, clear_link},
    {"links", links_decode, clear_links},
    {"limits", settings_decode, clear_limits},
    {"consumers", decode_consumers, clear_consumers},
    {"peers", decode_peers, clear_peers},
    {"faults", decode_faults, clear_faults},
    {"expect", decode_expect, clear_expect},
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

static const struct key *find_key(const char *name) {
  for (size_t i = 0; i < KEY_COUNT; i++)
    if (strcmp(keys[i].name, name) == 0)
      return &keys[i];
  return NULL;
}

static bool is_one_of(const char *word, const char *const *words,
                      size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(word, words[i]) == 0)
      return true;
  return false;
}

int keys_defaults(struct decode *d, struct variant *ret_variant) {
  char *profile =
      arena_copy(d->arena, DEFAULT_PROFILE, strlen(DEFAULT_PROFILE));
  if (!profile)
    return -ENOMEM;
  *ret_variant = (struct variant){
      .profile = profile,
      .seed = DEFAULT_SEED,
      .link = links_default,
  };
  return 0;
}

void keys_unknown(struct decode *d, const struct place *place, const char *key,
                  const char *where, const char *const *also,
                  size_t also_count) {
  const char *known[KNOWN_MAX];
  size_t count = 0;
  for (size_t i = 0; i < also_count && count < KNOWN_MAX; i++)
    known[count++] = also[i];
  for (size_t i = 0; i < KEY_COUNT && count < KNOWN_MAX; i++)
    known[count++] = keys[i].name;
  mistakes_unknown(d->mistakes, place, "", "key", key, where, known, count);
}

int keys_decode(struct decode *d, const struct yaml_node *mapping,
                const char *where, const char *const *also, size_t also_count,
                struct variant *variant) {
  int r = 0;
  for (const struct yaml_node *node = mapping->first; node && r == 0;
       node = node->next) {
    const struct key *key = find_key(node->key);
    if (key)
      r = key->decode(d, node, variant);
    else if (!is_one_of(node->key, also, also_count))
      keys_unknown(d, &node->key_place, node->key, where, also, also_count);
  }
  return r;
}

int keys_replace(struct decode *d, const char *key,
                 const struct yaml_node *value, struct variant *variant) {
  size_t len = strlen(key);
  bool adds = len > 0 && key[len - 1] == '+';
  char *name = arena_copy(d->arena, key, adds ? len - 1 : len);
  if (!name)
    return -ENOMEM;
  const struct key *found = find_key(name);
  if (!found)
    return 1;
  if (!adds)
    found->clear(variant);
  return found->decode(d, value, variant);
}

void keys_check(struct decode *d, const struct variant *variant,
                const struct place *file) {
  if (variant->run_for_ns == 0)
    mistakes_add(d->mistakes, file,
                 "missing key 'run_for' (how long the run is, such as 60s)");
  for (size_t i = 0; i < variant->consumer_count; i++)
    params_check(d, &variant->consumers[i]);
  for (size_t i = 0; i < variant->peer_count; i++)
    params_check(d, &variant->peers[i]);
  for (size_t i = 0; i < variant->expectation_count; i++)
    params_check(d, &variant->expectations[i]);
  for (size_t i = 0; i < variant->fault_count; i++)
    params_check(d, &variant->faults[i]);
  links_check(d, variant);
  timetable_check(d, variant);
}
