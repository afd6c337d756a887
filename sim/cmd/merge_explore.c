/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: sockfit merge for parts of an exploration. */
#include "cmd/explore_units.h"
#include "cmd/merging.h"
#include "report/explored.h"

enum status merge_explore(const struct options *options, struct diag *diag);

enum status merge_explore(const struct options *options, struct diag *diag) {
  static const struct merging explore = {"explore", EXPLORE_SCHEMA,
                                         explore_unit_count, explore_joined};
  return merging_run(&explore, options, diag);
}
