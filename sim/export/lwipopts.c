/* SPDX-License-Identifier: BSD-3-Clause */
/* export stage: a fragment of lwipopts.h. All limits are in it, those of the
 * profile too: nobody else sets them. */
#include <string.h>

#include "export/export.h"
#include "limits/options.h"

/* What the limits mean depends on these as well. */
static const char *const memory[] = {"MEMP_MEM_MALLOC", "MEM_LIBC_MALLOC",
                                     "NO_SYS"};

int export_lwipopts(const struct export_source *source, struct text *text,
                    struct diag *diag) {
  (void)diag;
  const struct limits *limits = source->limits;
  text_add(text,
           "/* lwipopts.h: the limits of %s:%s, profile %s. */\n"
           "#ifndef SOCKFIT_LIMITS_H\n#define SOCKFIT_LIMITS_H\n\n",
           source->scenario->name, source->variant->name,
           limits->profile->name);
  for (size_t i = 0; i < sizeof(memory) / sizeof(memory[0]); i++) {
    const struct limit *limit = limits_find(limits, memory[i]);
    if (limit)
      text_add(text, "#define %s %s\n", limit->name, limit->value);
  }
  for (size_t i = 0; i < limits->option_count; i++) {
    const struct limit *limit = &limits->options[i];
    if (options_find(limit->name))
      text_add(text, "#define %s %s\n", limit->name, limit->value);
  }
  text_add(text, "\n#endif\n");
  return 0;
}
