/* SPDX-License-Identifier: BSD-3-Clause */
/* study: the smallest value of a limit with which every expectation holds, for
 * every seed, and what fails with one less. */
#ifndef SOCKFIT_STUDY_FIT_H
#define SOCKFIT_STUDY_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "image/target.h"
#include "limits/options.h"
#include "study/fit_runs.h"
#include "study/lab.h"
#include "study/one_run.h"

/* What did not hold, first in the order of seeds. */
struct fit_failure {
  uint64_t seed;   /* meaningless when the value is impossible */
  bool impossible; /* lwIP or the profile cannot have the value */
  char *because;   /* one line; owned; NULL: nothing failed */
};

struct fit_limit {
  const struct option_spec *option;
  int64_t now;      /* as the scenario has it */
  int64_t roomy;    /* the others' fits are made with this one */
  int64_t smallest; /* passes for every seed; -1: none was found */
  int64_t chosen;   /* with the margin, and what Kconfig can have */
  bool raised;      /* because Kconfig allows no less */
  /* With smallest - 1. NULL: smallest is the least that lwIP can have. */
  struct fit_failure fails;
};

/* What is asked, and what was found. */
struct fit {
  const struct selected *selected; /* borrowed */
  size_t seed_count; /* the scenario's seed and those that follow it */
  size_t shard;      /* only those i with i % shard_count == shard */
  size_t shard_count;
  size_t margin;
  size_t margin_percent;
  struct fit_runs *runs; /* those of all fits of a command; borrowed; NULL: of
                                this search only */
  size_t number;         /* of this fit in runs */
  struct fit_limit *limits; /* owned */
  size_t limit_count;
  bool found;                  /* each limit has a smallest value */
  struct fit_failure hopeless; /* when not: with every limit roomy */
  struct fit_failure together; /* with every limit as chosen */
  struct limits *chosen;       /* found: the whole set; owned */
  struct ram_sizes *sizes_now; /* on the target; NULL: not available; owned */
  struct ram_sizes *sizes_chosen;
  struct text paste;        /* found: lines for the firmware; owned */
  const char *paste_format; /* as `sockfit export --as` has it; or NULL */
};

/* Name the limits to fit: NULL or "sockets" (on a profile without sockets the
 * TCP PCBs), "all" for every limit of a pool that the device has, or names of
 * lwIP or ESP-IDF with commas between. Returns 0, -EINVAL with a diagnosis, or
 * -ENOMEM. */
int fit_name_limits(struct fit *fit, const char *names, struct diag *diag);

/* Search. Every run is a real one; starts at measured peaks, so that few values
 * are compiled. Assumes nothing about values between, but for one thing: a
 * value above every peak behaves like the roomy one (the same run).
 *
 * "Smallest" is the end of the passing values reached from above: it passes,
 * one less fails; whether something below passes again is not asked.
 * Returns 0 also when nothing fits (found is false); -EINVAL when the device
 * has none of these limits, with a diagnosis; -ECANCELED; -ENOMEM; or the
 * negative errno of a run that could not be made, with a diagnosis. */
int fit_search(struct fit *fit, const struct lab *lab, struct diag *diag);

/* After a search that found: sizes on the target, and the lines to paste. What
 * cannot be had is missing and no failure. Returns 0, -ECANCELED or -ENOMEM. */
int fit_finish(struct fit *fit, const struct lab *lab, struct diag *diag);

/* Octets of RAM that are reserved at build time with these sizes. */
int64_t fit_reserved_b(const struct ram_sizes *sizes);

/* Can the firmware of this profile be configured so? Always true where there is
 * no Kconfig. */
bool fit_allowed(const struct fit *fit, const struct option_spec *option,
                 int64_t value);

/* Frees what it owns; the struct itself is the caller's. */
void fit_done(struct fit *fit);

/* ---- internal ---- */

void fit_failure_done(struct fit_failure *failure);

/* The most of this limit that the run had in use, and whether it was full for
 * somebody. -1: the image has no such pool. */
int64_t fit_peak(const struct trace *trace, const struct option_spec *option,
                 bool *ret_refused);

#endif
