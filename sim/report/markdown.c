/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: a summary in Markdown as GitHub renders it: the table of
 * verdicts, a picture of the slots (a Mermaid Gantt chart) of the first run
 * that did not pass or else of the first, and why each failure failed. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/units.h"
#include "report/declared_table.h"
#include "report/escape.h"
#include "report/holdings.h"
#include "report/report.h"
#include "verdict/refusals.h"
#include "verdict/tell.h"

#define BARS_MAX 60 /* Mermaid's charts do not scroll */
#define MARKS_MAX 12

static void write_row(FILE *out, const struct report_run *run) {
  const struct trace *trace = run->trace;
  fprintf(out, "| %s | ",
          run->judged->verdict == VERDICT_PASS ? "&#9989;" : "&#10060;");
  escape_markdown(out, run->scenario->name);
  fputs(" | ", out);
  escape_markdown(out, run->variant->name);
  fprintf(out, " | %s | ", verdict_name(run->judged->verdict));
  if (trace->sockets_limit < 0)
    fputs("raw API", out);
  else
    fprintf(out, "%" PRId64, trace->sockets_limit);
  fprintf(out, " | %" PRId64 " | %" PRId64 " | %" PRId64 " |\n",
          trace->sockets_idle, trace->sockets_peak, trace->sockets_refused);
}

static void write_bars(FILE *out, const struct report_run *run,
                       const struct holdings *holdings) {
  size_t shown = 0;
  for (int slot = 0; slot < holdings->slot_end && shown < BARS_MAX; slot++) {
    fprintf(out, "  section %s %d\n",
            run->trace->sockets_limit < 0 ? "PCB" : "slot", slot);
    for (size_t i = 0; i < holdings->count && shown < BARS_MAX; i++) {
      const struct holding *holding = &holdings->items[i];
      if (holding->slot != slot)
        continue;
      fprintf(out, "  %s :%" PRId64 ", %" PRId64 "\n",
              tell_owner(run->trace, holding->owner),
              holding->from_ns / NS_PER_MS, holding->until_ns / NS_PER_MS);
      shown++;
    }
  }
}

static void write_refusals(FILE *out, const struct report_run *run) {
  struct refusal_group *groups = NULL;
  size_t count = 0;
  if (refusals_group(run->trace, &groups, &count) != 0 || count == 0)
    return;
  fputs("  section refused\n", out);
  for (size_t i = 0; i < count && i < MARKS_MAX; i++) {
    const struct trace_event *event = groups[i].first;
    struct text packet = {0};
    tell_packet(&packet, run->trace, event->packet);
    fprintf(out, "  %s %s %s%s%s :%smilestone, %" PRId64 ", 0ms\n",
            tell_owner(run->trace, event->owner), trace_call_name(event->call),
            event->error_name ? event->error_name : "",
            event->injected ? " by the fault refuse" : "",
            packet.data ? packet.data : "", event->injected ? "" : "crit, ",
            event->at_ns / NS_PER_MS);
    text_done(&packet);
  }
  free(groups);
}

/* Names in it are letters, digits, '-', '_' and '.' (scenario/value.h). */
static int write_picture(FILE *out, const struct report_run *run) {
  struct holdings holdings;
  int status = holdings_of(run->trace, &holdings);
  if (status != 0)
    return status;
  if (holdings.count > 0) {
    fprintf(out,
            "\n```mermaid\ngantt\n  title %s of %s, variant %s\n"
            "  dateFormat x\n  axisFormat %%M:%%S\n",
            run->trace->sockets_limit < 0 ? "PCBs" : "Socket slots",
            run->scenario->name, run->variant->name);
    write_bars(out, run, &holdings);
    write_refusals(out, run);
    fputs("```\n", out);
  }
  holdings_done(&holdings);
  return 0;
}

static void write_reasons(FILE *out, const struct report_run *run) {
  const struct judged *judged = run->judged;
  if (judged->verdict == VERDICT_PASS)
    return;
  fputs("\n### ", out);
  escape_markdown(out, run->scenario->name);
  fputs(", variant ", out);
  escape_markdown(out, run->variant->name);
  fputs("\n\n", out);
  for (size_t i = 0; i < judged->count; i++) {
    if (judged->judgements[i].held)
      continue;
    fputs("- not held: ", out);
    escape_markdown(out, judged->judgements[i].expectation->text);
    if (judged->judgements[i].found) {
      fputs(" (", out);
      escape_markdown(out, judged->judgements[i].found);
      fputc(')', out);
    }
    fputc('\n', out);
  }
  for (size_t i = 0; i < judged->diagnosis_count; i++) {
    fputs("- ", out);
    escape_markdown(out, judged->diagnosis[i]);
    fputc('\n', out);
  }
  if (run->repeat_command) {
    fputs("\nTo repeat: <code>", out);
    escape_markdown(out, run->repeat_command);
    fputs("</code>\n", out);
  }
}

static void write_declared(FILE *out, const struct report_run *run) {
  struct declared_row row;
  size_t shown = 0;
  for (size_t i = 0; i < run->trace->consumer_count; i++) {
    declared_row(run, i, &row);
    if (!row.differs)
      continue;
    if (shown++ == 0) {
      fputs("\n<details><summary>Declared against measured: ", out);
      escape_markdown(out, run->scenario->name);
      fputs(", variant ", out);
      escape_markdown(out, run->variant->name);
      fputs("</summary>\n\n|", out);
      for (size_t column = 0; column < DECLARED_COLUMNS; column++)
        fprintf(out, " %s |", declared_heads[column]);
      fputs("\n|", out);
      for (size_t column = 0; column < DECLARED_COLUMNS; column++)
        fputs(" --- |", out);
      fputc('\n', out);
    }
    fputc('|', out);
    for (size_t column = 0; column < DECLARED_COLUMNS; column++) {
      fputc(' ', out);
      escape_markdown(out, row.cells[column]);
      fputs(" |", out);
    }
    fputc('\n', out);
  }
  if (shown > 0)
    fputs("\n</details>\n", out);
}

/* The first run that did not pass, else the first in which a socket was used;
 * count when there is none. */
static size_t to_draw(const struct report_run *runs, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (runs[i].judged->verdict != VERDICT_PASS)
      return i;
  for (size_t i = 0; i < count; i++)
    if (runs[i].trace->sockets_peak > 0)
      return i;
  return count;
}

int report_markdown(FILE *out, const struct report_run *runs, size_t count) {
  size_t passed = 0;
  for (size_t i = 0; i < count; i++)
    passed += runs[i].judged->verdict == VERDICT_PASS;
  fprintf(out,
          "## sockfit: %zu of %zu passed\n\n"
          "| | scenario | variant | verdict | sockets | idle | peak | refused "
          "|\n| --- | --- | --- | --- | ---: | ---: | ---: | ---: |\n",
          passed, count);
  for (size_t i = 0; i < count; i++)
    write_row(out, &runs[i]);
  size_t drawn = to_draw(runs, count);
  int status = drawn == count ? 0 : write_picture(out, &runs[drawn]);
  for (size_t i = 0; i < count; i++) {
    write_reasons(out, &runs[i]);
    if (declared_is_told(&runs[i]))
      write_declared(out, &runs[i]);
  }
  return status == 0 && (ferror(out) || fflush(out) != 0) ? -EIO : status;
}
