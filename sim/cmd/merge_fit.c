/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit merge for parts of a fit. Values that no part had to run, such
 * as all that were found together, are run here. */
#include "cmd/merging.h"
#include "report/fit.h"

enum status merge_fit(const struct options *options, struct diag *diag);

static size_t seed_count(const struct options *asked) {
  return asked->seeds == 0 ? 1 : asked->seeds;
}

enum status merge_fit(const struct options *options, struct diag *diag) {
  static const struct merging fit = {"fit", FIT_SCHEMA, seed_count, fit_joined};
  return merging_run(&fit, options, diag);
}
