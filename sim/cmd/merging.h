/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: parts of a command whose units are lines of JSON (pieces.h) become what
 * one process would have said: the command once more, with all units there. */
#ifndef SOCKFIT_CMD_MERGING_H
#define SOCKFIT_CMD_MERGING_H

#include "cmd/options.h"
#include "report/units.h"

/* The command, with what parts have done; joined NULL: nothing. */
enum status fit_joined(const struct options *options, const struct part *joined,
                       struct diag *diag);
enum status explore_joined(const struct options *options,
                           const struct part *joined, struct diag *diag);

/* What sockfit merge is for such a command: options are merge's. unit_count
 * says how many units asked has. */
struct merging {
  char *command; /* "fit" */
  const char *schema;
  size_t (*unit_count)(const struct options *asked);
  enum status (*run)(const struct options *asked, const struct part *joined,
                     struct diag *diag);
};
enum status merging_run(const struct merging *merging,
                        const struct options *options, struct diag *diag);

#endif
