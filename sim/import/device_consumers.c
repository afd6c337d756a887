/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: components become consumers, by the table of components.def.
 * Implicit ones are added: network brings mdns, several bring web_server_base.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "import/device.h"
#include "scenario/number.h"

#define GENERIC_KIND "component"

/* What a walk over the table knows. */
struct walk {
  struct device *device;
  const struct component *component;
  const char *where;             /* "sensor" of "*" */
  const struct yaml_node *httpd; /* asks for an httpd that is always there */
  const struct yaml_node *httpd_now; /* or at times */
  int r;
};

static const char *format(struct tree *tree, const char *text, int number) {
  char made[128];
  int len = snprintf(made, sizeof(made), text, number);
  return arena_copy(tree->arena, made, (size_t)len);
}

static bool is_name_taken(const struct device *device, const char *name) {
  for (size_t i = 0; i < device->consumer_count; i++)
    if (strcmp(device->consumers[i].name, name) == 0)
      return true;
  return false;
}

/* NAME, NAME_2, NAME_3 ... */
static const char *unique_name(struct device *device, const char *name) {
  char made[80];
  snprintf(made, sizeof(made), "%.60s", name);
  for (int i = 2; is_name_taken(device, made); i++)
    snprintf(made, sizeof(made), "%.56s_%d", name, i);
  return arena_copy(device->tree->arena, made, strlen(made));
}

/* The next consumer, or NULL when there are too many or no memory. */
static struct device_consumer *add_consumer(struct device *device,
                                            const char *kind, const char *name,
                                            const struct place *place,
                                            const char *from) {
  if (device->consumer_count == DEVICE_CONSUMERS_MAX) {
    mistakes_add(device->tree->mistakes, place,
                 "more than %d components that take sockets",
                 DEVICE_CONSUMERS_MAX);
    return NULL;
  }
  struct device_consumer *consumer = &device->consumers[device->consumer_count];
  *consumer = (struct device_consumer){.kind = kind,
                                       .name = unique_name(device, name),
                                       .place = *place,
                                       .from = from};
  if (!consumer->name)
    return NULL;
  device->consumer_count++;
  return consumer;
}

static void add_param(struct device_consumer *consumer, const char *name,
                      const char *text, const struct place *place) {
  for (size_t i = 0; i < consumer->param_count; i++)
    if (strcmp(consumer->params[i].name, name) == 0)
      return; /* the device's own came first */
  if (text && consumer->param_count < DEVICE_PARAMS_MAX)
    consumer->params[consumer->param_count++] =
        (struct device_value){name, text, *place};
}

static void add_number(struct device *device, struct device_consumer *consumer,
                       const char *name, int number,
                       const struct place *place) {
  add_param(consumer, name, format(device->tree, "%d", number), place);
}

/* A key of the component that its consumer has as well, with the same meaning
 * (port, max_connections, mode, keepalive). */
static void take_key(struct device *device, struct device_consumer *consumer,
                     const struct param_spec *spec,
                     const struct yaml_node *node) {
  const char *text = device_text(node);
  int64_t ns;
  if (!text) {
    device_note(device, &node->place,
                "%s: %s says no value here; the default is simulated",
                consumer->name, spec->name);
    return;
  }
  if (spec->type == PARAM_TIME && units_parse_time(text, &ns) != 0)
    device_note(device, &node->place,
                "%s: %s '%s' is not understood; the default is simulated",
                consumer->name, spec->name, clip(text).text);
  else
    add_param(consumer, spec->name, text, &node->place);
}

static void take_keys(struct device *device, struct device_consumer *consumer,
                      const struct yaml_node *node) {
  const struct kind *kind = kinds_find(FAMILY_CONSUMER, consumer->kind);
  if (!kind || node->type != YAML_MAPPING)
    return;
  for (size_t i = 0; i < kind->param_count; i++) {
    const struct param_spec *spec = &kind->params[i];
    const struct yaml_node *value = yaml_get(node, spec->name);
    bool taken = spec->type == PARAM_NUMBER || spec->type == PARAM_TIME ||
                 spec->type == PARAM_CHOICE;
    if (value && taken && strcmp(spec->name, "at") != 0)
      take_key(device, consumer, spec, value);
  }
}

/* What differs by platform. */
static void platform_params(struct device *device,
                            struct device_consumer *consumer) {
  const struct platform *platform = device->platform;
  const struct place *place = &device->platform_node->key_place;
  if (strcmp(consumer->kind, "ota") == 0)
    add_number(device, consumer, "port", platform->ota_port, place);
  if (strcmp(consumer->kind, "api") == 0) {
    add_number(device, consumer, "max_connections", platform->api_clients,
               place);
    add_number(device, consumer, "listen_backlog", platform->api_backlog,
               place);
  }
}

