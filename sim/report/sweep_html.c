/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: a sweep as a page: html/sweep.html with its places filled. All
 * numbers are in a table that needs no script; the map is drawn from the same
 * numbers by html/sweep.js with d3. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/embedded.h"
#include "report/escape.h"
#include "report/sweep_letters.h"
#include "report/sweep_report.h"
#include "report/values.h"

static void write_element(FILE *out, const char *element, const char *text) {
  fprintf(out, "<%s>", element);
  escape_xml(out, text);
  fprintf(out, "</%.*s>", (int)strcspn(element, " "), element);
}

static void write_number(FILE *out, int64_t number) {
  fprintf(out, "<td class=\"number\">%" PRId64 "</td>", number);
}

static void write_title(FILE *out, const struct sweep *sweep) {
  escape_xml(out, sweep->scenario);
  fputc(':', out);
  escape_xml(out, sweep->variant);
  fputs(" sweep - sockfit", out);
}

static void write_summary(FILE *out, const struct sweep *sweep) {
  size_t points = sweep->grid.point_count;
  fputs("<h1>", out);
  escape_xml(out, sweep->scenario);
  fputs("<span class=\"variant\">:", out);
  escape_xml(out, sweep->variant);
  fputs("</span></h1>\n<p class=\"facts\">", out);
  escape_xml(out, sweep->profile);
  fputs(", lwIP ", out);
  escape_xml(out, sweep->lwip);
  fprintf(out,
          "</p>\n<dl>\n<div><dt>points</dt><dd>%zu</dd></div>\n"
          "<div><dt>seeds a point</dt><dd>%zu</dd></div>\n"
          "<div><dt>points that pass</dt><dd>%zu</dd></div>\n</dl>\n",
          points, sweep->seed_count, sweep_passing_count(sweep));
}

static void write_letters(FILE *out, const struct sweep *sweep) {
  struct sweep_letters letters = sweep_letters_find(sweep);
  if (letters.count == 0)
    return;
  fputs("<h2>What did not hold</h2>\n<table><thead><tr><th>letter</th>"
        "<th>expected</th><th>first seen</th><th>line</th></tr></thead>\n"
        "<tbody>\n",
        out);
  for (size_t i = 0; i < letters.count; i++) {
    const struct sweep_failure *failure =
        &sweep->points[letters.first[i]].failure;
    fprintf(out, "<tr><th scope=\"row\">%c</th>", (char)('A' + (int)i));
    write_element(out, "td", failure->expected);
    write_element(out, "td", failure->found);
    if (failure->line > 0)
      write_number(out, failure->line);
    else
      fputs("<td></td>", out);
    fputs("</tr>\n", out);
  }
  fputs("</tbody></table>\n<p class=\"hint\">A small letter: some seeds of the "
        "point do pass.</p>\n",
        out);
}

static void write_row(FILE *out, const struct sweep *sweep,
                      const struct sweep_letters *letters, size_t i) {
  const struct sweep_point *point = &sweep->points[i];
  bool passes = point->failure.expected == NULL;
  char letter[2] = {sweep_letter(letters, sweep, i), '\0'};
  fprintf(out, "<tr class=\"%s\">", passes ? "held" : "not-held");
  write_element(out, "td", passes ? "passes" : letter);
  for (size_t axis = 0; axis < sweep->grid.axis_count; axis++)
    write_element(out, "th scope=\"row\" class=\"number\"",
                  grid_value(&sweep->grid, i, axis));
  write_number(out, (int64_t)point->pass);
  write_number(out, (int64_t)point->fail);
  write_number(out, (int64_t)(point->undecided + point->error));
  write_number(out, point->peak);
  write_number(out, point->refused);
  if (passes)
    fputs("<td></td>", out);
  else
    fprintf(out, "<td class=\"number\">%" PRIu64 "</td>", point->failure.seed);
  write_element(out, "td", passes ? "" : point->failure.found);
  fputs("</tr>\n", out);
}

