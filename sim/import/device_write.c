/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: the device as a scenario: what it has, who talks to it on an
 * ordinary day, and that nobody is refused. */
#include <stdio.h>
#include <string.h>

#include "import/device.h"

#define RUN_FOR "2min"

static const struct everyday {
  const char *kind;
  const char *peer;
  const char *at;
  const char *param;
} everyday[] = {
#define EVERYDAY(kind, peer, at, param) {kind, peer, at, param},
#include "import/everyday.def"
#undef EVERYDAY
};

static const struct everyday *
visitor_of(const struct device_consumer *consumer) {
  for (size_t i = 0; i < sizeof(everyday) / sizeof(everyday[0]); i++)
    if (strcmp(everyday[i].kind, consumer->kind) == 0)
      return &everyday[i];
  return NULL;
}

static const struct device_value *
param_of(const struct device_consumer *consumer, const char *name) {
  for (size_t i = 0; name && i < consumer->param_count; i++)
    if (strcmp(consumer->params[i].name, name) == 0)
      return &consumer->params[i];
  return NULL;
}

static void write_declares(const struct device_consumer *consumer,
                           struct writer *writer) {
  const struct socket_counts *counts = &consumer->declared;
  if (!consumer->declares)
    return;
  write_line(writer, &consumer->place,
             "      declares: {tcp: %d, udp: %d, tcp_listen: %d%s%s}",
             counts->tcp, counts->udp, counts->tcp_listen,
             consumer->as ? ", under: " : "", consumer->as ? consumer->as : "");
}

static void write_consumer(const struct device_consumer *consumer,
                           struct writer *writer) {
  const struct place *place = &consumer->place;
  char from[512];
  snprintf(from, sizeof(from), "%s (%s:%d)", consumer->from, place->file,
           place->line);
  write_comment(writer, place, 2, from);
  bool named = strcmp(consumer->name, consumer->kind) != 0;
  bool bare = !named && consumer->param_count == 0 && !consumer->declares;
  write_line(writer, place, "  - %s%s", consumer->kind, bare ? "" : ":");
  if (named)
    write_line(writer, place, "      name: %s", consumer->name);
  for (size_t i = 0; i < consumer->param_count; i++) {
    const struct device_value *param = &consumer->params[i];
    write_line(writer, &param->place, "      %s: %s", param->name,
               write_quoted(param->text).text);
  }
  write_declares(consumer, writer);
}

/* The name of the visitor of consumer number index: the kind, _2, _3, ... */
static void visitor_name(const struct device *device, size_t index,
                         char *ret_name, size_t size) {
  const struct everyday *visitor = visitor_of(&device->consumers[index]);
  int nth = 1;
  for (size_t i = 0; i < index; i++)
    nth += visitor_of(&device->consumers[i]) == visitor;
  if (nth == 1)
    snprintf(ret_name, size, "%s", visitor->peer);
  else
    snprintf(ret_name, size, "%s_%d", visitor->peer, nth);
}

static void write_peer(const struct device *device, size_t index,
                       struct writer *writer) {
  const struct device_consumer *consumer = &device->consumers[index];
  const struct everyday *visitor = visitor_of(consumer);
  const struct device_value *param = param_of(consumer, visitor->param);
  char name[80];
  visitor_name(device, index, name, sizeof(name));
  write_line(writer, &consumer->place, "  - %s:", visitor->peer);
  if (strcmp(name, visitor->peer) != 0)
    write_line(writer, &consumer->place, "      name: %s", name);
  write_line(writer, &consumer->place, "      at: %s", visitor->at);
  if (param)
    write_line(writer, &param->place, "      %s: %s", param->name,
               write_quoted(param->text).text);
}

static size_t visitor_count(const struct device *device) {
  size_t count = 0;
  for (size_t i = 0; i < device->consumer_count; i++)
    count += visitor_of(&device->consumers[i]) != NULL;
  return count;
}

static void write_peers(const struct device *device, struct writer *writer) {
  if (visitor_count(device) == 0)
    return;
  write_comment(writer, NULL, 0, "An ordinary day's visitors.");
  write_line(writer, NULL, "peers:");
  for (size_t i = 0; i < device->consumer_count; i++)
    if (visitor_of(&device->consumers[i]))
      write_peer(device, i, writer);
}

static void write_expectations(const struct device *device,
                               struct writer *writer) {
  char name[80];
  write_line(writer, NULL, "expect:");
  write_line(writer, NULL, "  - no_refusals");
  for (size_t i = 0; i < device->consumer_count; i++) {
    if (!visitor_of(&device->consumers[i]))
      continue;
    visitor_name(device, i, name, sizeof(name));
    write_line(writer, &device->consumers[i].place,
               "  - served: {peer: %s, all: true}", name);
  }
  write_line(writer, NULL, "  - no_leak");
}

static void write_limits(const struct device *device, struct writer *writer) {
  if (device->limit_count == 0)
    return;
  write_comment(writer, NULL, 0,
                "What the user and ESPHome write to sdkconfig; the number of "
                "sockets, when it is not here, follows from the consumers.");
  write_line(writer, NULL, "limits:");
  for (size_t i = 0; i < device->limit_count; i++) {
    const struct device_value *limit = &device->limits[i];
    write_line(writer, &limit->place, "  %s: %s", limit->name,
               write_quoted(limit->text).text);
  }
}

static void write_head(const struct device *device, struct writer *writer) {
  char text[512];
  snprintf(text, sizeof(text),
           "%s: its sockets with an ordinary day's visitors. Imported from %s.",
           device->name, clip(device->file).text);
  write_comment(writer, NULL, 0, text);
  write_empty_line(writer);
  for (size_t i = 0; i < device->note_count; i++) {
    const struct device_note *note = &device->notes[i];
    snprintf(text, sizeof(text), "%s:%d: %s", clip(note->place.file).text,
             note->place.line, note->text);
    write_comment(writer, NULL, 0, text);
  }
  write_line(writer, NULL, "scenario: %s", device->name);
  write_line(writer, &device->platform_node->key_place, "profile: %s",
             device->profile);
  write_line(writer, NULL, "run_for: " RUN_FOR);
}

void device_write(const struct device *device, struct writer *writer) {
  write_head(device, writer);
  write_limits(device, writer);
  if (device->consumer_count > 0)
    write_line(writer, NULL, "consumers:");
  for (size_t i = 0; i < device->consumer_count; i++)
    write_consumer(&device->consumers[i], writer);
  write_peers(device, writer);
  write_expectations(device, writer);
}
