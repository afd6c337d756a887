/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: one consumer: its name, its parameters, what it registers.
 * Touches memory only. */
#include "import/device_consumer.h"

#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "scenario/number.h"

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
struct device_consumer *consumer_add(struct device *device, const char *kind,
                                     const char *name,
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

void consumer_param(struct device_consumer *consumer, const char *name,
                    const char *text, const struct place *place) {
  for (size_t i = 0; i < consumer->param_count; i++)
    if (strcmp(consumer->params[i].name, name) == 0)
      return; /* the device's own came first */
  if (text && consumer->param_count < DEVICE_PARAMS_MAX)
    consumer->params[consumer->param_count++] =
        (struct device_value){name, text, *place};
}

static void consumer_number(struct device *device,
                            struct device_consumer *consumer, const char *name,
                            int number, const struct place *place) {
  consumer_param(consumer, name, format(device->tree, "%d", number), place);
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
    consumer_param(consumer, spec->name, text, &node->place);
}

void consumer_take_keys(struct device *device, struct device_consumer *consumer,
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
void consumer_platform_params(struct device *device,
                              struct device_consumer *consumer) {
  const struct platform *platform = device->platform;
  const struct place *place = &device->platform_node->key_place;
  if (strcmp(consumer->kind, "ota") == 0)
    consumer_number(device, consumer, "port", platform->ota_port, place);
  if (strcmp(consumer->kind, "api") == 0) {
    consumer_number(device, consumer, "max_connections", platform->api_clients,
                    place);
    consumer_number(device, consumer, "listen_backlog", platform->api_backlog,
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

void consumer_declare(struct device *device, const struct component *component,
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
    consumer_number(device, consumer, "tcp", opens.tcp, place);
  if (opens.udp > 0)
    consumer_number(device, consumer, "udp", opens.udp, place);
  if (opens.tcp_listen > 0)
    consumer_number(device, consumer, "listeners", opens.tcp_listen, place);
  if (clients > 0)
    consumer_number(device, consumer, "clients", clients, place);
  if (component->port > 0)
    consumer_number(device, consumer, "port", component->port, place);
}
