/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: a table that is kept beside a scenario, compared with today's. */
#ifndef SOCKFIT_CMD_GOLDEN_H
#define SOCKFIT_CMD_GOLDEN_H

#include "cmd/options.h"

/* Compare text with the file of --golden, line by line, but for lines that
 * begin with "repeat ": they name paths of a machine. What differs goes to
 * standard error, and how to accept it.
 * Returns 0 and whether they are the same; -EINVAL with a diagnosis when the
 * file cannot be read; -ENOMEM. */
int golden_compare(const struct options *options, const char *text,
                   bool *ret_same, struct diag *diag);

#endif
