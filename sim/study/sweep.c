/* SPDX-License-Identifier: BSD-3-Clause */
/* study: a scenario over a grid. See sweep.h. */
#include "study/sweep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Of an expectation that failed, or of a run that came to no end. */
static int take_failure(const struct one_run *run, uint64_t seed,
                        struct sweep_failure *ret_failure) {
  const struct judged *judged = &run->judgement;
  const struct judgement *first = NULL;
  for (size_t i = 0; i < judged->count && first == NULL; i++) {
    if (!judged->judgements[i].held)
      first = &judged->judgements[i];
  }
  struct sweep_failure failure = {.seed = seed};
  const char *expected = "no_refusals", *found = NULL;
  if (judged->diagnosis_count > 0)
    found = judged->diagnosis[0];
  if (judged->verdict == VERDICT_ERROR) {
    expected = "no assertion of lwIP fails";
  } else if (judged->verdict == VERDICT_UNDECIDED) {
    expected = "the run comes to its end";
  } else if (first != NULL) {
    expected = first->expectation->text;
    failure.line = first->expectation->place.line;
    found = first->found;
  }
  failure.expected = strdup(expected);
  failure.found = strdup(found == NULL ? "" : found);
  if (failure.expected == NULL || failure.found == NULL) {
    free(failure.expected);
    free(failure.found);
    return -ENOMEM;
  }
  *ret_failure = failure;
  return 0;
}

static int take_run(const struct one_run *run, uint64_t seed,
                    struct sweep_point *point) {
  size_t *const counts[] = {&point->pass, &point->fail, &point->undecided,
                            &point->error};
  enum verdict verdict = run->judgement.verdict;
  (*counts[verdict])++;
  if (run->trace.sockets_peak > point->peak)
    point->peak = run->trace.sockets_peak;
  point->refused += run->trace.sockets_refused;
  if (verdict == VERDICT_PASS || point->failure.expected != NULL)
    return 0;
  return take_failure(run, seed, &point->failure);
}

/* Errors of a run reach the reader; its warnings are about values that nobody
 * chose. */
static void keep_errors(struct diag *from, struct diag *to) {
  for (size_t i = 0; i < from->count; i++) {
    const struct diag_entry *entry = &from->entries[i];
    if (entry->level == DIAG_ERROR)
      diag_add(to, DIAG_ERROR, &entry->place, "%s", entry->text);
  }
  diag_done(from);
}

int sweep_point_run(const struct selected *selected, size_t seed_count,
                    const struct lab *lab, struct sweep_point *ret_point,
                    struct diag *diag) {
  struct variant variant = *selected->variant;
  struct selected with_seed = *selected;
  struct sweep_point point = {.done = true};
  struct diag told = {0};
  int status = 0;
  with_seed.variant = &variant;
  for (size_t i = 0; i < seed_count && status == 0; i++) {
    struct one_run run = {.selected = &with_seed};
    variant.seed = selected->variant->seed + i;
    status = one_run_execute(&run, lab, &told);
    if (status == 0)
      status = take_run(&run, variant.seed, &point);
    one_run_done(&run);
  }
  keep_errors(&told, diag);
  if (status != 0)
    sweep_point_done(&point);
  else
    *ret_point = point;
  return status;
}

/* A run of no length: all that it leaves is in the cache. */
int sweep_point_prepare(const struct selected *selected, const struct lab *lab,
                        struct diag *diag) {
  struct variant variant = *selected->variant;
  struct selected short_one = *selected;
  struct sweep_point point;
  variant.run_for_ns = 1;
  variant.expectation_count = 0;
  short_one.variant = &variant;
  int status = sweep_point_run(&short_one, 1, lab, &point, diag);
  if (status == 0)
    sweep_point_done(&point);
  return status;
}

static bool is_wanted(const struct sweep *sweep, size_t i) {
  return shard_has(sweep->shard, i);
}

size_t sweep_done_count(const struct sweep *sweep) {
  size_t count = 0;
  for (size_t i = 0; i < sweep->grid.point_count; i++)
    count += is_wanted(sweep, i) && sweep->points[i].done;
  return count;
}

