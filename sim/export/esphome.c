/* SPDX-License-Identifier: BSD-3-Clause */
/* export stage: a block for a device's YAML. */
#include <errno.h>
#include <string.h>

#include "export/kconfig.h"

/* ESPHome turns it on by itself, so what is off must be said. */
#define CORE_LOCKING "LWIP_TCPIP_CORE_LOCKING"

int export_esphome(const struct export_source *source, struct text *text,
                   struct diag *diag) {
  const struct limits *limits = source->limits;
  const char *release = export_release(source, "sdkconfig_options", diag);
  if (!release)
    return -EINVAL;
  text_add(text,
           "# The limits of %s:%s.\n"
           "esp32:\n"
           "  framework:\n"
           "    type: esp-idf\n",
           source->scenario->name, source->variant->name);
  if (strcmp(limits->profile->name, "esp-idf") != 0)
    text_add(text, "    version: %s\n", release);
  text_add(text, "    sdkconfig_options:\n");
  for (size_t i = 0; i < limits->option_count; i++) {
    const struct limit *limit = &limits->options[i];
    struct kconfig kconfig;
    if (!export_wants(limit) && strcmp(limit->name, CORE_LOCKING) != 0)
      continue;
    bool needs_spiram = false;
    bool known = kconfig_of(limit, &kconfig);
    if (known && !kconfig_check(source, release, &kconfig, &needs_spiram, diag))
      return -EINVAL;
    if (needs_spiram)
      text_add(text, "      # Only with CONFIG_SPIRAM:\n");
    if (known)
      text_add(text, "      %s: \"%s\"\n", kconfig.name, kconfig.value);
    else
      text_add(text, "      # %s is %s, which no option sets.\n", limit->name,
               limit->value);
  }
  return 0;
}
