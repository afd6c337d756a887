/* SPDX-License-Identifier: BSD-3-Clause */
/* study, internal: one set of values, run with every seed of a fit until one
 * fails. */
#ifndef SOCKFIT_STUDY_TRIAL_H
#define SOCKFIT_STUDY_TRIAL_H

#include "study/fit.h"
#include "study/retry.h"

struct trial {
  struct fit_failure failure; /* because NULL: all passed */
  int64_t *peaks;             /* by limit, over the seeds that were run */
  bool *refused;              /* likewise: the limit was full for somebody */
};

/* Run with changes, one for each limit of the fit. A value that cannot be is
 * one that fails. Returns 0 (free with trial_done), -ECANCELED, -ENOMEM, or the
 * negative errno of a run that could not be made, with a diagnosis. */
int trial_run(const struct fit *fit, const struct lab *lab,
              const struct limit_change *changes, struct trial *ret_trial,
              struct diag *diag);

void trial_done(struct trial *trial);

#endif
