/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: properties of links. See links.h. Touches memory only. */
#include "scenario/links.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/units.h"
#include "scenario/hosts.h"

#define LINKS_MAX 256

/* A house's Wi-Fi as an ESP32 sees it, without its jitter and losses. No
 * access point keeps more than a second of frames for one station. */
const struct link_spec links_default = {
    .delay_ns = 1 * NS_PER_MS,
    .rate_bits_per_s = INT64_C(20000000),
    .queue_ns = 1 * NS_PER_S,
};

static const struct property {
  const char *name;
  enum param_type type; /* TIME, RATE or PERCENT */
  size_t offset;
} properties[] = {
    {"delay", PARAM_TIME, offsetof(struct link_spec, delay_ns)},
    {"jitter", PARAM_TIME, offsetof(struct link_spec, jitter_ns)},
    {"rate", PARAM_RATE, offsetof(struct link_spec, rate_bits_per_s)},
    {"queue", PARAM_TIME, offsetof(struct link_spec, queue_ns)},
    {"loss", PARAM_PERCENT, offsetof(struct link_spec, loss_ppm)},
    {"duplicate", PARAM_PERCENT, offsetof(struct link_spec, duplicate_ppm)},
    {"reorder", PARAM_PERCENT, offsetof(struct link_spec, reorder_ppm)},
    {"corrupt", PARAM_PERCENT, offsetof(struct link_spec, corrupt_ppm)},
};
#define PROPERTY_COUNT (sizeof(properties) / sizeof(*properties))

static int64_t *value_in(struct link_spec *spec, size_t property) {
  return (int64_t *)((char *)spec + properties[property].offset);
}

static size_t find_property(const char *name) {
  size_t i = 0;
  while (i < PROPERTY_COUNT && strcmp(properties[i].name, name) != 0)
    i++;
  return i;
}

bool links_is_property(const char *name) {
  return find_property(name) < PROPERTY_COUNT;
}

/* Keys of `link` that no single host has. */
static const char *const of_all[] = {"tap", "peers"};
#define OF_ALL_COUNT (sizeof(of_all) / sizeof(*of_all))

static void unknown_property(struct decode *d, const struct yaml_node *node) {
  const char *known[PROPERTY_COUNT + OF_ALL_COUNT];
  for (size_t i = 0; i < PROPERTY_COUNT; i++)
    known[i] = properties[i].name;
  for (size_t i = 0; i < OF_ALL_COUNT; i++)
    known[PROPERTY_COUNT + i] = of_all[i];
  mistakes_unknown(d->mistakes, &node->key_place, "", "key", node->key,
                   " in 'link'", known, PROPERTY_COUNT + OF_ALL_COUNT);
}

static bool read_property(struct decode *d, const struct yaml_node *node,
                          size_t property, int64_t *ret_value) {
  switch (properties[property].type) {
  case PARAM_RATE:
    return value_rate(d, node, node->key, ret_value);
  case PARAM_PERCENT:
    return value_percent(d, node, node->key, ret_value);
  default:
    return value_time(d, node, node->key, 0, ret_value);
  }
}

/* A key that is about all links. False: it is none. */
static bool decode_of_all(struct decode *d, const struct yaml_node *node,
                          struct variant *variant) {
  int64_t word;
  if (strcmp(node->key, "tap") == 0) {
    if (value_choice(d, node, "tap", "false|true", &word))
      variant->tap = word == 1;
    return true;
  }
  if (strcmp(node->key, "peers") != 0)
    return false;
  if (value_choice(d, node, "peers", "simulated|real", &word))
    variant->real_peers = word == 1;
  return true;
}

/* variant: for what is about all links; NULL: one host's. Returns which
 * properties were given and right, as bits. */
