/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: the HTML report: html/page.html with its places filled. The
 * verdict and the command are text that needs no script; what the pictures
 * are drawn from is JSON (html_data.c), drawn by the scripts in html/ with d3.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/declared_table.h"
#include "report/embedded.h"
#include "report/escape.h"
#include "report/html_data.h"
#include "report/report.h"
#include "verdict/tell.h"

#define EXPECTATIONS_OPEN_MAX 12 /* in one table */

static void write_element(FILE *out, const char *element, const char *text) {
  fprintf(out, "<%s>", element);
  escape_xml(out, text);
  fprintf(out, "</%s>", element);
}

static void write_title(FILE *out, const struct report_run *run) {
  escape_xml(out, run->scenario->name);
  fputc(':', out);
  escape_xml(out, run->variant->name);
  fprintf(out, " %s - sockfit", verdict_name(run->judged->verdict));
}

static void write_facts(FILE *out, const struct report_run *run) {
  const struct trace *trace = run->trace;
  struct text ended = {0};
  tell_time(&ended, trace->ended_at_ns);
  fputs("<p class=\"facts\">", out);
  escape_xml(out, run->variant->profile);
  fputs(", lwIP ", out);
  escape_xml(out, trace->lwip_version ? trace->lwip_version : "?");
  fprintf(out, ", seed %" PRIu64 ", %s of virtual time</p>\n<dl>\n",
          run->variant->seed, ended.data ? ended.data : "");
  text_done(&ended);
  bool raw = trace->sockets_limit < 0;
  const struct {
    const char *name;
    int64_t value;
  } facts[] = {{"slots", trace->sockets_limit},
               {"idle", trace->sockets_idle},
               {"peak", trace->sockets_peak},
               {"at the end", trace->sockets_now},
               {"refused calls", trace->sockets_refused}};
  if (raw)
    fputs("<div><dt>counted</dt><dd>PCBs (raw API)</dd></div>\n", out);
  for (size_t i = raw ? 1 : 0; i < sizeof(facts) / sizeof(*facts); i++)
    fprintf(out, "<div><dt>%s</dt><dd>%" PRId64 "</dd></div>\n", facts[i].name,
            facts[i].value);
  fputs("</dl>\n", out);
}

static void write_judgements(FILE *out, const struct judged *judged, bool held,
                             bool not_held) {
  fputs("<table><thead><tr><th>held</th>"
        "<th>expected</th><th>seen</th><th>line</th></tr></thead>\n<tbody>\n",
        out);
  for (size_t i = 0; i < judged->count; i++) {
    const struct judgement *judgement = &judged->judgements[i];
    if (judgement->held ? !held : !not_held)
      continue;
    fprintf(out, "<tr class=\"%s\"><td>%s</td>",
            judgement->held ? "held" : "not-held",
            judgement->held ? "yes" : "NO");
    write_element(out, "td", judgement->expectation->text);
    write_element(out, "td", judgement->found ? judgement->found : "");
    fprintf(out, "<td>%d</td></tr>\n", judgement->expectation->place.line);
  }
  fputs("</tbody></table>\n", out);
}

/* Of many, those that did not hold come first and the others open. */
static void write_expectations(FILE *out, const struct judged *judged) {
  if (judged->count == 0) {
    fputs("<p>Nothing is expected; no_refusals is assumed.</p>\n", out);
    return;
  }
  size_t held = 0;
  for (size_t i = 0; i < judged->count; i++)
    held += judged->judgements[i].held;
  fprintf(out, "<h2 class=\"small\">Expectations: %zu of %zu held</h2>\n", held,
          judged->count);
  if (judged->count <= EXPECTATIONS_OPEN_MAX || held == judged->count) {
    write_judgements(out, judged, true, true);
    return;
  }
  write_judgements(out, judged, false, true);
  fprintf(out, "<details><summary>%zu that held</summary>\n", held);
  write_judgements(out, judged, true, false);
  fputs("</details>\n", out);
}

/* What to change stands out: most readers look for nothing else. */
static void write_why(FILE *out, const struct judged *judged) {
  if (judged->diagnosis_count == 0)
    return;
  fputs("<div class=\"why\"><h2>Why</h2>\n", out);
  for (size_t i = 0; i < judged->diagnosis_count; i++) {
    fputs(i + 1 == judged->fix ? "<p class=\"fix\">" : "<p>", out);
    escape_xml(out, judged->diagnosis[i]);
    fputs("</p>\n", out);
  }
  fputs("</div>\n", out);
}

