/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: a diff as text, Markdown and HTML. Writes to the given stream
 * only. */
#include <errno.h>
#include <string.h>

#include "report/diff.h"
#include "report/embedded.h"
#include "report/escape.h"
#include "report/page.h"

#define WHAT_COLUMNS 40

static bool is_first_of_run(const struct diff *diff, size_t i) {
  return i == 0 || strcmp(diff->rows[i].run, diff->rows[i - 1].run) != 0;
}

static void write_summary(FILE *out, const struct diff *diff) {
  fprintf(out, "%zu runs compared, %zu differences, %zu regressions",
          diff->run_count, diff->row_count, diff->worse_count);
}

void diff_text(FILE *out, const struct diff *diff,
               const struct report_style *style) {
  struct page page = {.out = out, .style = style};
  for (size_t i = 0; i < diff->row_count && !style->quiet; i++) {
    const struct diff_row *row = &diff->rows[i];
    if (is_first_of_run(diff, i)) {
      page_color(&page, PAGE_BOLD);
      fputs(row->run, out);
      page_color(&page, PAGE_PLAIN);
      fputc('\n', out);
    }
    if (row->worse)
      page_color(&page, PAGE_BAD);
    fputs(row->worse ? "  WORSE " : "        ", out);
    fprintf(out, "%-*s", WHAT_COLUMNS, row->what);
    if (strlen(row->what) > WHAT_COLUMNS)
      fprintf(out, "\n%*s", WHAT_COLUMNS + 8, "");
    fprintf(out, " %s -> %s", row->a, row->b);
    if (row->worse)
      page_color(&page, PAGE_PLAIN);
    fputc('\n', out);
  }
  write_summary(out, diff);
  fputc('\n', out);
}

static void add_cell(FILE *out, const char *text) {
  escape_markdown(out, text);
  fputs(" | ", out);
}

int diff_markdown(FILE *out, const struct diff *diff) {
  fputs("## sockfit: ", out);
  write_summary(out, diff);
  fputs("\n", out);
  if (diff->row_count > 0)
    fputs("\n| | run | what | before | after |\n"
          "| --- | --- | --- | ---: | ---: |\n",
          out);
  for (size_t i = 0; i < diff->row_count; i++) {
    const struct diff_row *row = &diff->rows[i];
    fputs(row->worse ? "| &#10060; | " : "| | ", out);
    add_cell(out, is_first_of_run(diff, i) ? row->run : "");
    add_cell(out, row->what);
    add_cell(out, row->a);
    add_cell(out, row->b);
    fputc('\n', out);
  }
  return ferror(out) || fflush(out) != 0 ? -EIO : 0;
}

static void write_cell(FILE *out, const char *text) {
  fputs("<td>", out);
  escape_xml(out, text);
  fputs("</td>", out);
}

int diff_html(FILE *out, const struct diff *diff) {
  fprintf(out,
          "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
          "<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width\">\n"
          "<title>sockfit diff</title>\n<style>\n%s</style>\n</head>\n<body>\n"
          "<main>\n<h1>Before and after <span class=\"verdict %s\">%s</span>"
          "</h1>\n<p class=\"facts\">",
          embedded_css, diff->worse_count > 0 ? "fail" : "pass",
          diff->worse_count > 0 ? "worse" : "not worse");
  escape_xml(out, diff->a_path);
  fputs(" and ", out);
  escape_xml(out, diff->b_path);
  fputs(": ", out);
  write_summary(out, diff);
  fputs("</p>\n<table>\n<thead><tr><th>worse</th><th>run</th><th>what</th>"
        "<th>before</th><th>after</th></tr></thead>\n<tbody>\n",
        out);
  for (size_t i = 0; i < diff->row_count; i++) {
    const struct diff_row *row = &diff->rows[i];
    fprintf(out, "<tr class=\"%s\"><td>%s</td>", row->worse ? "not-held" : "",
            row->worse ? "YES" : "");
    write_cell(out, row->run);
    write_cell(out, row->what);
    write_cell(out, row->a);
    write_cell(out, row->b);
    fputs("</tr>\n", out);
  }
  fputs("</tbody>\n</table>\n</main>\n</body>\n</html>\n", out);
  return ferror(out) || fflush(out) != 0 ? -EIO : 0;
}
