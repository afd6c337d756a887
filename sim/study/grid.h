/* SPDX-License-Identifier: BSD-3-Clause */
/* study: the points of a sweep: every combination of the values of some keys of
 * a scenario. */
#ifndef SOCKFIT_STUDY_GRID_H
#define SOCKFIT_STUDY_GRID_H

#include <stddef.h>

#include "base/diag.h"

#define GRID_POINTS_MAX 100000

/* One key, as in `--set`, and its values as a scenario writes them. */
struct axis {
  char *key;
  char **values;
  size_t count;
};

/* Point 0 has the first value of each key; the last key changes fastest.
 * Zero-initialise. */
struct grid {
  struct axis *axes;
  size_t axis_count;
  size_t point_count; /* the product of the counts; 0: no axis yet */
};

/* Add a key that goes from A to B: "8..16", "8..16/2", "1ms..10ms/1ms",
 * "0%..5%", "16KiB..64KiB/16KiB". All parts are numbers, or all are times,
 * rates, sizes or shares; values get the unit of the step, or else of B, of
 * which the step is 1 when none is given. B is a value where a step reaches it.
 * Returns 0; -EINVAL with a diagnosis (no such range, A above B, a step of 0,
 * a key for the second time, more than GRID_POINTS_MAX points); -ENOMEM. */
int grid_add(struct grid *grid, const char *key, const char *range,
             struct diag *diag);

/* As grid_add, with the values themselves; they are copied. */
int grid_add_values(struct grid *grid, const char *key,
                    const char *const *values, size_t count, struct diag *diag);

/* Which value of an axis a point has. */
size_t grid_index(const struct grid *grid, size_t point, size_t axis);

/* That value. */
const char *grid_value(const struct grid *grid, size_t point, size_t axis);

void grid_done(struct grid *grid);

#endif