static void write_left_out(FILE *out, const struct report_run *run) {
  struct text text = {0};
  tell_left_out(&text, run->trace);
  if (text.len > 0)
    write_element(out, "p", text.data);
  text_done(&text);
}

static void write_verdict(FILE *out, const struct report_run *run) {
  const struct judged *judged = run->judged;
  fputs("<h1>", out);
  escape_xml(out, run->scenario->name);
  fputs("<span class=\"variant\">:", out);
  escape_xml(out, run->variant->name);
  fprintf(out, "</span> <span class=\"verdict %s\">%s</span></h1>\n",
          verdict_name(judged->verdict), verdict_name(judged->verdict));
  if (run->variant->about)
    write_element(out, "p", run->variant->about);
  write_left_out(out, run);
  write_why(out, judged);
  write_facts(out, run);
  write_expectations(out, judged);
  if (run->scenario->intent && run->scenario->intent[0] != '\0') {
    fputs("<details><summary>About this scenario</summary>", out);
    write_element(out, "p", run->scenario->intent);
    fputs("</details>\n", out);
  }
}

static void write_declared(FILE *out, const struct report_run *run) {
  if (!declared_is_told(run))
    return;
  fputs("<section id=\"declared\">\n<h2>Declared against measured</h2>\n"
        "<p class=\"hint\">By type, as ESPHome counts: what each consumer "
        "registers, and the most that it had open.",
        out);
  if (!run->sizes && !run->no_sizes_because)
    fputs(" With the expectation <code>declared</code> the RAM that is "
          "reserved for nothing is measured too.",
          out);
  fputs("</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"Table of declared and measured sockets\">\n"
        "<table><thead><tr>",
        out);
  for (size_t i = 0; i < DECLARED_COLUMNS; i++)
    write_element(out, "th", declared_heads[i]);
  fputs("</tr></thead>\n<tbody>\n", out);
  for (size_t i = 0; i < run->trace->consumer_count; i++) {
    struct declared_row row;
    declared_row(run, i, &row);
    fputs(row.differs ? "<tr class=\"differs\">" : "<tr>", out);
    for (size_t column = 0; column < DECLARED_COLUMNS; column++)
      write_element(out, "td", row.cells[column]);
    fputs("</tr>\n", out);
  }
  fputs("</tbody></table>\n</div>\n</section>\n", out);
}

static void write_repeat(FILE *out, const struct report_run *run) {
  if (run->repeat_command) {
    fputs("<pre><code>", out);
    escape_xml(out, run->repeat_command);
    fputs("</code></pre>\n", out);
  }
  if (run->pcap_path) {
    fputs("<p>The capture is in <code>", out);
    escape_xml(out, run->pcap_path);
    fputs("</code>; packet numbers are its frame numbers.</p>\n", out);
  } else {
    fputs("<p>With <code>--pcap FILE</code> the same run leaves a capture; "
          "packet numbers are its frame numbers.</p>\n",
          out);
  }
}

static int fill(FILE *out, const char *place, size_t len,
                const struct report_run *run) {
  const struct {
    const char *name;
    void (*write)(FILE *out, const struct report_run *run);
    const char *text;
  } places[] = {
      {"title", write_title, NULL},       {"verdict", write_verdict, NULL},
      {"declared", write_declared, NULL}, {"repeat", write_repeat, NULL},
      {"css", NULL, embedded_css},        {"js", NULL, embedded_js},
      {"d3", NULL, embedded_d3},
  };
  if (len == strlen("data") && strncmp(place, "data", len) == 0)
    return html_data_write(out, run);
  for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
    if (strlen(places[i].name) != len ||
        strncmp(places[i].name, place, len) != 0)
      continue;
    if (places[i].write)
      places[i].write(out, run);
    else
      fputs(places[i].text, out);
  }
  return 0;
}

static int write_page(FILE *out, const struct report_run *run) {
  const char *at = embedded_page;
  int status = 0;
  for (const char *open; status == 0 && (open = strstr(at, "{{")) != NULL;) {
    const char *close = strstr(open, "}}");
    fwrite(at, 1, (size_t)(open - at), out);
    status = fill(out, open + 2, (size_t)(close - open - 2), run);
    at = close + 2;
  }
  fputs(at, out);
  return status;
}

int report_html(FILE *out, const struct report_run *runs, size_t count) {
  int status = 0;
  for (size_t i = 0; i < count && status == 0; i++)
    status = write_page(out, &runs[i]);
  return status == 0 && (ferror(out) || fflush(out) != 0) ? -EIO : status;
}
