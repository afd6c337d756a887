/* SPDX-License-Identifier: BSD-3-Clause */
/* study: runs that a fit has made. See fit_runs.h. */
#include "study/fit_runs.h"

#include <errno.h>
#include <search.h>
#include <stdlib.h>

static int order(uint64_t a, uint64_t b) {
  return a < b ? -1 : a > b;
}

static int compare(const void *left, const void *right) {
  const struct fit_run *a = left, *b = right;
  int difference = order(a->fit, b->fit);
  if (difference == 0)
    difference = order(a->limit_count, b->limit_count);
  for (size_t i = 0; i < a->limit_count && difference == 0; i++)
    difference =
        order((uint64_t)a->limits[i].value, (uint64_t)b->limits[i].value);
  return difference != 0 ? difference : order(a->seed, b->seed);
}

const struct fit_run *fit_runs_find(const struct fit_runs *runs,
                                    const struct fit_run *run) {
  struct fit_run *const *found = tfind(run, &runs->tree, compare);
  return found == NULL ? NULL : *found;
}

static void free_run(void *run) {
  fit_run_done(run);
  free(run);
}

int fit_runs_add(struct fit_runs *runs, struct fit_run *run) {
  struct fit_run *kept = malloc(sizeof(*kept));
  if (kept == NULL) {
    fit_run_done(run);
    return -ENOMEM;
  }
  *kept = *run;
  *run = (struct fit_run){0};
  struct fit_run **found = tsearch(kept, &runs->tree, compare);
  if (found == NULL || *found != kept)
    free_run(kept);
  return found == NULL ? -ENOMEM : 0;
}

void fit_run_done(struct fit_run *run) {
  free(run->because);
  free(run->limits);
  *run = (struct fit_run){0};
}

void fit_runs_done(struct fit_runs *runs) {
  tdestroy(runs->tree, free_run);
  *runs = (struct fit_runs){0};
}
