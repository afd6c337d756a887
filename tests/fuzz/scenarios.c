/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: what every input goes through that has become a scenario: all stages
 * that need no compiler. */
#include <errno.h>
#include <stdlib.h>

#include "export/export.h"
#include "limits/limits.h"
#include "support.h"
#include "verdict/verdict.h"

static const char *const formats[] = {"sdkconfig",       "esphome", "lwipopts",
                                      "consume_sockets", "zephyr",  NULL};

/* Some profiles have no such format: -EINVAL, with a reason. */
static void write_exports(const struct export_source *source) {
  for (size_t i = 0; formats[i] != NULL; i++) {
    struct text text = {0};
    struct diag diag = {0};
    int status = export_write(source, formats[i], &text, &diag);
    fuzz_answered(status, &diag);
    if (status == 0)
      text_done(&text);
  }
}

static void try_variant(const struct scenario *scenario,
                        const struct variant *variant) {
  struct diag diag = {0};
  struct limits *limits = NULL;
  int64_t *times = NULL;
  size_t time_count;
  bool peers_leave;
  int status = verdict_check(variant, &diag);
  fuzz_answered(status, &diag);
  if (status == 0 &&
      verdict_needs(variant, &times, &time_count, &peers_leave) != 0)
    fuzz_fail("no times for the expectations");
  free(times);
  status = limits_derive(variant, &limits, &diag);
  fuzz_answered(status, &diag);
  if (status != 0)
    return;
  struct export_source source = {scenario, variant, limits};
  write_exports(&source);
  limits_free(limits);
}

void fuzz_scenario(const struct scenario *scenario) {
  for (size_t i = 0; i < scenario->variant_count; i++)
    try_variant(scenario, &scenario->variants[i]);
}

void fuzz_imported(const char *path, struct imported *imported) {
  struct scenario_text text = imported_text(imported, path);
  struct scenario *scenario = NULL;
  struct diag diag = {0};
  int status = scenario_load_text(&text, NULL, 0, &scenario, &diag);
  fuzz_answered(status, &diag);
  if (status == 0)
    fuzz_scenario(scenario);
  scenario_free(scenario);
  imported_done(imported);
}
