/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: where results go. */
#ifndef SOCKFIT_CMD_OUTPUT_H
#define SOCKFIT_CMD_OUTPUT_H

#include "cmd/options.h"
#include "cmd/selection.h"
#include "report/fit.h"
#include "report/plan.h"
#include "report/report.h"

/* Outputs that cannot go together: one standard output for two of them.
 * Returns 0 or -EINVAL with a diagnosis. */
int output_check(const struct options *options, size_t run_count,
                 struct diag *diag);

/* Runs of one name would write one file (output_names.c). Returns 0; -EINVAL
 * with a diagnosis; -ENOMEM. */
int output_check_names(const struct options *options,
                       const struct selection *selection, struct diag *diag);

/* Whether a file can be made at path, before anything runs: a result that
 * cannot be kept costs the whole run. Returns 0, or a negative errno with a
 * diagnosis. */
int output_check_folder(const char *path, struct diag *diag);

/* The capture's path for one run, NULL when none is asked for. With several
 * runs -SCENARIO-VARIANT goes before the suffix. Returns 0 or -ENOMEM. */
int output_pcap_path(const struct options *options,
                     const struct selected *selected, bool several,
                     char **ret_path);

/* Whether a report that was asked for needs traces with their detail. */
bool output_needs_detail(const struct options *options);

/* The command that runs this variant again. Returns 0 or -ENOMEM. */
int output_repeat_command(const struct options *options,
                          const struct selected *selected, char **ret_command);

/* Write to a path or, for "-", to standard output. Returns 0, or a negative
 * errno with a diagnosis. */
int output_write(const char *path, const char *data, size_t len,
                 struct diag *diag);

/* Write every report that was asked for. several: more runs were selected
 * than one, whether or not they came to be. Returns 0, or a negative errno with
 * a diagnosis. */
int output_reports(const struct options *options, const struct report_run *runs,
                   size_t count, bool several, struct diag *diag);

/* The same for plans. */
int output_plans(const struct options *options, const struct plan *plans,
                 size_t count, struct diag *diag);

/* The same for fits. One of part and whole is NULL. */
int output_fits(const struct options *options, const struct fit *fits,
                size_t count, const struct part *part,
                const struct whole *whole, struct diag *diag);

/* A text to a file, whole or not at all, or with path NULL to standard output,
 * whose end the caller looks at. Returns 0, or a negative errno with a
 * diagnosis. */
int output_text(const char *path, const char *text, size_t len,
                struct diag *diag);

/* Whether to colour what goes to standard output. */
bool output_color(const struct options *options);

#endif
