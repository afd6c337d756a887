/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: which chip, which framework, which profile. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "import/device.h"
#include "limits/profile.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct platform platforms[] = {
#define PLATFORM(key, profile, ota_port, clients, backlog)                     \
  {key, profile, ota_port, clients, backlog},
#include "import/platforms.def"
#undef PLATFORM
};

/* The releases from which on TCP PCBs are counted (facts: tcp_alloc, era C).
 */
const char *device_idf_profile(int major, int minor, int patch) {
  static const int counted_since[][2] = {{1, 6}, {2, 4}, {3, 3}};
  if (major < 5)
    return "esp-idf-4";
  if (major > 5 || minor >= 4)
    return "esp-idf";
  for (size_t i = 0; i < COUNT(counted_since); i++)
    if (minor == counted_since[i][0] && patch >= counted_since[i][1])
      return "esp-idf";
  return "esp-idf-5.0";
}

/* arduino-esp32 3.0 is ESP-IDF 5.1, 3.1 is 5.3, 3.2 is 5.4; 2.x comes with
 * libraries that were compiled for everybody. */
static const char *arduino_profile(int major, int minor) {
  if (major < 3)
    return "arduino-esp32";
  return minor < 2 ? "esp-idf-5.0" : "esp-idf";
}

/* `framework: {type: esp-idf, version: 5.1.6}`. */
static const char *esp32_profile(struct device *device) {
  static const char *const type_keys[] = {"framework", "type", NULL};
  static const char *const version_keys[] = {"framework", "version", NULL};
  const char *type = device_text(device_at(device->platform_node, type_keys));
  const char *version =
      device_text(device_at(device->platform_node, version_keys));
  int major, minor = 0, patch = 0;
  if (!version || sscanf(version, "%d.%d.%d", &major, &minor, &patch) < 1)
    return device->platform->profile; /* recommended, latest, dev */
  if (type && strcmp(type, "arduino") == 0)
    return arduino_profile(major, minor);
  device->has_release = true;
  device->release[0] = major;
  device->release[1] = minor;
  device->release[2] = patch;
  return device_idf_profile(major, minor, patch);
}

static void find_platform(struct device *device) {
  for (size_t i = 0; i < COUNT(platforms); i++) {
    const struct yaml_node *node = tree_get(device->root, platforms[i].key);
    if (node && device->platform)
      mistakes_add(device->tree->mistakes, &node->key_place,
                   "a second platform, after '%s'", device->platform->key);
    if (node && !device->platform) {
      device->platform = &platforms[i];
      device->platform_node = node;
    }
  }
}

static int no_platform(struct device *device) {
  struct place place = {.file = device->file, .line = 1, .column = 1};
  if (device->note_count > 0) /* it may be in a remote package */
    device->platform = &platforms[0];
  if (tree_get(device->root, "scenario")) {
    mistakes_add(device->tree->mistakes, &place,
                 "this is a scenario already; run it as it is");
    return -EINVAL;
  }
  if (!device->platform) {
    mistakes_add(device->tree->mistakes, &place,
                 "no platform: expected one of esp32, esp8266, rp2040, bk72xx,"
                 " rtl87xx, ln882x, nrf52");
    return -EINVAL;
  }
  device->platform_node = device->root;
  device->profile = device->platform->profile;
  device_note(device, &place, "no platform is named here; esp32 is taken");
  return 0;
}

/* Letters, digits, '-', '_' and '.': what a scenario's name may have. */
static void take_name(struct device *device) {
  static const char good[] = "abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  static const char *const keys[] = {"esphome", "name", NULL};
  const char *text = device_text(device_at(device->root, keys));
  size_t used = 0;
  for (; text && *text && used + 1 < sizeof(device->name); text++)
    if (used > 0 || strchr(good, *text))
      device->name[used++] = strchr(good, *text) ? *text : '-';
  if (used == 0 || strchr("-_.", device->name[0]))
    strcpy(device->name, "device");
}

int device_platform(struct device *device) {
  take_name(device);
  find_platform(device);
  if (!device->platform)
    return no_platform(device);
  device->profile = device->platform->profile;
  if (!device->profile) {
    mistakes_add(device->tree->mistakes, &device->platform_node->key_place,
                 "platform '%s' runs on the sockets of an operating system, not"
                 " on lwIP: there is nothing to simulate",
                 device->platform->key);
    return -EINVAL;
  }
  if (strcmp(device->platform->key, "esp32") == 0)
    device->profile = esp32_profile(device);
  if (profile_find(device->profile))
    return 0;
  mistakes_add(device->tree->mistakes, &device->platform_node->key_place,
               "platform '%s' needs the profile '%s', which this sockfit does"
               " not have",
               device->platform->key, device->profile);
  return -EINVAL;
}
