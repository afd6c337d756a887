/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage: what ESP-IDF's Kconfig allows, by release. Constant data. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "import/sdkconfig.h"
#include "scenario/number.h"

static const struct range {
  const char *name;
  int64_t min;
  int64_t max;
  int64_t spiram_max;
} ranges[] = {
#define KCONFIG(name, min, max, spiram_max) {name, min, max, spiram_max},
#include "import/kconfig.def"
#undef KCONFIG
};

/* Most sockets: 32 in v3.0, 16 until v5.2.3 and v5.3.1, then 253. */
static int64_t most_sockets(const struct sdkconfig *config) {
  const int *v = config->version;
  int minor = v[1], patch = v[2];
  if (!config->has_version || v[0] > 5)
    return 253;
  if (v[0] == 3 && minor == 0)
    return 32;
  if (v[0] < 5 || minor < 2)
    return 16;
  return (minor == 2 && patch < 4) || (minor == 3 && patch < 2) ? 16 : 253;
}

static bool has_spiram(const struct sdkconfig *config) {
  static const char *const names[] = {
      "CONFIG_SPIRAM", "CONFIG_ESP32_SPIRAM_SUPPORT", "CONFIG_LWIP_WND_SCALE"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    const struct sdkconfig_entry *entry = sdkconfig_find(config, names[i]);
    if (entry && strcmp(entry->text, "y") == 0)
      return true;
  }
  return false;
}

static bool find_range(const struct sdkconfig *config, const char *name,
                       int64_t *ret_min, int64_t *ret_max) {
  if (strcmp(name, "CONFIG_LWIP_MAX_SOCKETS") == 0) {
    *ret_min = 1;
    *ret_max = most_sockets(config);
    return true;
  }
  for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
    if (strcmp(ranges[i].name, name) != 0)
      continue;
    *ret_min = ranges[i].min;
    *ret_max = has_spiram(config) ? ranges[i].spiram_max : ranges[i].max;
    return true;
  }
  return false;
}

bool sdkconfig_in_range(const struct sdkconfig *config,
                        const struct sdkconfig_entry *entry,
                        struct mistakes *mistakes) {
  int64_t number, min, max;
  if (!find_range(config, entry->name, &min, &max))
    return true;
  char release[48] = "ESP-IDF";
  if (config->has_version)
    snprintf(release, sizeof(release), "ESP-IDF %d.%d.%d", config->version[0],
             config->version[1], config->version[2]);
  if (number_parse(entry->text, &number) != 0)
    mistakes_add(mistakes, &entry->place,
                 "%s: expected a number, %" PRId64 " to %" PRId64
                 ", found '%s'",
                 entry->name, min, max, clip(entry->text).text);
  else if (number < min || number > max)
    mistakes_add(mistakes, &entry->place,
                 "%s: %" PRId64 " is out of range %" PRId64 "..%" PRId64
                 " (Kconfig of %s)",
                 entry->name, number, min, max, release);
  else
    return true;
  return false;
}
