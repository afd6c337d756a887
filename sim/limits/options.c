/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: looks names up in options.def. Constant data only. */
#include "limits/options.h"

#include <string.h>

#include "base/suggest.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct option_spec options[] = {
#define LIMIT(name, kconfig, min, max, binds, because)                         \
  {#name, kconfig, min, max, OPTION_BINDS_##binds, because},
#include "limits/options.def"
#undef LIMIT
};

const struct option_spec *options_all(size_t *ret_count) {
  *ret_count = COUNT(options);
  return options;
}

const struct option_spec *options_find(const char *name) {
  for (size_t i = 0; i < COUNT(options); i++) {
    const struct option_spec *option = &options[i];
    if (strcmp(option->name, name) == 0)
      return option;
    if (option->kconfig && strcmp(option->kconfig, name) == 0)
      return option;
  }
  return NULL;
}

const char *options_nearest(const char *name) {
  const char *known[2 * COUNT(options)];
  size_t count = 0;
  for (size_t i = 0; i < COUNT(options); i++) {
    known[count++] = options[i].name;
    if (options[i].kconfig)
      known[count++] = options[i].kconfig;
  }
  return suggest_nearest(name, known, count);
}
