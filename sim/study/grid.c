/* SPDX-License-Identifier: BSD-3-Clause */
/* study: the points of a sweep. See grid.h. */
#include "study/grid.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"

#define FRACTION_DIGITS 9

/* "8..16/2", taken apart, in the smallest unit of its kind. */
struct range {
  int64_t from, to, step;
  int64_t scale; /* of the unit that values are written in */
  const char *unit;
};

static int parse_number(const char *text, int64_t *ret_number) {
  char *end;
  errno = 0;
  if (*text < '0' || *text > '9')
    return -EINVAL;
  *ret_number = strtoll(text, &end, 10);
  return *end != '\0' ? -EINVAL : -errno;
}

static int (*const parsers[])(const char *text, int64_t *ret_value) = {
    parse_number, units_parse_time, units_parse_rate, units_parse_size,
    units_parse_percent};
#define PARSER_COUNT (sizeof(parsers) / sizeof(parsers[0]))

static const char *unit_of(const char *text) {
  return text + strspn(text, "0123456789.");
}

/* words: from, to, and step or NULL. False: they are not of one kind. */
static bool parse_range(char *const words[3], struct range *range) {
  const char *sample = words[2] == NULL ? words[1] : words[2];
  size_t kind = 0;
  while (kind < PARSER_COUNT && parsers[kind](words[1], &range->to) != 0)
    kind++;
  if (kind == PARSER_COUNT || parsers[kind](words[0], &range->from) != 0)
    return false;
  range->unit = unit_of(sample);
  char *one = text_format("1%s", range->unit);
  bool valid =
      one != NULL && parsers[kind](one, &range->scale) == 0 && range->scale > 0;
  free(one);
  range->step = range->scale;
  if (valid && words[2] != NULL)
    valid = parsers[kind](words[2], &range->step) == 0;
  return valid;
}

static char *value_text(const struct range *range, int64_t value) {
  struct text text = {0};
  text_add(&text, "%" PRId64, value / range->scale);
  int64_t rest = value % range->scale;
  for (int i = 0; i < FRACTION_DIGITS && rest != 0; i++) {
    rest *= 10;
    text_add(&text, i == 0 ? ".%d" : "%d", (int)(rest / range->scale));
    rest %= range->scale;
  }
  text_add(&text, "%s", range->unit);
  return text.data;
}

static void axis_done(struct axis *axis) {
  for (size_t i = 0; i < axis->count; i++)
    free(axis->values[i]);
  free(axis->values);
  free(axis->key);
}

/* Takes the axis over, whatever happens. */
static int add_axis(struct grid *grid, struct axis *axis, struct diag *diag) {
  size_t before = grid->axis_count == 0 ? 1 : grid->point_count;
  int status = axis->count > GRID_POINTS_MAX / before ? -EINVAL : 0;
  if (status != 0)
    diag_add(diag, DIAG_ERROR, NULL, "--vary %s: more than %d points",
             axis->key, GRID_POINTS_MAX);
  for (size_t i = 0; i < grid->axis_count && status == 0; i++) {
    if (strcmp(grid->axes[i].key, axis->key) != 0)
      continue;
    diag_add(diag, DIAG_ERROR, NULL, "--vary %s is given twice", axis->key);
    status = -EINVAL;
  }
  struct axis *axes =
      status != 0 ? NULL
                  : realloc(grid->axes, (grid->axis_count + 1) * sizeof(*axes));
  if (axes == NULL) {
    axis_done(axis);
    return status == 0 ? -ENOMEM : status;
  }
  grid->axes = axes;
  axes[grid->axis_count++] = *axis;
  grid->point_count = before * axis->count;
  return 0;
}

static int axis_init(struct axis *axis, const char *key, size_t count) {
  *axis = (struct axis){.key = strdup(key),
                        .values = calloc(count, sizeof(*axis->values))};
  if (axis->key != NULL && axis->values != NULL)
    return 0;
  axis_done(axis);
  return -ENOMEM;
}

static int add_range(struct grid *grid, const char *key,
                     const struct range *range, struct diag *diag) {
  struct axis axis;
  uint64_t steps = (uint64_t)(range->to - range->from) / (uint64_t)range->step;
  if (steps >= GRID_POINTS_MAX) {
    diag_add(diag, DIAG_ERROR, NULL, "--vary %s: more than %d points", key,
             GRID_POINTS_MAX);
    return -EINVAL;
  }
  if (axis_init(&axis, key, steps + 1) != 0)
    return -ENOMEM;
  for (size_t i = 0; i <= steps; i++) {
    axis.values[i] = value_text(range, range->from + (int64_t)i * range->step);
    if (axis.values[i] == NULL) {
      axis_done(&axis);
      return -ENOMEM;
    }
    axis.count++;
  }
  return add_axis(grid, &axis, diag);
}

/* "A..B/STEP" cut into its three; NULL for one that is not there. */
static void split(char *text, char *ret_words[3]) {
  char *dots = strstr(text, "..");
  ret_words[0] = text;
  ret_words[1] = dots == NULL ? NULL : dots + 2;
  ret_words[2] = NULL;
  if (dots == NULL)
    return;
  *dots = '\0';
  /* A rate has a slash of its own: "1Mbit/s..5Mbit/s/1Mbit/s". */
  char *slash = strchr(ret_words[1], '/');
  if (slash != NULL && slash[1] == 's')
    slash = strchr(slash + 1, '/');
  if (slash == NULL)
    return;
  *slash = '\0';
  ret_words[2] = slash + 1;
}

int grid_add(struct grid *grid, const char *key, const char *range_text,
             struct diag *diag) {
  struct range range;
  char *words[3], *copy = strdup(range_text);
  if (copy == NULL)
    return -ENOMEM;
  split(copy, words);
  const char *wrong = NULL;
  if (words[1] == NULL || !parse_range(words, &range))
    wrong = "expected A..B or A..B/STEP, all of one kind, such as 8..16, "
            "1ms..10ms/1ms or 0%..5%";
  else if (range.from > range.to)
    wrong = "A is above B";
  else if (range.step == 0)
    wrong = "a step of 0 leads nowhere";
  int status = -EINVAL;
  if (wrong == NULL)
    status = add_range(grid, key, &range, diag);
  else
    diag_add(diag, DIAG_ERROR, NULL, "--vary %s=%s: %s", key, range_text,
             wrong);
  free(copy);
  return status;
}

int grid_add_values(struct grid *grid, const char *key,
                    const char *const *values, size_t count,
                    struct diag *diag) {
  struct axis axis;
  if (axis_init(&axis, key, count) != 0)
    return -ENOMEM;
  for (size_t i = 0; i < count; i++) {
    axis.values[i] = strdup(values[i]);
    if (axis.values[i] == NULL) {
      axis_done(&axis);
      return -ENOMEM;
    }
    axis.count++;
  }
  return add_axis(grid, &axis, diag);
}

size_t grid_index(const struct grid *grid, size_t point, size_t axis) {
  for (size_t i = grid->axis_count; --i > axis;)
    point /= grid->axes[i].count;
  return point % grid->axes[axis].count;
}

const char *grid_value(const struct grid *grid, size_t point, size_t axis) {
  return grid->axes[axis].values[grid_index(grid, point, axis)];
}

void grid_done(struct grid *grid) {
  for (size_t i = 0; i < grid->axis_count; i++)
    axis_done(&grid->axes[i]);
  free(grid->axes);
  *grid = (struct grid){0};
}