size_t sweep_passing_count(const struct sweep *sweep) {
  size_t count = 0;
  for (size_t i = 0; i < sweep->grid.point_count; i++)
    count += is_wanted(sweep, i) && sweep->points[i].done &&
             sweep->points[i].pass == sweep->seed_count;
  return count;
}

size_t sweep_first_missing(const struct sweep *sweep) {
  size_t i = 0;
  while (i < sweep->grid.point_count &&
         (!is_wanted(sweep, i) || sweep->points[i].done))
    i++;
  return i;
}

/* ---- parts ---- */

static bool same_question(const struct sweep *a, const struct sweep *b,
                          const char *const names[2], struct diag *diag) {
  const char *difference = identity_difference(&a->identity, &b->identity);
  if (difference == NULL && (a->grid.point_count != b->grid.point_count ||
                             a->seed_count != b->seed_count))
    difference = "the grid"; /* somebody has edited one of them */
  if (difference != NULL)
    diag_add(diag, DIAG_ERROR, NULL,
             "%s and %s are no parts of one result: %s is another", names[0],
             names[1], difference);
  return difference == NULL;
}

static int same_point(const struct sweep *parts, const char *const *names,
                      size_t a, size_t b, size_t point, struct diag *diag) {
  diag_add(diag, DIAG_ERROR, NULL,
           "%s (shard %zu/%zu) and %s (shard %zu/%zu) both have point %zu of "
           "%zu: name each part once",
           names[a], parts[a].shard.number + 1, parts[a].shard.count, names[b],
           parts[b].shard.number + 1, parts[b].shard.count, point + 1,
           parts[a].grid.point_count);
  return -EINVAL;
}

/* The shard that has a point, if all parts are of one division. */
static int missing_point(const struct sweep *parts, size_t count, size_t point,
                         struct diag *diag) {
  size_t shards = parts[0].shard.count;
  for (size_t i = 1; i < count; i++) {
    if (parts[i].shard.count != shards)
      shards = 0;
  }
  if (shards > 1)
    diag_add(diag, DIAG_ERROR, NULL, "shard %zu/%zu is missing",
             point % shards + 1, shards);
  else
    diag_add(diag, DIAG_ERROR, NULL,
             "no part has point %zu of %zu: a shard is missing", point + 1,
             parts[0].grid.point_count);
  return -EINVAL;
}

int sweep_join(struct sweep *parts, const char *const *names, size_t count,
               struct diag *diag) {
  size_t point_count = parts[0].grid.point_count;
  for (size_t i = 1; i < count; i++) {
    const char *const pair[2] = {names[0], names[i]};
    if (!same_question(&parts[0], &parts[i], pair, diag))
      return -EINVAL;
  }
  for (size_t point = 0; point < point_count; point++) {
    size_t owner = count;
    for (size_t i = 0; i < count; i++) {
      if (!parts[i].points[point].done)
        continue;
      if (owner < count)
        return same_point(parts, names, owner, i, point, diag);
      owner = i;
    }
    if (owner == count)
      return missing_point(parts, count, point, diag);
    if (owner > 0) {
      parts[0].points[point] = parts[owner].points[point];
      /* Moved, but still known as that part's: its texts are not its own. */
      parts[owner].points[point].failure = (struct sweep_failure){0};
    }
  }
  parts[0].shard = (struct shard){0, 1};
  return 0;
}

void sweep_point_done(struct sweep_point *point) {
  free(point->failure.expected);
  free(point->failure.found);
  *point = (struct sweep_point){0};
}

void sweep_done(struct sweep *sweep) {
  for (size_t i = 0; sweep->points != NULL && i < sweep->grid.point_count; i++)
    sweep_point_done(&sweep->points[i]);
  for (size_t i = 0; i < sweep->run_word_count; i++)
    free(sweep->run_words[i]);
  free(sweep->points);
  free(sweep->run_words);
  free(sweep->scenario);
  free(sweep->variant);
  free(sweep->profile);
  free(sweep->lwip);
  grid_done(&sweep->grid);
  *sweep = (struct sweep){0};
}
