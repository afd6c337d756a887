/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: a sweep from its JSON. Nothing is taken for granted about what
 * is in the file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/sweep_report.h"
#include "report/values.h"

/* A file on its way in; wrong names the first member that is not right. */
struct reader {
  const char *wrong;
  bool no_memory;
};

static void is_wrong(struct reader *reader, const char *key) {
  if (reader->wrong == NULL)
    reader->wrong = key;
}

static int64_t get_number(struct reader *reader, const json_t *object,
                          const char *key, int64_t max) {
  const json_t *value = json_object_get(object, key);
  int64_t number = json_integer_value(value);
  if (json_is_integer(value) && number >= 0 && number <= max)
    return number;
  is_wrong(reader, key);
  return 0;
}

static size_t get_count(struct reader *reader, const json_t *object,
                        const char *key) {
  return (size_t)get_number(reader, object, key, 1000000);
}

static uint64_t get_seed(struct reader *reader, const json_t *object) {
  const char *text = json_string_value(json_object_get(object, "seed"));
  if (text == NULL)
    return (uint64_t)get_number(reader, object, "seed", INT64_MAX);
  char *end;
  uint64_t seed = strtoull(text, &end, 10);
  if (*text == '\0' || *end != '\0')
    is_wrong(reader, "seed");
  return seed;
}

/* Not copied. Never NULL. */
static const char *get_text(struct reader *reader, const json_t *object,
                            const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  if (text == NULL)
    is_wrong(reader, key);
  return text == NULL ? "" : text;
}

static char *copy_text(struct reader *reader, const json_t *object,
                       const char *key) {
  char *copy = strdup(get_text(reader, object, key));
  reader->no_memory |= copy == NULL;
  return copy;
}

static void get_failure(struct reader *reader, const json_t *object,
                        struct sweep_failure *failure) {
  const json_t *value = json_object_get(object, "first_failure");
  if (json_is_null(value))
    return;
  failure->seed = get_seed(reader, value);
  if (!json_is_null(json_object_get(value, "line")))
    failure->line = (int)get_number(reader, value, "line", INT32_MAX);
  failure->expected = copy_text(reader, value, "expected");
  failure->found = copy_text(reader, value, "found");
}

static void get_point(struct reader *reader, const json_t *object,
                      struct sweep *sweep) {
  struct sweep_point point = {.done = true};
  size_t i = get_count(reader, object, "point");
  point.pass = get_count(reader, object, "pass");
  point.fail = get_count(reader, object, "fail");
  point.undecided = get_count(reader, object, "undecided");
  point.error = get_count(reader, object, "error");
  point.peak = get_number(reader, object, "peak", INT64_MAX);
  point.refused = get_number(reader, object, "refused", INT64_MAX);
  get_failure(reader, object, &point.failure);
  size_t runs = point.pass + point.fail + point.undecided + point.error;
  if (i >= sweep->grid.point_count || !shard_has(sweep->shard, i))
    is_wrong(reader, "point");
  else if (runs != sweep->seed_count)
    is_wrong(reader, "seeds");
  if (reader->wrong != NULL || reader->no_memory || sweep->points[i].done)
    sweep_point_done(&point);
  else
    sweep->points[i] = point;
}

int sweep_take_line(struct sweep *sweep, const char *line) {
  struct reader reader = {0};
  json_t *object = json_loads(line, 0, NULL);
  if (object == NULL)
    return 0; /* cut by a kill */
  get_point(&reader, object, sweep);
  json_decref(object);
  return reader.no_memory ? -ENOMEM : 0;
}

static void get_axis(struct reader *reader, const json_t *axis,
                     struct grid *grid) {
  const json_t *array = json_object_get(axis, "values");
  size_t count = json_array_size(array);
  const char **values = calloc(count + 1, sizeof(*values));
  const char *key = get_text(reader, axis, "key");
  struct diag told = {0};
  reader->no_memory |= values == NULL;
  for (size_t i = 0; values != NULL && i < count; i++) {
    values[i] = json_string_value(json_array_get(array, i));
    if (values[i] == NULL)
      is_wrong(reader, "values");
  }
  if (count == 0)
    is_wrong(reader, "values");
  if (reader->wrong == NULL && !reader->no_memory &&
      grid_add_values(grid, key, values, count, &told) != 0)
    is_wrong(reader, "vary");
  diag_done(&told);
  free(values);
}

