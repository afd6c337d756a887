/* SPDX-License-Identifier: BSD-3-Clause */
/* export stage: sdkconfig.defaults. */
#include <errno.h>
#include <string.h>

#include "export/kconfig.h"

int export_sdkconfig(const struct export_source *source, struct text *text,
                     struct diag *diag) {
  const struct limits *limits = source->limits;
  const char *release = export_release(source, "sdkconfig", diag);
  if (!release)
    return -EINVAL;
  text_add(text,
           "# sdkconfig.defaults: the limits of %s:%s,\n"
           "# for (ESP-IDF) %s and releases with the same rules.\n",
           source->scenario->name, source->variant->name, release);
  for (size_t i = 0; i < limits->option_count; i++) {
    const struct limit *limit = &limits->options[i];
    struct kconfig kconfig;
    if (!export_wants(limit))
      continue;
    bool needs_spiram = false;
    bool known = kconfig_of(limit, &kconfig);
    if (known && !kconfig_check(source, release, &kconfig, &needs_spiram, diag))
      return -EINVAL;
    if (needs_spiram)
      text_add(text, "# Only with CONFIG_SPIRAM:\n");
    if (!known)
      text_add(text, "# %s is %s, which no option sets.\n", limit->name,
               limit->value);
    else if (strcmp(kconfig.value, "n") == 0)
      text_add(text, "# %s is not set\n", kconfig.name);
    else
      text_add(text, "%s=%s\n", kconfig.name, kconfig.value);
  }
  return 0;
}
