/* SPDX-License-Identifier: BSD-3-Clause */
/* study: a scenario over a grid of its keys and some seeds. A sweep expects
 * nothing: a point that fails is a result, not a failure of the sweep. */
#ifndef SOCKFIT_STUDY_SWEEP_H
#define SOCKFIT_STUDY_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "study/grid.h"
#include "study/identity.h"
#include "study/one_run.h"
#include "study/shards.h"

#define SWEEP_SCHEMA "sockfit.sweep/1"

/* The first run of a point that did not pass. */
struct sweep_failure {
  uint64_t seed;
  char *expected; /* the first expectation that did not hold, as written, or
                     what a run must do in any case; NULL: every run passed */
  int line;       /* of that expectation; 0: it has none */
  char *found;    /* one line */
};

/* One point of the grid; a unit of work. Its texts are owned. */
struct sweep_point {
  bool done;
  size_t pass, fail, undecided, error; /* runs, by verdict */
  int64_t peak;                        /* of sockets, in any run */
  int64_t refused;                     /* calls, in all runs */
  struct sweep_failure failure;
};

struct sweep {
  struct identity identity;
  char *scenario, *variant, *profile, *lwip; /* names; owned */
  uint64_t seed;                             /* of the first run of a point */
  size_t seed_count;
  struct grid grid;
  struct shard shard;
  struct sweep_point *points; /* grid.point_count; those of the shard are, or
                                 will be, done */
  /* Words that, after "sockfit run", repeat a run once --set for each key and
   * --seed follow; owned. */
  char **run_words;
  size_t run_word_count;
};

/* All runs of one point: the variant with the seeds that follow its own.
 * Returns 0; -ECANCELED; what one_run_execute returns, with a diagnosis. */
int sweep_point_run(const struct selected *selected, size_t seed_count,
                    const struct lab *lab, struct sweep_point *ret_point,
                    struct diag *diag);

/* Have the images of a variant in the cache, so that several processes need not
 * compile the same. Returns as sweep_point_run. */
int sweep_point_prepare(const struct selected *selected, const struct lab *lab,
                        struct diag *diag);

/* Points of its shard that are done, and those all of whose runs passed. */
size_t sweep_done_count(const struct sweep *sweep);
size_t sweep_passing_count(const struct sweep *sweep);

/* The first point of its shard that is not done; point_count when all are. */
size_t sweep_first_missing(const struct sweep *sweep);

/* Join parts into a whole: parts[0] gets the points of all others and becomes
 * the whole. names[i] tells a part in a diagnosis. Returns 0 or -EINVAL with a
 * diagnosis: a part of another sweep, two parts with the same point, or a point
 * that no part has. */
int sweep_join(struct sweep *parts, const char *const *names, size_t count,
               struct diag *diag);

void sweep_point_done(struct sweep_point *point);
void sweep_done(struct sweep *sweep);

#endif
