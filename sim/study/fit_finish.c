/* SPDX-License-Identifier: BSD-3-Clause */
/* study: what a fit saves on the target, and the lines to paste. See fit.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export/export.h"
#include "export/kconfig.h"
#include "import/import.h"
#include "study/fit.h"

bool fit_allowed(const struct fit *fit, const struct option_spec *option,
                 int64_t value) {
  struct export_source source = {.scenario = fit->selected->scenario,
                                 .variant = fit->selected->variant,
                                 .limits = fit->selected->limits};
  struct limit limit = {.name = (char *)option->name};
  struct kconfig kconfig;
  struct diag refused = {0};
  char text[24];
  bool needs_spiram;
  snprintf(text, sizeof(text), "%" PRId64, value);
  limit.value = text;
  const char *release = export_release(&source, "sdkconfig", &refused);
  bool allowed =
      release == NULL || !kconfig_of(&limit, &kconfig) ||
      kconfig_check(&source, release, &kconfig, &needs_spiram, &refused);
  diag_done(&refused);
  return allowed;
}

static int measure(const struct limits *limits, const struct lab *lab,
                   struct ram_sizes **ret_sizes) {
  struct ram_sizes *sizes = calloc(1, sizeof(*sizes));
  struct diag missing = {0}; /* a compiler without -m32 is no failure */
  if (sizes == NULL)
    return -ENOMEM;
  int status = target_sizes(&lab->places, limits, lab->loop, sizes, &missing);
  diag_done(&missing);
  if (status == 0)
    *ret_sizes = sizes;
  else
    free(sizes);
  return status == -ECANCELED || status == -ENOMEM ? status : 0;
}

/* What the user is going to edit. */
static const char *format_for(const struct fit *fit) {
  enum accounting accounting = fit->chosen->profile->accounting;
  struct diag missing = {0};
  struct export_source source = {.scenario = fit->selected->scenario,
                                 .variant = fit->selected->variant,
                                 .limits = fit->chosen};
  const char *release = export_release(&source, "sdkconfig", &missing);
  diag_done(&missing);
  if (accounting == ACCOUNTING_ZEPHYR)
    return "zephyr";
  if (release == NULL)
    return "lwipopts";
  return import_is_device(fit->selected->scenario->file) ? "esphome"
                                                         : "sdkconfig";
}

/* The export is a whole lwipopts.h; a user has one, and changes these lines. */
static int write_defines(struct fit *fit) {
  for (size_t i = 0; i < fit->limit_count; i++)
    text_add(&fit->paste, "#define %s %" PRId64 "\n",
             fit->limits[i].option->name, fit->limits[i].chosen);
  return fit->paste.failed ? -ENOMEM : 0;
}

static int write_paste(struct fit *fit, struct diag *diag) {
  struct export_source source = {.scenario = fit->selected->scenario,
                                 .variant = fit->selected->variant,
                                 .limits = fit->chosen};
  struct diag found = {0};
  const char *format = format_for(fit);
  int status = strcmp(format, "lwipopts") == 0
                   ? write_defines(fit)
                   : export_write(&source, format, &fit->paste, &found);
  if (status == 0)
    fit->paste_format = format;
  else if (status == -EINVAL && found.count > 0) /* says why there are none */
    diag_add(diag, DIAG_WARNING, NULL, "no lines to paste: %s",
             found.entries[0].text);
  diag_done(&found);
  return status == -ENOMEM ? status : 0;
}

int64_t fit_reserved_b(const struct ram_sizes *sizes) {
  struct ram_cost rows[RAM_POOLS_MAX + 2];
  size_t count = ram_costs(sizes, rows);
  int64_t sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += rows[i].reserved_b;
  return sum;
}

int fit_finish(struct fit *fit, const struct lab *lab, struct diag *diag) {
  if (!fit->found || fit->chosen == NULL)
    return 0;
  int status = measure(fit->selected->limits, lab, &fit->sizes_now);
  if (status == 0)
    status = measure(fit->chosen, lab, &fit->sizes_chosen);
  return status == 0 ? write_paste(fit, diag) : status;
}
