/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: the table of a sweep for a person. Writes to out only. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/page.h"
#include "report/sweep_letters.h"
#include "report/sweep_report.h"

/* Everything that writing one table needs. */
struct table {
  struct page page;
  const struct sweep *sweep;
  struct sweep_letters letters;
};

static void write_letter(const struct table *table, size_t point, int width) {
  char letter = sweep_letter(&table->letters, table->sweep, point);
  fprintf(table->page.out, "%*s", width - 1, "");
  page_color(&table->page, letter == '.' ? PAGE_GOOD : PAGE_BAD);
  fputc(letter, table->page.out);
  page_color(&table->page, PAGE_PLAIN);
}

/* Columns of an axis: its longest value, and its key where that is wanted. */
static int width_of(const struct axis *axis, bool with_key) {
  size_t width = with_key ? strlen(axis->key) : 0;
  for (size_t i = 0; i < axis->count; i++)
    if (strlen(axis->values[i]) > width)
      width = strlen(axis->values[i]);
  return (int)width;
}

/* ---- two keys: the first goes down, the second across ---- */

static void write_grid(const struct table *table) {
  FILE *out = table->page.out;
  const struct axis *down = &table->sweep->grid.axes[0];
  const struct axis *across = &table->sweep->grid.axes[1];
  int left = width_of(down, true), width = width_of(across, false);
  fprintf(out, "  %*s  %s\n  %*s ", left, "", across->key, left, down->key);
  for (size_t i = 0; i < across->count; i++)
    fprintf(out, " %*s", width, across->values[i]);
  fputc('\n', out);
  for (size_t i = 0; i < down->count; i++) {
    fprintf(out, "  %*s ", left, down->values[i]);
    for (size_t j = 0; j < across->count; j++) {
      fputc(' ', out);
      write_letter(table, i * across->count + j, width);
    }
    fputc('\n', out);
  }
}

/* ---- otherwise a row a point ---- */

static void write_row(const struct table *table, size_t i) {
  FILE *out = table->page.out;
  const struct sweep *sweep = table->sweep;
  const struct sweep_point *point = &sweep->points[i];
  size_t other = point->undecided + point->error;
  fputc(' ', out);
  for (size_t axis = 0; axis < sweep->grid.axis_count; axis++)
    fprintf(out, " %*s", width_of(&sweep->grid.axes[axis], true),
            grid_value(&sweep->grid, i, axis));
  fprintf(out, "  %6zu %6zu %6zu %6" PRId64 " %8" PRId64 "  ", point->pass,
          point->fail, other, point->peak, point->refused);
  write_letter(table, i, 1);
  if (point->failure.expected != NULL && sweep->seed_count > 1)
    fprintf(out, " seed %" PRIu64, point->failure.seed);
  fputc('\n', out);
}

static void write_rows(const struct table *table) {
  FILE *out = table->page.out;
  const struct sweep *sweep = table->sweep;
  fputc(' ', out);
  for (size_t axis = 0; axis < sweep->grid.axis_count; axis++)
    fprintf(out, " %*s", width_of(&sweep->grid.axes[axis], true),
            sweep->grid.axes[axis].key);
  fprintf(out, "  %6s %6s %6s %6s %8s\n", "pass", "fail", "other", "peak",
          "refused");
  for (size_t i = 0; i < sweep->grid.point_count; i++)
    write_row(table, i);
}

/* ---- what the letters mean ---- */

static void write_where(struct text *text, const struct sweep *sweep,
                        size_t point) {
  for (size_t axis = 0; axis < sweep->grid.axis_count; axis++)
    text_add(text, "%s=%s, ", sweep->grid.axes[axis].key,
             grid_value(&sweep->grid, point, axis));
  text_add(text, "seed %" PRIu64, sweep->points[point].failure.seed);
}

static void write_meaning(const struct table *table, size_t letter) {
  const struct sweep *sweep = table->sweep;
  size_t point = table->letters.first[letter];
  const struct sweep_failure *failure = &sweep->points[point].failure;
  struct text text = {0};
  char lead[] = "  A  ";
  lead[2] = (char)(lead[2] + (int)letter);
  text_add(&text, "%s", failure->expected);
  if (failure->line > 0)
    text_add(&text, " (line %d)", failure->line);
  page_wrapped(&table->page, PAGE_PLAIN, lead, text.data ? text.data : "");
  text_done(&text);
  text_add(&text, "first at ");
  write_where(&text, sweep, point);
  if (*failure->found != '\0')
    text_add(&text, ": %s", failure->found);
  page_wrapped(&table->page, PAGE_PLAIN, "     ", text.data ? text.data : "");
  text_done(&text);
}

static void write_legend(const struct table *table) {
  FILE *out = table->page.out;
  const struct sweep *sweep = table->sweep;
  bool several = sweep->seed_count > 1;
  fprintf(out, several ? "  .  every seed passes\n" : "  .  passes\n");
  if (several && table->letters.count > 0)
    fputs("  A  no seed passes, a  not all do; what did not hold first:\n",
          out);
  for (size_t i = 0; i < table->letters.count; i++)
    write_meaning(table, i);
}

/* ---- */

static void write_repeats(const struct table *table) {
  const struct sweep *sweep = table->sweep;
  const char *program = getenv("SOCKFIT_PROGRAM"); /* the launcher's name */
  for (size_t i = 0; i < table->letters.count; i++) {
    size_t point = table->letters.first[i];
    struct text text = {0};
    text_add(&text, "%s run", program == NULL ? "sockfit" : program);
    for (size_t j = 0; j < sweep->run_word_count; j++)
      text_add_word(&text, sweep->run_words[j]);
    for (size_t axis = 0; axis < sweep->grid.axis_count; axis++) {
      char *set = text_format("%s=%s", sweep->grid.axes[axis].key,
                              grid_value(&sweep->grid, point, axis));
      text_add(&text, " --set");
      text_add_word(&text, set == NULL ? "" : set);
      free(set);
    }
    text_add(&text, " --seed %" PRIu64, sweep->points[point].failure.seed);
    fprintf(table->page.out, "repeat %c: %s\n", (char)('A' + (int)i),
            text.data ? text.data : "");
    text_done(&text);
  }
}

static void write_summary(FILE *out, const struct sweep *sweep) {
  size_t done = sweep_done_count(sweep), passing = sweep_passing_count(sweep);
  if (!shard_is_whole(sweep->shard))
    fprintf(out, "shard %zu/%zu: ", sweep->shard.number + 1,
            sweep->shard.count);
  fprintf(out, "%zu points, %zu runs: %zu points pass, %zu do not\n", done,
          done * sweep->seed_count, passing, done - passing);
}

void sweep_text(FILE *out, const struct sweep *sweep,
                const struct report_style *style) {
  struct table table = {.page = {.out = out, .style = style}, .sweep = sweep};
  bool whole = shard_is_whole(sweep->shard);
  if (style->quiet || !whole) {
    write_summary(out, sweep);
    return;
  }
  table.letters = sweep_letters_find(sweep);
  page_color(&table.page, PAGE_BOLD);
  fprintf(out, "%s:%s", sweep->scenario, sweep->variant);
  page_color(&table.page, PAGE_PLAIN);
  fprintf(out, "  %s, lwIP %s, %zu seed%s a point\n", sweep->profile,
          sweep->lwip, sweep->seed_count, sweep->seed_count == 1 ? "" : "s");
  if (sweep->grid.axis_count == 2)
    write_grid(&table);
  else
    write_rows(&table);
  write_legend(&table);
  write_summary(out, sweep);
  write_repeats(&table);
}
