/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: one set of runs, told to a person or a program. Each format
 * is one file and one function here. */
#ifndef SOCKFIT_REPORT_REPORT_H
#define SOCKFIT_REPORT_REPORT_H

#include <stdio.h>

#include "limits/limits.h"
#include "scenario/scenario.h"
#include "trace/trace.h"
#include "verdict/verdict.h"

/* One variant, run and judged; all borrowed. */
struct report_run {
  const struct scenario *scenario;
  const struct variant *variant;
  const struct limits *limits;
  const struct trace *trace;
  const struct judged *judged;
  double wall_s;
  const char *repeat_command; /* runs this variant again */
  const char *pcap_path;      /* NULL: none was written */
};

struct report_style {
  bool color;
  bool quiet; /* text: verdict lines only */
};

/* Tell a person: verdicts, refusals with the owner of every slot, peaks and
 * the command that repeats a failure (last line; with several failures one
 * line each). 80 columns, but for names and commands that do not fit. */
void report_text(FILE *out, const struct report_run *runs, size_t count,
                 const struct report_style *style);

/* {"schema": "sockfit.result/1", "runs": [...]} as design.md section 7 has it.
 * Byte for byte the same for the same runs, wall_s aside.
 * Returns 0, -ENOMEM, or -EIO when out could not be written. */
int report_json(FILE *out, const struct report_run *runs, size_t count);

#endif
