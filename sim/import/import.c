/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: the steps from a device's YAML to a scenario. See import.h. */
#include "import/import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "import/device.h"
#include "import/finish.h"
#include "scenario/source.h"

static bool starts(const char *line, const char *key) {
  size_t len = strlen(key);
  return strncmp(line, key, len) == 0 && line[len] == ':';
}

bool import_is_device(const char *path) {
  static const char *const keys[] = {
      "esphome", "packages", "substitutions", "esp32",  "esp8266",
      "rp2040",  "bk72xx",   "rtl87xx",       "ln882x", "nrf52"};
  char *text;
  size_t len;
  bool found = false;
  if (files_is_special(path) ||
      files_read(path, SOURCE_OCTETS_MAX, &text, &len) != 0)
    return false;
  for (const char *line = text; *line;) {
    if (starts(line, "scenario")) {
      found = false;
      break;
    }
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
      found |= starts(line, keys[i]);
    line += strcspn(line, "\n");
    line += *line == '\n';
  }
  free(text);
  return found;
}

static int run_steps(struct device *device, const char *components_path) {
  struct components components;
  int r = device_root(device);
  if (r == 0)
    r = device_platform(device);
  if (r == 0)
    r = components_load(device->tree, components_path, &components);
  if (r == 0)
    r = device_consumers(device, &components);
  if (r == 0)
    r = device_limits(device);
  return r;
}

int import_device(const char *path, const char *components,
                  struct imported *ret_imported, struct diag *diag) {
  struct arena *arena = arena_new();
  struct device *device = arena ? arena_get(arena, 1, sizeof(*device)) : NULL;
  struct mistakes mistakes;
  mistakes_init(&mistakes, diag);
  struct tree tree = {.arena = arena, .mistakes = &mistakes};
  struct writer writer = {.origin = {.file = path, .line = 1, .column = 1}};
  int r = -ENOMEM;
  if (device) {
    *device = (struct device){.tree = &tree, .file = path};
    tree.folder = tree_folder_of(&tree, path);
    r = tree.folder ? run_steps(device, components) : -ENOMEM;
  }
  if (r == 0)
    device_write(device, &writer);
  return import_finish(r, &mistakes, &writer, arena, ret_imported);
}
