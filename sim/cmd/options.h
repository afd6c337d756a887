/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: the command line, taken apart. The only folder that prints diagnostics
 * and knows exit statuses. */
#ifndef SOCKFIT_CMD_OPTIONS_H
#define SOCKFIT_CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "report/report.h"
#include "scenario/scenario.h"

/* The contract with other programs. */
enum status {
  STATUS_HELD = 0,      /* every expectation held */
  STATUS_NOT_HELD = 1,  /* one did not */
  STATUS_USAGE = 2,     /* bad usage or input */
  STATUS_HARNESS = 3,   /* no compiler, disk full, ... */
  STATUS_UNDECIDED = 4, /* a budget ran out, or interrupted */
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Strings are borrowed from argv. */
struct options {
  const char **files; /* FILE or FILE:VARIANT */
  size_t file_count;
  struct override *overrides; /* --set, and --seed as "seed" */
  size_t override_count;
  const char *reports[REPORT_COUNT]; /* a path, "-", or NULL */
  const char *pcap;                  /* likewise */
  const char *as;                    /* --as FORMAT, or NULL */
  const char *output;                /* -o FILE; NULL: standard output */
  const char *components;            /* --components FILE, or NULL */
  const char *lwip_dir;              /* NULL: the one that was fetched */
  size_t jobs; /* compilers at a time; 0: as many as processors */
  enum color color;
  bool quiet;
  bool allow_source; /* own_code.h */
  bool help;
};

/* Take argv[1..] of a command apart. Returns 0, -EINVAL with a diagnosis that
 * names the nearest known option, or -ENOMEM. Free with options_done. */
int options_parse(int argc, char **argv, struct options *ret_options,
                  struct diag *diag);

void options_done(struct options *options);

/* The options as help text, but for those of reports (report/reports.def). */
const char *options_help(void);

#endif
