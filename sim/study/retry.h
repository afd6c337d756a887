/* SPDX-License-Identifier: BSD-3-Clause */
/* study: the same variant once more, with other limits. */
#ifndef SOCKFIT_STUDY_RETRY_H
#define SOCKFIT_STUDY_RETRY_H

#include "limits/limits.h"
#include "limits/options.h"
#include "scenario/scenario.h"
#include "study/one_run.h"

/* One limit in place of whatever the variant has for it. */
struct limit_change {
  const struct option_spec *option;
  int64_t value;
};

/* selected is ready for a run; the variant's seed may be changed. */
struct retry {
  struct selected selected;
  struct variant variant; /* the rest is the original's */
  struct setting *settings;
  char **texts;
  size_t change_count;
};

/* A copy of what was selected with count changes; original must outlive it.
 * Warnings about values that nobody chose are dropped.
 * Returns 0; -EINVAL when lwIP or the profile cannot have these limits, with
 * the rule in diag; -ENOMEM. After a failure there is nothing to free. */
int retry_init(struct retry *retry, const struct selected *original,
               const struct limit_change *changes, size_t count,
               struct diag *diag);

void retry_done(struct retry *retry);

#endif
