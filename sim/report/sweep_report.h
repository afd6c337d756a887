/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: a sweep, told to a person or a program, and read back. */
#ifndef SOCKFIT_REPORT_SWEEP_REPORT_H
#define SOCKFIT_REPORT_SWEEP_REPORT_H

#include <stdio.h>

#include "report/report.h"
#include "study/sweep.h"

/* The table: a grid of letters when two keys are varied, otherwise a row a
 * point; below it what the letters mean, and for each the command that repeats
 * the first run that shows it. Of a shard, one line only. The same bytes for
 * the same sweep, but for colours and SOCKFIT_PROGRAM. */
void sweep_text(FILE *out, const struct sweep *sweep,
                const struct report_style *style);

/* All of these are the same bytes for the same sweep. Each returns 0, -ENOMEM,
 * or -EIO when out could not be written. */
int sweep_csv(FILE *out, const struct sweep *sweep);  /* RFC 4180, a head */
int sweep_html(FILE *out, const struct sweep *sweep); /* a page */
int sweep_json(FILE *out, const struct sweep *sweep); /* SWEEP_SCHEMA */

/* What sweep_json wrote. Returns 0 and the sweep (sweep_done); -EINVAL with a
 * diagnosis when the file is none or was changed; other negative errnos with
 * one; -ENOMEM. */
int sweep_read(const char *path, struct sweep *ret_sweep, struct diag *diag);

/* One point that is done as a line of JSON, malloc'ed; NULL: no memory. */
char *sweep_line(const struct sweep *sweep, size_t point);

/* Such a line into the sweep that it is of. A line that is none, and a point
 * that is done already, change nothing. Returns 0 or -ENOMEM. */
int sweep_take_line(struct sweep *sweep, const char *line);

#endif
