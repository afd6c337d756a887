/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: small things about a device. Touches memory only. */
#include "import/device.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NOTE_SIZE 512

void device_note(struct device *device, const struct place *place,
                 const char *format, ...) {
  char text[NOTE_SIZE];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof(text), format, args);
  va_end(args);
  diag_add(device->tree->mistakes->diag, DIAG_WARNING, place, "%s", text);
  device_comment(device, place, text);
}

void device_comment(struct device *device, const struct place *place,
                    const char *text) {
  const char *kept = arena_copy(device->tree->arena, text, strlen(text));
  if (kept && device->note_count < DEVICE_NOTES_MAX)
    device->notes[device->note_count++] = (struct device_note){kept, *place};
}

void device_limit(struct device *device, const char *name, const char *text,
                  const struct place *place) {
  size_t i = 0;
  while (i < device->limit_count && strcmp(device->limits[i].name, name) != 0)
    i++;
  if (i == DEVICE_LIMITS_MAX) {
    mistakes_add(device->tree->mistakes, place, "more than %d lwIP options",
                 DEVICE_LIMITS_MAX);
    return;
  }
  device->limits[i] = (struct device_value){name, text, *place};
  device->limit_count += i == device->limit_count;
}

const char *device_text(const struct yaml_node *node) {
  return node && node->type == YAML_SCALAR && !tree_is_opaque(node) &&
                 !strchr(node->text, '\n')
             ? node->text
             : NULL;
}

bool device_true(const struct yaml_node *node) {
  static const char *const words[] = {"true", "yes", "on", "enable"};
  const char *text = device_text(node);
  for (size_t i = 0; text && i < sizeof(words) / sizeof(words[0]); i++)
    if (strcasecmp(text, words[i]) == 0)
      return true;
  return false;
}

const struct yaml_node *device_at(const struct yaml_node *node,
                                  const char *const keys[]) {
  for (size_t i = 0; node && keys[i]; i++)
    node = node->type == YAML_MAPPING ? yaml_get(node, keys[i]) : NULL;
  return node;
}