/* A count that a key of the device gives. */
static int counted(struct device *device, const struct count_key *count,
                   int plain, const struct yaml_node *node) {
  const struct yaml_node *value = count->key && node->type == YAML_MAPPING
                                      ? yaml_get(node, count->key)
                                      : NULL;
  int64_t number = count->fallback;
  if (!count->key)
    return plain;
  if (value &&
      (!device_text(value) || number_parse(device_text(value), &number) != 0 ||
       number < 0 || number > 1000)) {
    mistakes_add(device->tree->mistakes, &value->place,
                 "%s: expected a number, 0 to 1000", value->key);
    number = count->fallback;
  }
  return plain + (int)number + count->plus;
}

static bool is_server(const struct yaml_node *node) {
  const char *role =
      node->type == YAML_MAPPING ? device_text(yaml_get(node, "role")) : NULL;
  return role && strcmp(role, "server") == 0;
}

static void declare(struct device *device, const struct component *component,
                    const struct yaml_node *node,
                    struct device_consumer *consumer) {
  consumer->declared = (struct socket_counts){
      counted(device, &component->keys[0], component->declared.tcp, node),
      counted(device, &component->keys[1], component->declared.udp, node),
      counted(device, &component->keys[2], component->declared.tcp_listen,
              node)};
  struct socket_counts opens = component->opens;
  int clients = component->clients;
  if (component->by_role && is_server(node)) {
    consumer->declared.tcp_listen++;
    opens.tcp_listen = 1;
    clients = 1;
  } else if (component->by_role) {
    opens.tcp = 1;
  }
  consumer->declares = true;
  const struct place *place = &consumer->place;
  if (opens.tcp > 0)
    add_number(device, consumer, "tcp", opens.tcp, place);
  if (opens.udp > 0)
    add_number(device, consumer, "udp", opens.udp, place);
  if (opens.tcp_listen > 0)
    add_number(device, consumer, "listeners", opens.tcp_listen, place);
  if (clients > 0)
    add_number(device, consumer, "clients", clients, place);
  if (component->port > 0)
    add_number(device, consumer, "port", component->port, place);
}

/* ESPHome merges OTA entries of one port after they were registered. */
static bool shares_ota_port(const struct device *device,
                            const struct device_consumer *consumer) {
  if (strcmp(consumer->kind, "ota") != 0)
    return false;
  for (size_t i = 0; i < device->consumer_count; i++) {
    const struct device_consumer *other = &device->consumers[i];
    if (other == consumer || strcmp(other->kind, "ota") != 0)
      continue;
    for (size_t a = 0; a < other->param_count; a++)
      for (size_t b = 0; b < consumer->param_count; b++)
        if (strcmp(other->params[a].name, "port") == 0 &&
            strcmp(consumer->params[b].name, "port") == 0 &&
            strcmp(other->params[a].text, consumer->params[b].text) == 0)
          return true;
  }
  return false;
}

static void become_registration(struct device_consumer *consumer,
                                const char *as, struct socket_counts declared) {
  consumer->kind = GENERIC_KIND;
  consumer->as = as;
  consumer->declares = true;
  consumer->declared = declared;
  consumer->param_count = 0;
}

static const char *from_text(const struct walk *walk) {
  const struct component *component = walk->component;
  char text[160];
  snprintf(text, sizeof(text), "%.60s:%s%.60s", walk->where,
           component->platform ? " - platform: " : "",
           component->platform ? component->platform : "");
  return arena_copy(walk->device->tree->arena, text, strlen(text));
}

/* What it takes and does not register is worth a warning; what it registers
 * and does not always take, a comment. */
static void say_note(const struct walk *walk, const struct place *place) {
  const struct component *component = walk->component;
  const char *name = component->platform ? component->platform : component->key;
  char text[256];
  if (!component->note)
    return;
  snprintf(text, sizeof(text), "%s: %s", name, component->note);
  if (component->declared.tcp + component->declared.udp > 0)
    device_comment(walk->device, place, text);
  else
    device_note(walk->device, place, "%s", text);
}

