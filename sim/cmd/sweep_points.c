/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: from the command line to the points of a sweep. See sweep_points.h. */
#include "cmd/sweep_points.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int make_grid(const struct options *options, struct grid *grid,
                     struct diag *diag) {
  int status = 0;
  for (size_t i = 0; i < options->vary_count && status == 0; i++)
    status = grid_add(grid, options->vary[i].key, options->vary[i].range, diag);
  if (options->vary_count == 0) {
    diag_add(diag, DIAG_ERROR, NULL,
             "what is to be varied? --vary KEY=A..B, such as "
             "--vary limits.MEMP_NUM_NETCONN=8..16");
    status = -EINVAL;
  }
  return status;
}

/* `consumers.NAME.x` is taken by every variant that has NAME: one that has not
 * would be the same at every point. */
static int check_key(const struct variant *variant, const char *key,
                     struct diag *diag) {
  const char *rest = strchr(key, '.'), *dot = strrchr(key, '.');
  bool of_peers = strncmp(key, "peers.", strlen("peers.")) == 0;
  if ((!of_peers && strncmp(key, "consumers.", strlen("consumers.")) != 0) ||
      rest == dot)
    return 0;
  size_t len = (size_t)(dot - ++rest);
  const struct item *items = of_peers ? variant->peers : variant->consumers;
  size_t count = of_peers ? variant->peer_count : variant->consumer_count;
  for (size_t i = 0; i < count; i++) {
    if (strlen(items[i].name) == len && strncmp(items[i].name, rest, len) == 0)
      return 0;
  }
  diag_add(diag, DIAG_ERROR, NULL,
           "--vary %s: variant %s has no %s of that "
           "name",
           key, variant->name, of_peers ? "peer" : "consumer");
  return -EINVAL;
}

static int select_base(const struct options *options,
                       struct selection *selection, struct diag *diag) {
  int status = 0;
  if (options->file_count != 1) {
    diag_add(diag, DIAG_ERROR, NULL, "sockfit sweep takes one FILE[:VARIANT]");
    return -EINVAL;
  }
  status = selection_make(options, selection, diag);
  if (status == 0 && selection->count != 1) {
    diag_add(diag, DIAG_ERROR, NULL,
             "%s has %zu variants; a sweep is of one: %s:%s", options->files[0],
             selection->count, options->files[0],
             selection->items[0].variant->name);
    selection_done(selection);
    status = -EINVAL;
  }
  return status;
}

static int add_run_word(struct sweep *sweep, char *word) {
  sweep->run_words[sweep->run_word_count++] = word;
  return word == NULL ? -ENOMEM : 0;
}

/* The seed of a run is said separately. */
static int make_run_words(const struct options *options,
                          const struct selected *selected,
                          struct sweep *sweep) {
  sweep->run_words =
      calloc(2 * options->override_count + 5, sizeof(*sweep->run_words));
  if (sweep->run_words == NULL)
    return -ENOMEM;
  int status =
      add_run_word(sweep, text_format("%s:%s", selected->scenario->file,
                                      selected->variant->name));
  for (size_t i = 0; i < options->override_count && status == 0; i++) {
    const struct override *override = &options->overrides[i];
    if (strcmp(override->key, "seed") == 0)
      continue;
    status = add_run_word(sweep, strdup("--set"));
    if (status == 0)
      status = add_run_word(
          sweep, text_format("%s=%s", override->key, override->value));
  }
  const char *const more[] = {"--lwip-dir", options->lwip_dir, "--components",
                              options->components};
  for (size_t i = 0; i < 4 && status == 0; i++)
    if (more[i | 1] != NULL)
      status = add_run_word(sweep, strdup(more[i]));
  return status;
}

/* Words that say which grid: with those of the scenario they are what another
 * part must have in common. */
static int identify(const struct options *options,
                    const struct selected *selected, const struct lab *lab,
                    struct sweep *sweep, struct diag *diag) {
  struct text seeds = {0}, grid = {0};
  text_add(&seeds, "%zu", sweep->seed_count);
  for (size_t i = 0; i < options->vary_count; i++)
    text_add(&grid, "%s=%s\n", options->vary[i].key, options->vary[i].range);
  const char *const words[] = {"sweep", seeds.data, grid.data};
  struct identity_question question = {.path = selected->scenario->file,
                                       .components = options->components,
                                       .variant = selected->variant->name,
                                       .overrides = options->overrides,
                                       .override_count =
                                           options->override_count,
                                       .words = words,
                                       .word_count = 3,
                                       .selected = selected,
                                       .selected_count = 1};
  int status =
      seeds.failed || grid.failed
          ? -ENOMEM
          : identity_make(SWEEP_SCHEMA, &question, lab, &sweep->identity, diag);
  text_done(&seeds);
  text_done(&grid);
  return status;
}

