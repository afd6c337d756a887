/* SPDX-License-Identifier: BSD-3-Clause */
/* export stage: see kconfig.h. Touches memory only. */
#include "export/kconfig.h"

#include <stdio.h>

#include "import/sdkconfig.h"
#include "limits/options.h"

bool kconfig_of(const struct limit *limit, struct kconfig *ret_kconfig) {
  const struct option_spec *option = options_find(limit->name);
  if (!option || !option->kconfig)
    return false;
  bool is_switch = option->min == 0 && option->max == 1;
  ret_kconfig->name = option->kconfig;
  snprintf(ret_kconfig->value, sizeof(ret_kconfig->value), "%s",
           !is_switch               ? limit->value
           : limit->value[0] == '1' ? "y"
                                    : "n");
  return true;
}

static bool is_allowed(const struct export_source *source, const char *release,
                       const struct kconfig *kconfig, bool spiram,
                       struct diag *diag) {
  struct sdkconfig_entry spiram_entry = {.name = "CONFIG_SPIRAM", .text = "y"};
  struct sdkconfig config = {
      .has_version = true, .entries = &spiram_entry, .count = spiram};
  int *v = config.version;
  struct sdkconfig_entry entry = {.name = kconfig->name,
                                  .text = kconfig->value,
                                  .place = source->variant->place};
  struct mistakes mistakes;
  mistakes_init(&mistakes, diag);
  sscanf(release, "%d.%d.%d", &v[0], &v[1], &v[2]);
  return sdkconfig_in_range(&config, &entry, &mistakes);
}

bool kconfig_check(const struct export_source *source, const char *release,
                   const struct kconfig *kconfig, bool *ret_needs_spiram,
                   struct diag *diag) {
  struct diag ignored = {0};
  *ret_needs_spiram = !is_allowed(source, release, kconfig, false, &ignored);
  diag_done(&ignored);
  return !*ret_needs_spiram || is_allowed(source, release, kconfig, true, diag);
}