static uint32_t decode_spec(struct decode *d, const struct yaml_node *mapping,
                            struct link_spec *spec, struct variant *variant) {
  uint32_t given = 0;
  for (const struct yaml_node *node = mapping->first; node; node = node->next) {
    size_t i = find_property(node->key);
    if (variant && decode_of_all(d, node, variant))
      continue;
    if (i == PROPERTY_COUNT)
      unknown_property(d, node);
    else if (read_property(d, node, i, value_in(spec, i)))
      given |= UINT32_C(1) << i;
  }
  return given;
}

int links_decode_default(struct decode *d, const struct yaml_node *node,
                         struct variant *variant) {
  if (node->type == YAML_SCALAR && strcmp(node->text, "tap") == 0)
    variant->tap = true;
  else if (value_expect(d, node, "link", YAML_MAPPING))
    variant->link_given |= decode_spec(d, node, &variant->link, variant);
  return 0;
}

/* The entry for that host, or a new one at the end. NULL: no memory. */
static struct host_link *entry_for(struct decode *d, const char *host,
                                   struct host_link *links, size_t *count) {
  for (size_t i = 0; i < *count; i++)
    if (strcmp(links[i].host, host) == 0)
      return &links[i];
  struct host_link *entry = &links[*count];
  *entry = (struct host_link){.host = arena_copy(d->arena, host, strlen(host))};
  if (!entry->host)
    return NULL;
  (*count)++;
  return entry;
}

int links_decode(struct decode *d, const struct yaml_node *node,
                 struct variant *variant) {
  if (!value_expect(d, node, "links", YAML_MAPPING))
    return 0;
  size_t count = variant->link_count;
  if (count + node->count > LINKS_MAX) {
    mistakes_add(d->mistakes, &node->place, "links: more than %d entries",
                 LINKS_MAX);
    return 0;
  }
  struct host_link *links =
      arena_get(d->arena, count + node->count, sizeof(*links));
  if (!links)
    return -ENOMEM;
  if (count > 0)
    memcpy(links, variant->links, count * sizeof(*links));
  for (node = node->first; node; node = node->next) {
    if (!value_expect(d, node, clip(node->key).text, YAML_MAPPING))
      continue;
    struct host_link *entry = entry_for(d, node->key, links, &count);
    if (!entry)
      return -ENOMEM;
    entry->place = node->key_place;
    entry->given |= decode_spec(d, node, &entry->spec, NULL);
  }
  variant->links = links;
  variant->link_count = count;
  return 0;
}

void links_check(struct decode *d, const struct variant *variant) {
  for (size_t i = 0; i < variant->link_count; i++)
    hosts_check(d, variant, &variant->links[i].place, "links",
                variant->links[i].host);
}

/* Real time has wires of its own: only what was asked for is added to them. */
static struct link_spec default_of(const struct variant *variant) {
  struct link_spec all = variant->link, spec = {0};
  if (!variant->tap)
    return all;
  for (size_t k = 0; k < PROPERTY_COUNT; k++)
    if (variant->link_given & (UINT32_C(1) << k))
      *value_in(&spec, k) = *value_in(&all, k);
  return spec;
}

struct link_spec links_of(const struct variant *variant, size_t index) {
  struct link_spec spec = default_of(variant);
  for (size_t i = 0; i < variant->link_count; i++) {
    struct host_link own = variant->links[i];
    size_t first, count;
    if (!hosts_find(variant, own.host, &first, &count) || index < first ||
        index >= first + count)
      continue;
    for (size_t k = 0; k < PROPERTY_COUNT; k++)
      if (own.given & (UINT32_C(1) << k))
        *value_in(&spec, k) = *value_in(&own.spec, k);
  }
  return spec;
}

void links_apply(const struct item *fault, struct link_spec *spec) {
  for (size_t i = 0; i < fault->kind->param_count; i++) {
    const struct param *param = &fault->params[i];
    size_t property = find_property(param->spec->name);
    if (property < PROPERTY_COUNT && param->given)
      *value_in(spec, property) = param->number;
  }
}
