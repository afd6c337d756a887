/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit plan: consumers, limits and warnings; nothing is run. */
#include "cmd/commands.h"
#include "cmd/output.h"
#include "cmd/selection.h"
#include "report/plan.h"

enum status cmd_plan(const struct options *options, struct diag *diag) {
  struct selection selection;
  int status = selection_make(options, &selection, diag);
  if (status != 0)
    return status_of(status);
  struct report_style style = {.color = output_color(options),
                               .quiet = options->quiet};
  for (size_t i = 0; i < selection.count; i++)
    report_plan(stdout, selection.items[i].scenario, selection.items[i].variant,
                selection.items[i].limits, &style);
  selection_done(&selection);
  return STATUS_HELD;
}
