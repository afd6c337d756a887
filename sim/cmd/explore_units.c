/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: the units of an exploration. See explore_units.h. */
#include "cmd/explore_units.h"

#include <errno.h>
#include <stdlib.h>

#include "study/exhaustive.h"

#define SEEDS_USUALLY 1000

/* A unit that is done. */
struct explore_line {
  size_t variant, index;
  struct explore_unit *unit; /* owned; NULL: its turn was */
};

size_t explore_unit_count(const struct options *options) {
  size_t count = options->seeds > 0 ? options->seeds : SEEDS_USUALLY;
  if (options->exhaustive)
    interleavings_walk(EXHAUSTIVE_CONSUMERS, EXHAUSTIVE_OPERATIONS, NULL, NULL,
                       &count);
  return count;
}

/* ---- those that are done ---- */

static void free_unit(struct explore_unit *unit) {
  if (unit != NULL)
    explore_unit_done(unit);
  free(unit);
}

static int add(struct explore_units *units, struct explore_line line) {
  if (units->count == units->room) {
    size_t room = units->room == 0 ? 64 : units->room * 2;
    struct explore_line *lines =
        realloc(units->lines, room * sizeof(*units->lines));
    if (lines == NULL)
      return -ENOMEM;
    units->lines = lines;
    units->room = room;
  }
  units->lines[units->count++] = line;
  units->sorted = false;
  return 0;
}

int explore_units_take(void *arg, const char *line) {
  struct explore_line done = {.unit = malloc(sizeof(*done.unit))};
  int status = done.unit == NULL ? -ENOMEM
                                 : units_read_explore(line, &done.variant,
                                                      &done.index, done.unit);
  if (status == 0) {
    status = add(arg, done);
    if (status == 0)
      return 0;
    explore_unit_done(done.unit);
  }
  free(done.unit);
  return status == -ENOMEM ? status : 0;
}

static int compare(const void *left, const void *right) {
  const struct explore_line *a = left, *b = right;
  if (a->variant != b->variant)
    return a->variant < b->variant ? -1 : 1;
  return a->index < b->index ? -1 : a->index > b->index;
}

static struct explore_line *find(struct explore_units *units, size_t variant,
                                 size_t index) {
  struct explore_line key = {.variant = variant, .index = index};
  if (units->count == 0)
    return NULL;
  if (!units->sorted)
    qsort(units->lines, units->count, sizeof(*units->lines), compare);
  units->sorted = true;
  struct explore_line *line =
      bsearch(&key, units->lines, units->count, sizeof(*units->lines), compare);
  return line;
}

size_t explore_units_left(struct explore_units *units, size_t variant,
                          struct shard shard, size_t unit_count) {
  size_t left = 0;
  for (size_t i = 0; i < unit_count; i++)
    left += shard_has(shard, i) && find(units, variant, i) == NULL;
  return left;
}

/* ---- all of them ---- */

/* A unit that another shard has done shows what is known, and counts there. */
static int take_done(struct explore_work *work, struct explore_line *line) {
  struct explore_result counts = *work->result;
  bool mine = shard_has(work->pieces->part.shard, line->index);
  int status =
      line->unit == NULL ? 0 : explore_result_take(work->result, line->unit);
  if (!mine) {
    work->result->seeds = counts.seeds;
    work->result->failed_seeds = counts.failed_seeds;
    work->result->refused = counts.refused;
  }
  free_unit(line->unit);
  line->unit = NULL;
  return status;
}

static int keep(struct explore_work *work, struct explore_unit *unit,
                size_t index) {
  int status = pieces_add(
      work->pieces, units_explore_line(unit, work->variant, index), work->diag);
  if (status == 0)
    status = explore_result_take(work->result, unit);
  explore_unit_done(unit);
  work->done++;
  return status;
}

static void tell(struct explore_work *work, size_t index) {
  if (index % 16 == 0)
    progress_run(work->progress, index, work->explored->scenario,
                 work->explored->variant);
}

static int run_seed(struct explore_work *work, size_t index) {
  struct explore_unit unit;
  tell(work, index);
  int status = explorer_seed(work->explorer, work->explored->first_seed + index,
                             work->result, &unit, work->diag);
  return status == 0 ? keep(work, &unit, index) : status;
}

static int run_seeds(struct explore_work *work) {
  int status = 0;
  for (size_t i = 0; i < work->explored->seed_count && status == 0; i++) {
    struct explore_line *line = find(work->units, work->variant, i);
    if (line != NULL)
      status = take_done(work, line);
    else if (shard_has(work->pieces->part.shard, i))
      status = run_seed(work, i);
  }
  return status;
}

/* One after the other, as they are walked. */
struct walk {
  struct explore_work *work;
  size_t index;
};

static int run_interleaving(void *arg,
                            const struct interleaving *interleaving) {
  struct walk *walk = arg;
  struct explore_work *work = walk->work;
  struct explore_unit unit;
  size_t index = walk->index++;
  struct explore_line *line = find(work->units, work->variant, index);
  if (line != NULL)
    return take_done(work, line);
  if (!shard_has(work->pieces->part.shard, index))
    return 0;
  tell(work, index);
  int status = exhaustive_run(work->explorer, interleaving, index, work->result,
                              &unit, work->diag);
  return status == 0 ? keep(work, &unit, index) : status;
}

int explore_units_run(struct explore_work *work) {
  struct walk walk = {.work = work};
  size_t count;
  return work->explored->exhaustive
             ? interleavings_walk(EXHAUSTIVE_CONSUMERS, EXHAUSTIVE_OPERATIONS,
                                  run_interleaving, &walk, &count)
             : run_seeds(work);
}

void explore_units_done(struct explore_units *units) {
  for (size_t i = 0; i < units->count; i++)
    free_unit(units->lines[i].unit);
  free(units->lines);
  *units = (struct explore_units){0};
}
