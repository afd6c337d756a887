/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit export: the limits of one variant in a firmware's words. */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/output.h"
#include "cmd/selection.h"
#include "export/export.h"

static int export_one(const struct options *options,
                      const struct selection *selection, struct diag *diag) {
  struct export_source source = {.scenario = selection->items[0].scenario,
                                 .variant = selection->items[0].variant,
                                 .limits = selection->items[0].limits};
  struct text text;
  int status = export_write(&source, options->as, &text, diag);
  if (status != 0)
    return status;
  status = output_text(options->output, text.data, text.len, diag);
  text_done(&text);
  return status;
}

enum status cmd_export(const struct options *options, struct diag *diag) {
  struct selection selection;
  int status = selection_make(options, &selection, diag);
  if (status != 0)
    return status_of(status);
  if (selection.count == 1)
    status = export_one(options, &selection, diag);
  else
    diag_add(diag, DIAG_ERROR, NULL,
             "export takes one variant, FILE:VARIANT, not %zu",
             selection.count);
  enum status outcome = selection.count == 1 ? status_of(status) : STATUS_USAGE;
  selection_done(&selection);
  return outcome;
}
