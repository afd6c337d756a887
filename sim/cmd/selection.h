/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: the variants that FILE[:VARIANT]... names, loaded and checked. */
#ifndef SOCKFIT_CMD_SELECTION_H
#define SOCKFIT_CMD_SELECTION_H

#include "cmd/options.h"
#include "limits/limits.h"

struct selected {
  const struct scenario *scenario;
  const struct variant *variant;
  struct limits *limits;
  bool trusted; /* the source that it names may be compiled: own_code.h */
};

struct selection {
  struct scenario **scenarios;
  size_t scenario_count;
  struct selected *items;
  size_t count;
};

/* Load every file, pick the variants, derive their limits and check what they
 * expect: nothing runs before all input is known to be good. Returns 0, or
 * the negative errno of the first failure with all diagnoses of its file. */
int selection_make(const struct options *options,
                   struct selection *ret_selection, struct diag *diag);

void selection_done(struct selection *selection);

#endif