static void get_shard(struct reader *reader, const json_t *root,
                      struct shard *shard) {
  const json_t *value = json_object_get(root, "shard");
  size_t number = 1, count = 1;
  char rest;
  if (!json_is_null(value) &&
      (sscanf(get_text(reader, root, "shard"), "%zu/%zu%c", &number, &count,
              &rest) != 2 ||
       number < 1 || number > count))
    is_wrong(reader, "shard");
  *shard = (struct shard){number - 1, count};
}

static void get_identity(struct reader *reader, const json_t *root,
                         struct identity *identity) {
  identity->schema = SWEEP_SCHEMA;
  snprintf(identity->version, sizeof(identity->version), "%s",
           get_text(reader, root, "sockfit"));
  snprintf(identity->scenario, sizeof(identity->scenario), "%s",
           get_text(reader, root, "digest"));
  snprintf(identity->stack, sizeof(identity->stack), "%s",
           get_text(reader, root, "stack"));
}

static void get_run_words(struct reader *reader, const json_t *root,
                          struct sweep *sweep) {
  const json_t *array = json_object_get(root, "run");
  sweep->run_words =
      calloc(json_array_size(array) + 1, sizeof(*sweep->run_words));
  reader->no_memory |= sweep->run_words == NULL;
  for (size_t i = 0; !reader->no_memory && i < json_array_size(array); i++) {
    const char *word = json_string_value(json_array_get(array, i));
    char *copy = word == NULL ? NULL : strdup(word);
    if (word == NULL)
      is_wrong(reader, "run");
    else if (copy == NULL)
      reader->no_memory = true;
    else
      sweep->run_words[sweep->run_word_count++] = copy;
  }
}

static void get_sweep(struct reader *reader, const json_t *root,
                      struct sweep *sweep) {
  size_t i;
  const json_t *value;
  if (strcmp(get_text(reader, root, "schema"), SWEEP_SCHEMA) != 0)
    is_wrong(reader, "schema");
  get_identity(reader, root, &sweep->identity);
  sweep->scenario = copy_text(reader, root, "scenario");
  sweep->variant = copy_text(reader, root, "variant");
  sweep->profile = copy_text(reader, root, "profile");
  sweep->lwip = copy_text(reader, root, "lwip");
  sweep->seed = get_seed(reader, root);
  sweep->seed_count = get_count(reader, root, "seeds");
  json_array_foreach(json_object_get(root, "vary"), i, value) {
    get_axis(reader, value, &sweep->grid);
  }
  get_shard(reader, root, &sweep->shard);
  get_run_words(reader, root, sweep);
  sweep->points = calloc(sweep->grid.point_count + 1, sizeof(*sweep->points));
  reader->no_memory |= sweep->points == NULL;
  if (sweep->grid.point_count == 0)
    is_wrong(reader, "vary");
  if (reader->wrong != NULL || reader->no_memory)
    return;
  json_array_foreach(json_object_get(root, "points"), i, value) {
    get_point(reader, value, sweep);
  }
  if (sweep_first_missing(sweep) < sweep->grid.point_count)
    is_wrong(reader, "points");
}

int sweep_read(const char *path, struct sweep *ret_sweep, struct diag *diag) {
  struct sweep sweep = {0};
  struct reader reader = {0};
  json_error_t error;
  json_t *root = json_load_file(path, 0, &error);
  if (root == NULL) {
    struct place place = {path, error.line > 0 ? error.line : 0,
                          error.column > 0 ? error.column : 0};
    diag_add(diag, DIAG_ERROR, &place, "%s", error.text);
    return -EINVAL;
  }
  get_sweep(&reader, root, &sweep);
  json_decref(root);
  if (reader.wrong == NULL && !reader.no_memory) {
    *ret_sweep = sweep;
    return 0;
  }
  sweep_done(&sweep);
  if (reader.no_memory)
    return -ENOMEM;
  diag_add(diag, DIAG_ERROR, NULL,
           "%s: '%s' is not as sockfit sweep --json writes it", path,
           reader.wrong);
  return -EINVAL;
}
