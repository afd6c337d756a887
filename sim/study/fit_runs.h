/* SPDX-License-Identifier: BSD-3-Clause */
/* study: runs that a fit has made, so that none is made twice: not by a later
 * trial with the same values, and not because another process made it. What a
 * search finds depends on what runs give, never on who made them. */
#ifndef SOCKFIT_STUDY_FIT_RUNS_H
#define SOCKFIT_STUDY_FIT_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

/* What one limit had in one run. */
struct fit_run_limit {
  int64_t value;
  int64_t peak; /* -1: the device has no such pool */
  bool refused;
};

/* One seed with one set of values. */
struct fit_run {
  size_t fit; /* number of the variant in the command */
  uint64_t seed;
  char *because;                /* owned; NULL: it passed */
  struct fit_run_limit *limits; /* owned; as many as are fitted */
  size_t limit_count;
};

struct fit_runs {
  void *tree; /* by fit, values and seed */
  /* Called for each run that is made, unless NULL. Returns 0, or a negative
   * errno with a diagnosis, which ends the search. */
  int (*made)(void *arg, const struct fit_run *run, struct diag *diag);
  void *arg;
};

/* NULL: nobody has made it. Of run what tells it from others is looked at. */
const struct fit_run *fit_runs_find(const struct fit_runs *runs,
                                    const struct fit_run *run);

/* Takes run over, whatever it returns; one that is there already stays.
 * Returns 0 or -ENOMEM. */
int fit_runs_add(struct fit_runs *runs, struct fit_run *run);

void fit_run_done(struct fit_run *run);
void fit_runs_done(struct fit_runs *runs);

#endif