/* One instance of the walk's component. node is its configuration. */
static void add_instance(struct walk *walk, const struct yaml_node *node) {
  struct device *device = walk->device;
  const struct component *component = walk->component;
  const struct place *place =
      node->key_place.line > 0 ? &node->key_place : &node->place;
  say_note(walk, place);
  if (component->needs_httpd == HTTPD_ALWAYS)
    walk->httpd = node;
  if (component->needs_httpd == HTTPD_AT_TIMES)
    walk->httpd_now = node;
  device->high_performance |= component->high_performance;
  bool registers = component->declared.tcp + component->declared.udp +
                       component->declared.tcp_listen >
                   0;
  if (component->only_note ||
      (component->needs_httpd == HTTPD_ALWAYS && !registers))
    return;
  const char *name = component->as ? component->as : component->key;
  struct device_consumer *consumer =
      add_consumer(device, component->kind ? component->kind : GENERIC_KIND,
                   name, place, from_text(walk));
  if (!consumer) {
    walk->r = -EINVAL;
    return;
  }
  take_keys(device, consumer, node);
  platform_params(device, consumer);
  if (!component->kind) {
    consumer->as = name;
    declare(device, component, node, consumer);
  }
  if (shares_ota_port(device, consumer)) {
    const struct kind *ota = kinds_find(FAMILY_CONSUMER, "ota");
    become_registration(consumer, ota->listen_declared_as, ota->declared);
  }
}

static bool has_platform(const struct yaml_node *node, const char *platform) {
  const char *text = node->type == YAML_MAPPING
                         ? device_text(yaml_get(node, "platform"))
                         : NULL;
  return text && strcmp(text, platform) == 0;
}

/* The value of a component's key: one instance, or one for each entry. */
static void walk_value(struct walk *walk, const struct yaml_node *node) {
  const struct component *component = walk->component;
  bool is_list = node->type == YAML_SEQUENCE;
  if (!component->platform && !(is_list && component->each)) {
    add_instance(walk, node);
    return;
  }
  if (!is_list) {
    if (has_platform(node, component->platform))
      add_instance(walk, node);
    return;
  }
  for (const struct yaml_node *at = node->first; at && walk->r == 0;
       at = at->next)
    if (!component->platform || has_platform(at, component->platform))
      add_instance(walk, at);
}

/* A key that may stand anywhere. As deep as the tree, which is bounded. */
static void walk_anywhere(struct walk *walk, const struct yaml_node *node) {
  for (const struct yaml_node *at = node->first; at && walk->r == 0;
       at = at->next) {
    if (at->key && strcmp(at->key, walk->component->key) == 0)
      add_instance(walk, at);
    else
      walk_anywhere(walk, at);
  }
}

static void walk_component(struct walk *walk) {
  const struct component *component = walk->component;
  const struct yaml_node *root = walk->device->root;
  bool any = strcmp(component->key, "*") == 0;
  walk->where = component->key;
  if (component->anywhere) {
    walk_anywhere(walk, root);
    return;
  }
  for (const struct yaml_node *at = root->first; at && walk->r == 0;
       at = at->next) {
    if (*at->key == '.' || (!any && strcmp(at->key, component->key) != 0))
      continue;
    walk->where = at->key;
    walk_value(walk, at);
  }
}

/* mdns comes with the network and is announced under the device's name. */
static int add_mdns(struct device *device) {
  static const char *const networks[] = {"wifi", "ethernet", "openthread",
                                         "network"};
  static const char *const disabled[] = {"mdns", "disabled", NULL};
  const struct yaml_node *node = tree_get(device->root, "mdns");
  const char *from = "mdns:";
  for (size_t i = 0; i < 4 && !node; i++) {
    node = tree_get(device->root, networks[i]);
    from = "mdns, which the network brings";
  }
  if (!node || device_true(device_at(device->root, disabled)))
    return 0;
  struct device_consumer *mdns =
      add_consumer(device, "mdns", "mdns", &node->key_place, from);
  if (!mdns)
    return -EINVAL;
  add_param(mdns, "hostname", device->name, &node->key_place);
  return 0;
}

/* web_server_base: part of the consumer web_server when there is one. */
static int add_web_server_base(struct walk *walk) {
  const struct yaml_node *node = walk->httpd ? walk->httpd : walk->httpd_now;
  struct device *device = walk->device;
  const struct place *place;
  for (size_t i = 0; i < device->consumer_count; i++)
    if (strcmp(device->consumers[i].kind, "web_server") == 0)
      return 0;
  if (!node)
    return 0;
  place = node->key_place.line > 0 ? &node->key_place : &node->place;
  struct device_consumer *base = add_consumer(
      device, walk->httpd ? "web_server" : GENERIC_KIND, "web_server_base",
      place, "web_server_base, which this brings");
  if (!base)
    return -EINVAL;
  base->as = walk->httpd ? NULL : "web_server_base";
  base->declares = true;
  base->declared = (struct socket_counts){.tcp_listen = 1};
  return 0;
}

int device_consumers(struct device *device,
                     const struct components *components) {
  struct walk walk = {.device = device};
  for (size_t i = 0; i < components->count && walk.r == 0; i++) {
    walk.component = &components->items[i];
    walk_component(&walk);
  }
  if (walk.r == 0)
    walk.r = add_mdns(device);
  return walk.r == 0 ? add_web_server_base(&walk) : walk.r;
}
