/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what explore found, for a person and for a program. */
#ifndef SOCKFIT_REPORT_EXPLORED_H
#define SOCKFIT_REPORT_EXPLORED_H

#include <stdio.h>

#include "report/report.h"
#include "report/units.h"
#include "report/whole.h"
#include "study/explore.h"

#define EXPLORE_SCHEMA "sockfit.explore/1"

/* One variant, explored; all borrowed. */
struct explored {
  const char *scenario;
  const char *variant;
  bool exhaustive; /* seeds are numbers of interleavings, from 1 */
  uint64_t first_seed;
  uint64_t seed_count; /* of all shards together */
  const struct explore_result *result;
  char *const *files; /* of each finding; NULL entries: not written */
};

/* A line each, and the command that shows it. */
void report_explored(FILE *out, const struct explored *explored,
                     const struct report_style *style);

/* {"schema": "sockfit.explore/1", ...}: docs/explore.schema.json. A pure
 * function of the variants and the seeds that were run. One of part
 * and whole is NULL.
 * Returns 0, -ENOMEM, or -EIO when out could not be written. */
int report_explored_json(FILE *out, const struct explored *explored,
                         size_t count, const struct part *part,
                         const struct whole *whole);

/* What a whole result has of the index-th variant; runs are not told. Returns 0
 * (explore_result_done), -EINVAL with a diagnosis, or -ENOMEM. */
int explored_read(const char *path, size_t index,
                  struct explore_result *ret_result, struct diag *diag);

#endif
