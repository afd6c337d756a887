/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: which outputs a command has. One that it does not have would do nothing,
 * and nobody would notice. */
#ifndef SOCKFIT_CMD_FORMS_H
#define SOCKFIT_CMD_FORMS_H

#include "cmd/options.h"

/* Whether all outputs that are asked for (reports, --pcap, --csv, --golden, -o)
 * are among has: options with a blank between, as "--json -o". of: what has
 * them, "sockfit fit". Returns 0, or -EINVAL with a diagnosis. */
int forms_check(const struct options *options, const char *of, const char *has,
                struct diag *diag);

/* The same of a command whose parts can be joined (merging.h). */
int forms_check_joined(const struct options *options, bool joined,
                       const char *has, struct diag *diag);

#endif