static void write_table(FILE *out, const struct sweep *sweep) {
  static const char *const heads[] = {
      "passed", "failed", "other", "peak", "refused", "first failing seed"};
  struct sweep_letters letters = sweep_letters_find(sweep);
  fputs("<table>\n<caption>Runs by verdict, most sockets in use, calls "
        "refused</caption>\n<thead><tr><th scope=\"col\">shows</th>",
        out);
  for (size_t axis = 0; axis < sweep->grid.axis_count; axis++)
    write_element(out, "th scope=\"col\" class=\"number\"",
                  sweep->grid.axes[axis].key);
  for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
    write_element(out, "th scope=\"col\" class=\"number\"", heads[i]);
  fputs("<th scope=\"col\">found there</th></tr></thead>\n<tbody>\n", out);
  for (size_t i = 0; i < sweep->grid.point_count; i++)
    write_row(out, sweep, &letters, i);
  fputs("</tbody>\n</table>\n", out);
}

/* ---- what the map is drawn from ---- */

static json_t *keys_value(struct writer *writer, const struct grid *grid) {
  json_t *array = json_array();
  for (size_t i = 0; i < grid->axis_count; i++) {
    json_t *entry = json_object(), *values = json_array();
    for (size_t j = 0; j < grid->axes[i].count; j++)
      values_append(writer, values, values_string(grid->axes[i].values[j]));
    values_put(writer, entry, "key", values_string(grid->axes[i].key));
    values_put(writer, entry, "values", values);
    values_append(writer, array, entry);
  }
  return array;
}

static json_t *point_value(struct writer *writer, const struct sweep *sweep,
                           const struct sweep_letters *letters, size_t i) {
  const struct sweep_point *point = &sweep->points[i];
  char letter[2] = {sweep_letter(letters, sweep, i), '\0'};
  const struct sweep_failure *failure = &point->failure;
  struct text words = {0};
  if (failure->expected != NULL)
    text_add(&words, "%s, seed %" PRIu64 ": %s", failure->expected,
             failure->seed, failure->found);
  json_t *array = json_array();
  values_append(writer, array, json_integer((json_int_t)point->pass));
  values_append(writer, array, json_integer(point->peak));
  values_append(writer, array, json_integer(point->refused));
  values_append(writer, array, json_string(letter));
  values_append(writer, array, values_string(words.data));
  writer->failed |= words.failed != 0;
  text_done(&words);
  return array;
}

/* "<" would let a text end the script element. */
static int write_data(FILE *out, const struct sweep *sweep) {
  struct writer writer = {0};
  struct sweep_letters letters = sweep_letters_find(sweep);
  json_t *root = json_object(), *points = json_array();
  values_put(&writer, root, "keys", keys_value(&writer, &sweep->grid));
  values_put(&writer, root, "seeds",
             json_integer((json_int_t)sweep->seed_count));
  for (size_t i = 0; i < sweep->grid.point_count; i++)
    values_append(&writer, points, point_value(&writer, sweep, &letters, i));
  values_put(&writer, root, "points", points);
  char *text = writer.failed ? NULL : json_dumps(root, JSON_COMPACT);
  json_decref(root);
  if (text == NULL)
    return -ENOMEM;
  for (const char *at = text; *at != '\0'; at++) {
    if (*at == '<')
      fputs("\\u003c", out);
    else
      fputc(*at, out);
  }
  free(text);
  return 0;
}

static int fill(FILE *out, const char *place, size_t len,
                const struct sweep *sweep) {
  const struct {
    const char *name;
    void (*write)(FILE *out, const struct sweep *sweep);
    const char *text;
  } places[] = {
      {"title", write_title, NULL},     {"summary", write_summary, NULL},
      {"letters", write_letters, NULL}, {"table", write_table, NULL},
      {"css", NULL, embedded_css},      {"js", NULL, embedded_sweep_js},
      {"d3", NULL, embedded_d3},
  };
  if (len == strlen("data") && strncmp(place, "data", len) == 0)
    return write_data(out, sweep);
  for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
    if (strlen(places[i].name) != len ||
        strncmp(places[i].name, place, len) != 0)
      continue;
    if (places[i].write)
      places[i].write(out, sweep);
    else
      fputs(places[i].text, out);
  }
  return 0;
}

int sweep_html(FILE *out, const struct sweep *sweep) {
  const char *at = embedded_sweep_page;
  int status = 0;
  for (const char *open; status == 0 && (open = strstr(at, "{{")) != NULL;) {
    const char *close = strstr(open, "}}");
    fwrite(at, 1, (size_t)(open - at), out);
    status = fill(out, open + 2, (size_t)(close - open - 2), sweep);
    at = close + 2;
  }
  fputs(at, out);
  return status == 0 && (ferror(out) || fflush(out) != 0) ? -EIO : status;
}
