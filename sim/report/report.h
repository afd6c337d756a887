/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: one set of runs, told to a person or a program. Each format
 * is one file and one function here. */
#ifndef SOCKFIT_REPORT_REPORT_H
#define SOCKFIT_REPORT_REPORT_H

#include <stdio.h>

#include "limits/limits.h"
#include "limits/ram.h"
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
  const char *repeat_command;    /* runs this variant again */
  const char *pcap_path;         /* NULL: none was written */
  const struct ram_sizes *sizes; /* on the device; NULL: nobody asked, or */
  const char *no_sizes_because;  /* not available; NULL: nobody asked */
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

/* Reports for files: what each is, is in reports.def. */
enum report_format {
#define REPORT(name, option, per_run, detail, help) REPORT_##name,
#include "report/reports.def"
  REPORT_COUNT
};

struct report_writer {
  const char *option; /* of the command line: "--json" */
  bool per_run;       /* count is 1: a file for each run */
  bool detail;        /* the traces must have their detail */
  const char *help;   /* one line */
  /* Byte for byte the same for the same runs, wall_s aside.
   * Returns 0, -ENOMEM, or -EIO when out could not be written. */
  int (*write)(FILE *out, const struct report_run *runs, size_t count);
};

/* By enum report_format. */
extern const struct report_writer report_writers[REPORT_COUNT];

#define REPORT(name, option, per_run, detail, help)                            \
  int report_##name(FILE *out, const struct report_run *runs, size_t count);
#include "report/reports.def"

#endif