static int name_sweep(const struct options *options,
                      const struct selected *selected, const struct lab *lab,
                      struct sweep *sweep, struct diag *diag) {
  int status = 0;
  for (size_t i = 0; i < sweep->grid.axis_count && status == 0; i++)
    status = check_key(selected->variant, sweep->grid.axes[i].key, diag);
  if (status != 0)
    return status;
  sweep->scenario = strdup(selected->scenario->name);
  sweep->variant = strdup(selected->variant->name);
  sweep->profile = strdup(selected->variant->profile);
  sweep->lwip = strdup(lab->places.tree.name);
  sweep->seed = selected->variant->seed;
  sweep->points = calloc(sweep->grid.point_count, sizeof(*sweep->points));
  if (sweep->scenario == NULL || sweep->variant == NULL ||
      sweep->profile == NULL || sweep->lwip == NULL || sweep->points == NULL)
    return -ENOMEM;
  status = make_run_words(options, selected, sweep);
  if (status == 0)
    status = identify(options, selected, lab, sweep, diag);
  return status;
}

int sweep_points_init(const struct options *options, const struct lab *lab,
                      struct sweep *ret_sweep, struct diag *diag) {
  struct selection base = {0};
  struct sweep sweep = {.seed_count = options->seeds == 0 ? 1 : options->seeds,
                        .shard = {options->shard, options->shard_count == 0
                                                      ? 1
                                                      : options->shard_count}};
  int status = make_grid(options, &sweep.grid, diag);
  if (status == 0)
    status = select_base(options, &base, diag);
  if (status == 0)
    status = name_sweep(options, &base.items[0], lab, &sweep, diag);
  selection_done(&base);
  if (status != 0)
    sweep_done(&sweep);
  else
    *ret_sweep = sweep;
  return status;
}

static void tell_point(const struct sweep *sweep, size_t point,
                       struct diag *diag) {
  struct text where = {0};
  for (size_t axis = 0; axis < sweep->grid.axis_count; axis++)
    text_add(&where, " %s=%s", sweep->grid.axes[axis].key,
             grid_value(&sweep->grid, point, axis));
  diag_add(diag, DIAG_INFO, NULL, "that was at point %zu of %zu:%s", point + 1,
           sweep->grid.point_count, where.data ? where.data : "");
  text_done(&where);
}

/* The warnings of a point are about values that nobody chose. */
static void keep_errors(struct diag *from, struct diag *to) {
  for (size_t i = 0; i < from->count; i++) {
    const struct diag_entry *entry = &from->entries[i];
    if (entry->level == DIAG_ERROR)
      diag_add(to, DIAG_ERROR, &entry->place, "%s", entry->text);
  }
  diag_done(from);
}

int sweep_points_select(const struct options *options,
                        const struct sweep *sweep, size_t point,
                        struct selection *ret_selection, struct diag *diag) {
  struct options at_point = *options;
  struct diag told = {0};
  size_t count = options->override_count;
  at_point.overrides =
      calloc(count + sweep->grid.axis_count, sizeof(*at_point.overrides));
  if (at_point.overrides == NULL)
    return -ENOMEM;
  if (count > 0)
    memcpy(at_point.overrides, options->overrides,
           count * sizeof(*at_point.overrides));
  for (size_t axis = 0; axis < sweep->grid.axis_count; axis++)
    at_point.overrides[count++] = (struct override){
        sweep->grid.axes[axis].key, grid_value(&sweep->grid, point, axis)};
  at_point.override_count = count;
  int status = selection_make(&at_point, ret_selection, &told);
  free(at_point.overrides);
  keep_errors(&told, diag);
  if (status != 0 && status != -ENOMEM)
    tell_point(sweep, point, diag);
  return status;
}

int sweep_points_check(const struct options *options, const struct sweep *sweep,
                       struct diag *diag) {
  int status = 0;
  for (size_t i = 0; i < sweep->grid.point_count && status == 0; i++) {
    struct selection selection = {0};
    if (!shard_has(sweep->shard, i))
      continue;
    status = sweep_points_select(options, sweep, i, &selection, diag);
    selection_done(&selection);
  }
  return status;
}
