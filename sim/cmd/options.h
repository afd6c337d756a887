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
  STATUS_SKIPPED = 77,  /* TAP is not permitted */
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* `--vary KEY=A..B` or `KEY=A..B/STEP`, still as text. */
struct vary_option {
  const char *key;
  const char *range;
};

/* Strings are borrowed from argv where nothing else is said. */
struct options {
  const char *command; /* argv[0] */
  const char **files;  /* FILE or FILE:VARIANT */
  size_t file_count;
  char **words; /* all that followed the command, as it was; owned */
  size_t word_count;
  struct override *overrides; /* --set, and --seed as "seed" */
  size_t override_count;
  struct vary_option *vary;
  size_t vary_count;
  const char *reports[REPORT_COUNT]; /* a path, "-", or NULL */
  const char *pcap;                  /* likewise */
  bool pcap_events;                  /* events are frames of the capture */
  const char *as;                    /* --as FORMAT, or NULL */
  const char *output;                /* -o FILE; NULL: standard output */
  const char *components;            /* --components FILE, or NULL */
  const char *lwip_dir;              /* NULL: the one that was fetched */
  const char *limits;                /* --limits, or NULL */
  const char *csv;                   /* a path, "-", or NULL */
  const char *golden;                /* a path, or NULL */
  const char *part;                  /* --part, or NULL */
  size_t margin;                     /* --margin: so many, */
  size_t margin_percent;             /* or so many hundredths more */
  size_t seeds;                      /* 0: not given */
  size_t shard;                      /* --shard K/N: K-1 */
  size_t shard_count;                /* N; 0: not given */
  size_t jobs; /* processes at a time; 0: as many as processors */
  enum color color;
  const char *interface; /* --interface NAME; NULL: make one */
  char *const *beside;   /* the command behind "--", ends with NULL; or NULL */
  bool private;
  bool chip_speed;
  bool serve; /* until interrupted (cmd_serve) */
  bool asan;
  bool debug;
  bool check_determinism; /* cmd/twice.h */
  bool exhaustive;
  bool resume;
  bool quiet;
  bool allow_source; /* own_code.h */
  bool help;
};

/* Take argv[1..] of the command argv[0] apart. Returns 0; -EINVAL with a
 * diagnosis that names the nearest known option, the value that was expected,
 * or the commands that do take the option; -ENOMEM. Free with options_done. */
int options_parse(int argc, char **argv, struct options *ret_options,
                  struct diag *diag);

void options_done(struct options *options);

/* Print the options, but for those of reports, to standard output. */
void options_print_help(void);

#endif
