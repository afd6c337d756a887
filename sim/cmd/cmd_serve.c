/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit serve: a run whose link is a TAP interface and whose end is
 * Ctrl-C, or the end of the command behind "--". */
#include <stdlib.h>
#include <string.h>

#include "cmd/commands.h"

/* As if the file had said `link: tap`. */
static int as_live(const struct options *options, struct options *ret_live) {
  *ret_live = *options;
  ret_live->overrides =
      calloc(options->override_count + 1, sizeof(*ret_live->overrides));
  if (ret_live->overrides == NULL)
    return -1;
  if (options->override_count > 0)
    memcpy(ret_live->overrides, options->overrides,
           options->override_count * sizeof(*options->overrides));
  ret_live->overrides[ret_live->override_count++] =
      (struct override){"link.tap", "true"};
  ret_live->serve = true;
  /* --tap is the interface here, not a report. */
  if (options->reports[REPORT_tap] != NULL)
    ret_live->interface = options->reports[REPORT_tap];
  ret_live->reports[REPORT_tap] = NULL;
  return 0;
}

enum status cmd_serve(const struct options *options, struct diag *diag) {
  struct options live;
  if (as_live(options, &live) != 0)
    return STATUS_HARNESS;
  enum status outcome = cmd_run(&live, diag);
  free(live.overrides);
  return outcome;
}
