/* SPDX-License-Identifier: BSD-3-Clause */
/* export stage: see kconfig.h. Pure functions. */
#include "export/kconfig.h"

#include <stdio.h>

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
