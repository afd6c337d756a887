/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: one file a command, one line each in main.c's table. */
#ifndef SOCKFIT_CMD_COMMANDS_H
#define SOCKFIT_CMD_COMMANDS_H

#include "base/diag.h"
#include "cmd/options.h"

/* Each takes the options, prints its result, and returns the exit status;
 * diagnostics are printed by the caller. */
enum status cmd_run(const struct options *options, struct diag *diag);
enum status cmd_fit(const struct options *options, struct diag *diag);
enum status cmd_serve(const struct options *options, struct diag *diag);
enum status cmd_explore(const struct options *options, struct diag *diag);
enum status cmd_plan(const struct options *options, struct diag *diag);
enum status cmd_diff(const struct options *options, struct diag *diag);
enum status cmd_sweep(const struct options *options, struct diag *diag);
enum status cmd_merge(const struct options *options, struct diag *diag);
enum status cmd_export(const struct options *options, struct diag *diag);
enum status cmd_import(const struct options *options, struct diag *diag);

/* The exit status for a negative errno of library code. */
enum status status_of(int error);

/* Print what was found so far to standard error and forget it. */
void print_diagnostics(struct diag *diag);

#endif
