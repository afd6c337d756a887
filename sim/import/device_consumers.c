/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: components become consumers, by the table of components.def.
 * Implicit ones are added: network brings mdns, several bring web_server_base.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "import/device_consumer.h"
#include "limits/profile.h"

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
  if (component->declared.tcp + component->declared.udp > 0 ||
      component->needs_httpd == HTTPD_AT_TIMES)
    device_comment(walk->device, place, text);
  else
    device_note(walk->device, place, "%s", text);
}

/* What is not written for the profile's API cannot be run there. What it
 * registers is counted all the same. */
static void leave_out(struct device *device, struct device_consumer *consumer) {
  const struct profile *profile = profile_find(device->profile);
  const struct kind *kind = kinds_find(FAMILY_CONSUMER, consumer->kind);
  if (!profile || profile->sockets_max > 0 || !kind ||
      (kinds_apis(kind) & KIND_RAW))
    return;
  struct socket_counts declared =
      consumer->declares ? consumer->declared : kind->declared;
  bool registers = declared.tcp + declared.udp + declared.tcp_listen > 0;
  device_note(device, &consumer->place,
              "%s: left out of the run, it is not written for the raw API of"
              " profile %s yet%s",
              consumer->name, device->profile,
              registers ? "; what it registers is counted" : "");
  if (registers)
    become_registration(consumer, kind->declared_as, declared);
  else
    device->consumer_count--; /* it is the last */
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
      consumer_add(device, component->kind ? component->kind : GENERIC_KIND,
                   name, place, from_text(walk));
  if (!consumer) {
    walk->r = -EINVAL;
    return;
  }
  consumer_take_keys(device, consumer, node);
  consumer_platform_params(device, consumer);
  if (!component->kind) {
    consumer->as = name;
    consumer_declare(device, component, node, consumer);
  }
  if (shares_ota_port(device, consumer)) {
    const struct kind *ota = kinds_find(FAMILY_CONSUMER, "ota");
    become_registration(consumer, ota->listen_declared_as, ota->declared);
  }
  leave_out(device, consumer);
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
      consumer_add(device, "mdns", "mdns", &node->key_place, from);
  if (!mdns)
    return -EINVAL;
  consumer_param(mdns, "hostname", device->name, &node->key_place);
  return 0;
}

/* An httpd that is there already serves the portal's pages too. */
static void share_httpd(struct device *device) {
  for (size_t i = 0; i < device->consumer_count; i++) {
    struct device_consumer *consumer = &device->consumers[i];
    if (strcmp(consumer->kind, "captive_portal") == 0)
      consumer_param(consumer, "httpd", "false", &consumer->place);
  }
}

/* web_server_base: part of the consumer web_server when there is one. */
static int add_web_server_base(struct walk *walk) {
  const struct yaml_node *node = walk->httpd ? walk->httpd : walk->httpd_now;
  struct device *device = walk->device;
  const struct place *place;
  for (size_t i = 0; i < device->consumer_count; i++)
    if (strcmp(device->consumers[i].kind, "web_server") == 0) {
      share_httpd(device);
      return 0;
    }
  if (!node)
    return 0;
  if (walk->httpd)
    share_httpd(device);
  place = node->key_place.line > 0 ? &node->key_place : &node->place;
  struct device_consumer *base = consumer_add(
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
