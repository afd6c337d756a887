/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: where the results of a sweep go: of one that was run, and of one that
 * was joined. */
#ifndef SOCKFIT_CMD_SWEEP_OUTPUT_H
#define SOCKFIT_CMD_SWEEP_OUTPUT_H

#include "cmd/options.h"
#include "report/sweep_report.h"

/* Outputs that a sweep does not have, or that cannot go together. Returns 0 or
 * a negative errno with a diagnosis. */
int sweep_output_check(const struct options *options, struct diag *diag);

/* Tell it, write what was asked for, and compare it with --golden, which makes
 * STATUS_NOT_HELD of a difference. Returns 0, or a negative errno with a
 * diagnosis. */
int sweep_output(const struct options *options, const struct sweep *sweep,
                 enum status *ret_outcome, struct diag *diag);

#endif
