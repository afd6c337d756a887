/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: a sweep as CSV (RFC 4180, but lines end as Unix lines do). */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "report/sweep_report.h"

static void write_field(FILE *out, const char *text) {
  if (strpbrk(text, ",\"\r\n") == NULL) {
    fputs(text, out);
    return;
  }
  fputc('"', out);
  for (; *text != '\0'; text++) {
    if (*text == '"')
      fputc('"', out);
    fputc(*text, out);
  }
  fputc('"', out);
}

static void write_point(FILE *out, const struct sweep *sweep, size_t i) {
  const struct sweep_point *point = &sweep->points[i];
  const struct sweep_failure *failure = &point->failure;
  for (size_t axis = 0; axis < sweep->grid.axis_count; axis++) {
    write_field(out, grid_value(&sweep->grid, i, axis));
    fputc(',', out);
  }
  fprintf(out, "%zu,%zu,%zu,%zu,%" PRId64 ",%" PRId64, point->pass, point->fail,
          point->undecided, point->error, point->peak, point->refused);
  if (failure->expected == NULL) {
    fputs(",,,,\n", out);
    return;
  }
  fprintf(out, ",%" PRIu64 ",", failure->seed);
  if (failure->line > 0)
    fprintf(out, "%d", failure->line);
  fputc(',', out);
  write_field(out, failure->expected);
  fputc(',', out);
  write_field(out, failure->found);
  fputc('\n', out);
}

int sweep_csv(FILE *out, const struct sweep *sweep) {
  for (size_t axis = 0; axis < sweep->grid.axis_count; axis++) {
    write_field(out, sweep->grid.axes[axis].key);
    fputc(',', out);
  }
  fputs("pass,fail,undecided,error,peak,refused,seed,line,expected,found\n",
        out);
  for (size_t i = 0; i < sweep->grid.point_count; i++)
    if (sweep->points[i].done)
      write_point(out, sweep, i);
  return ferror(out) || fflush(out) != 0 ? -EIO : 0;
}
