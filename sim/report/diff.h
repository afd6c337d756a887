/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: two results side by side, for pull requests. */
#ifndef SOCKFIT_REPORT_DIFF_H
#define SOCKFIT_REPORT_DIFF_H

#include <stdbool.h>
#include <stdio.h>

#include "base/diag.h"
#include "report/report.h"

/* One thing that is not the same; all owned. */
struct diff_row {
  char *run;  /* "scenario:variant" */
  char *what; /* "verdict", "MEMP_NUM_TCP_PCB peak", ... */
  char *a;
  char *b;
  bool worse; /* a regression */
};

/* What differs between two files of --json, runs in A's order. A regression
 * is: a verdict that became worse, an expectation that is no longer held, a
 * refusal where there was none, a run that is gone. Peaks, limits and memory
 * that changed are shown, but it is expectations that judge them. */
struct diff {
  const char *a_path; /* borrowed */
  const char *b_path;
  struct diff_row *rows;
  size_t row_count;
  size_t run_count; /* that are in both */
  size_t worse_count;
  bool failed; /* out of memory */
};

/* Returns 0; -EINVAL with a diagnosis when a file cannot be read or is no
 * result; -ENOMEM. Free with diff_done. */
int diff_make(const char *a_path, const char *b_path, struct diff *ret_diff,
              struct diag *diag);
void diff_done(struct diff *diff);

/* For a person, in 80 columns where words allow. */
void diff_text(FILE *out, const struct diff *diff,
               const struct report_style *style);

/* Return 0 or -EIO. */
int diff_markdown(FILE *out, const struct diff *diff);
int diff_html(FILE *out, const struct diff *diff); /* one file, no scripts */

#endif
