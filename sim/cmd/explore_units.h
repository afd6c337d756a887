/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: the units of an exploration, seeds or interleavings, by number: those
 * that are done, and doing the others. */
#ifndef SOCKFIT_CMD_EXPLORE_UNITS_H
#define SOCKFIT_CMD_EXPLORE_UNITS_H

#include "cmd/pieces.h"
#include "cmd/progress.h"
#include "report/explored.h"

/* Lines of units that are done, until the unit's turn comes. Zero-initialise.
 */
struct explore_units {
  struct explore_line *lines;
  size_t count, room;
  bool sorted;
};

/* How many units a variant has. */
size_t explore_unit_count(const struct options *options);

/* A line of units.h; others are no mistake. Returns 0 or -ENOMEM. */
int explore_units_take(void *units, const char *line);

/* How many of that variant and shard are not done. */
size_t explore_units_left(struct explore_units *units, size_t variant,
                          struct shard shard, size_t unit_count);

/* Take the units of one variant in order, and do those of the shard that are
 * not there. All borrowed. */
struct explore_work {
  const struct explorer *explorer;
  struct explore_units *units;
  struct pieces *pieces;
  struct progress *progress;
  const struct explored *explored;
  struct explore_result *result;
  size_t variant; /* its number */
  struct diag *diag;
  size_t done; /* units that it has done */
};
int explore_units_run(struct explore_work *work);

void explore_units_done(struct explore_units *units);

#endif
