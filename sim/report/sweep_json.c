/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: a sweep as JSON, described by docs/sweep.schema.json. Nothing
 * in it depends on when, where or in how many parts it was made. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "report/sweep_report.h"
#include "report/values.h"

/* JSON numbers of jansson are signed. */
static json_t *seed_value(uint64_t seed) {
  if (seed <= INT64_MAX)
    return json_integer((json_int_t)seed);
  char text[24];
  snprintf(text, sizeof(text), "%" PRIu64, seed);
  return json_string(text);
}

static json_t *count_value(size_t count) {
  return json_integer((json_int_t)count);
}

static json_t *failure_value(struct writer *writer,
                             const struct sweep_failure *failure) {
  if (failure->expected == NULL)
    return json_null();
  json_t *object = json_object();
  values_put(writer, object, "seed", seed_value(failure->seed));
  values_put(writer, object, "line",
             failure->line == 0 ? json_null() : json_integer(failure->line));
  values_put(writer, object, "expected", values_string(failure->expected));
  values_put(writer, object, "found", values_string(failure->found));
  return object;
}

static json_t *point_value(struct writer *writer, const struct sweep *sweep,
                           size_t i) {
  const struct sweep_point *point = &sweep->points[i];
  json_t *object = json_object(), *at = json_object();
  values_put(writer, object, "point", count_value(i));
  for (size_t axis = 0; axis < sweep->grid.axis_count; axis++)
    values_put(writer, at, sweep->grid.axes[axis].key,
               values_string(grid_value(&sweep->grid, i, axis)));
  values_put(writer, object, "at", at);
  values_put(writer, object, "pass", count_value(point->pass));
  values_put(writer, object, "fail", count_value(point->fail));
  values_put(writer, object, "undecided", count_value(point->undecided));
  values_put(writer, object, "error", count_value(point->error));
  values_put(writer, object, "peak", json_integer(point->peak));
  values_put(writer, object, "refused", json_integer(point->refused));
  values_put(writer, object, "first_failure",
             failure_value(writer, &point->failure));
  return object;
}

static json_t *axes_value(struct writer *writer, const struct grid *grid) {
  json_t *array = json_array();
  for (size_t i = 0; i < grid->axis_count; i++) {
    json_t *axis = json_object(), *values = json_array();
    for (size_t j = 0; j < grid->axes[i].count; j++)
      values_append(writer, values, values_string(grid->axes[i].values[j]));
    values_put(writer, axis, "key", values_string(grid->axes[i].key));
    values_put(writer, axis, "values", values);
    values_append(writer, array, axis);
  }
  return array;
}

static json_t *shard_value(struct shard shard) {
  if (shard_is_whole(shard))
    return json_null();
  char text[48];
  snprintf(text, sizeof(text), "%zu/%zu", shard.number + 1, shard.count);
  return json_string(text);
}

static json_t *sweep_value(struct writer *writer, const struct sweep *sweep) {
  json_t *root = json_object(), *words = json_array(), *points = json_array();
  const struct identity *identity = &sweep->identity;
  values_put(writer, root, "schema", values_string(identity->schema));
  values_put(writer, root, "sockfit", values_string(identity->version));
  values_put(writer, root, "digest", values_string(identity->scenario));
  values_put(writer, root, "stack", values_string(identity->stack));
  values_put(writer, root, "scenario", values_string(sweep->scenario));
  values_put(writer, root, "variant", values_string(sweep->variant));
  values_put(writer, root, "profile", values_string(sweep->profile));
  values_put(writer, root, "lwip", values_string(sweep->lwip));
  values_put(writer, root, "seed", seed_value(sweep->seed));
  values_put(writer, root, "seeds", count_value(sweep->seed_count));
  values_put(writer, root, "vary", axes_value(writer, &sweep->grid));
  values_put(writer, root, "shard", shard_value(sweep->shard));
  for (size_t i = 0; i < sweep->run_word_count; i++)
    values_append(writer, words, values_string(sweep->run_words[i]));
  values_put(writer, root, "run", words);
  for (size_t i = 0; i < sweep->grid.point_count; i++)
    if (shard_has(sweep->shard, i) && sweep->points[i].done)
      values_append(writer, points, point_value(writer, sweep, i));
  values_put(writer, root, "points", points);
  return root;
}

int sweep_json(FILE *out, const struct sweep *sweep) {
  struct writer writer = {0};
  json_t *root = sweep_value(&writer, sweep);
  int status = writer.failed ? -ENOMEM : 0;
  if (status == 0 && json_dumpf(root, out, JSON_INDENT(2)) != 0)
    status = ferror(out) ? -EIO : -ENOMEM;
  json_decref(root);
  if (status == 0 && (fputc('\n', out) == EOF || fflush(out) != 0))
    status = -EIO;
  return status;
}

char *sweep_line(const struct sweep *sweep, size_t point) {
  struct writer writer = {0};
  json_t *value = point_value(&writer, sweep, point);
  char *line = writer.failed ? NULL : json_dumps(value, JSON_COMPACT);
  json_decref(value);
  return line;
}
