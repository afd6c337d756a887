/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: the text report, for a person. Writes to the given stream
 * only; wall-clock time is left out, so that equal runs read the same. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "report/declared.h"
#include "report/page.h"
#include "report/refused.h"
#include "report/report.h"
#include "report/tables.h"
#include "report/timeline.h"
#include "sockfit/counters.h"
#include "verdict/tell.h"

#define LAST_WORDS_MAX 3
#define FAULTS_SHOWN_MAX 12

static void print_verdict(const struct page *page) {
  enum verdict verdict = page->run->judged->verdict;
  page_color(page, verdict == VERDICT_PASS ? PAGE_GOOD : PAGE_BAD);
  for (const char *c = verdict_name(verdict); *c != '\0'; c++)
    fputc(toupper((unsigned char)*c), page->out);
  page_color(page, PAGE_PLAIN);
}

/* NAME:VARIANT  PASS  profile, lwIP version, sockets, seed, virtual time */
static void print_header(const struct page *page) {
  const struct report_run *run = page->run;
  page_color(page, PAGE_BOLD);
  fprintf(page->out, "%s:%s", run->scenario->name, run->variant->name);
  page_color(page, PAGE_PLAIN);
  fprintf(page->out, "  ");
  print_verdict(page);

  struct text about = {0};
  text_add(&about, "%s, lwIP %s, ", run->variant->profile,
           run->trace->lwip_version ? run->trace->lwip_version : "?");
  if (run->trace->sockets_limit < 0)
    text_add(&about, "raw API");
  else
    text_add(&about, "%" PRId64 " sockets", run->trace->sockets_limit);
  text_add(&about, ", seed %" PRIu64 ", ", run->variant->seed);
  tell_time(&about, run->trace->ended_at_ns);
  if (run->variant->tap)
    text_add(&about, " on TAP");
  size_t used = strlen(run->scenario->name) + 1 + strlen(run->variant->name) +
                2 + strlen(verdict_name(run->judged->verdict)) + 2;
  fprintf(page->out, used + about.len > PAGE_COLUMNS ? "\n  %s\n" : "  %s\n",
          about.data ? about.data : "");
  text_done(&about);
}

/* Whether a reader wants to see it: it refused something, or was as full as it
 * can be. Every pool is in the JSON report. */
static bool is_worth_a_line(const struct image_pool *pool) {
  if (strcmp(pool->name, "NUM_SOCKETS") == 0)
    return false; /* the line above */
  if (strcmp(pool->name, "MEM_SIZE") == 0)
    return true; /* lwIP's own heap, with its largest free block */
  return pool->refused > 0 || pool->waited > 0 ||
         (pool->limit > 0 && pool->peak >= pool->limit);
}

static void print_largest_free(const struct page *page) {
  const struct image_counter *now =
      trace_counter(page->run->trace, COUNTER_LARGEST_FREE);
  const struct image_counter *least =
      trace_counter(page->run->trace, COUNTER_LARGEST_FREE_LEAST);
  if (now && least)
    fprintf(page->out, ", largest free block %" PRId64 " (least %" PRId64 ")",
            now->value, least->value);
}

/* The socket table, and what else is worth a line. */
static void print_pools(const struct page *page) {
  const struct trace *trace = page->run->trace;
  if (trace->sockets_limit < 0)
    fprintf(page->out, "  PCBs of consumers: ");
  else
    fprintf(page->out, "  sockets: limit %" PRId64 ", ", trace->sockets_limit);
  fprintf(page->out,
          "idle %" PRId64 ", peak %" PRId64 ", end %" PRId64
          ", refused %" PRId64 "\n",
          trace->sockets_idle, trace->sockets_peak, trace->sockets_now,
          trace->sockets_refused);
  for (size_t i = 0; i < trace->pool_count; i++) {
    const struct image_pool *pool = &trace->pools[i];
    if (!is_worth_a_line(pool))
      continue;
    fprintf(page->out, "  %s: ", pool->name);
    if (pool->limit >= 0)
      fprintf(page->out, "limit %" PRId64 ", ", pool->limit);
    fprintf(page->out, "peak %" PRId64 ", end %" PRId64 ", refused %" PRId64,
            pool->peak, pool->used, pool->refused);
    if (pool->waited > 0)
      fprintf(page->out, ", waited %" PRId64, pool->waited);
    if (strcmp(pool->name, "MEM_SIZE") == 0)
      print_largest_free(page);
    fputc('\n', page->out);
  }
}

static void print_left_out(const struct page *page) {
  struct text text = {0};
  tell_left_out(&text, page->run->trace);
  if (text.len > 0)
    page_wrapped(page, PAGE_BOLD, "  ", text.data);
  text_done(&text);
}

/* What the scenario did to them, in order of time. */
static void print_faults(const struct page *page) {
  const struct trace *trace = page->run->trace;
  size_t count = 0;
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind != TRACE_FAULT || count++ >= FAULTS_SHOWN_MAX)
      continue;
    struct text line = {0};
    tell_time(&line, event->at_ns);
    text_add(&line, " %s", event->text ? event->text : "");
    page_wrapped(page, PAGE_DIM, "  fault     ", line.data ? line.data : "");
    text_done(&line);
  }
  if (count > FAULTS_SHOWN_MAX)
    fprintf(page->out, "            and %zu more\n", count - FAULTS_SHOWN_MAX);
}

static void print_expectations(const struct page *page) {
  const struct judged *judged = page->run->judged;
  if (judged->count == 0)
    fprintf(page->out, "  nothing is expected; no_refusals is assumed\n");
  for (size_t i = 0; i < judged->count; i++) {
    const struct judgement *judgement = &judged->judgements[i];
    page_wrapped(page, judgement->held ? PAGE_GOOD : PAGE_BAD,
                 judgement->held ? "  held      " : "  NOT HELD  ",
                 judgement->expectation->text);
    if (judgement->found)
      page_wrapped(page, PAGE_PLAIN, "            ", judgement->found);
  }
}

static bool is_log_of(const struct trace_event *event, int owner) {
  return event->kind == TRACE_LOGGED && event->owner == owner;
}

/* What the firmware would have printed before a consumer gave up: the answer
 * to "why did it fail?", and what to search for on the serial console. */
static void print_last_words(const struct page *page, int owner) {
  const struct trace *trace = page->run->trace;
  size_t from = trace->event_count, lines = 0;
  while (from > 0 && lines < LAST_WORDS_MAX)
    lines += is_log_of(&trace->events[--from], owner);
  if (lines > 0)
    fprintf(page->out, "  %s failed; the last it logged:\n",
            trace->consumers[owner].name);
  for (size_t i = from; i < trace->event_count; i++) {
    if (is_log_of(&trace->events[i], owner))
      page_wrapped(page, PAGE_DIM, "    ", trace->events[i].text);
  }
}

static void print_failed_consumers(const struct page *page) {
  const struct trace *trace = page->run->trace;
  for (size_t i = 0; i < trace->consumer_count; i++) {
    if (trace->consumers[i].state == WORKLOAD_FAILED)
      print_last_words(page, (int)i);
  }
}

static void print_diagnosis(const struct page *page) {
  const struct judged *judged = page->run->judged;
  for (size_t i = 0; i < judged->diagnosis_count; i++)
    page_wrapped(page, PAGE_BOLD, i == 0 ? "  why: " : "       ",
                 judged->diagnosis[i]);
}

static void print_run(const struct page *page) {
  print_header(page);
  if (page->style->quiet)
    return;
  if (page->run->variant->about)
    page_wrapped(page, PAGE_DIM, "  ", page->run->variant->about);
  print_pools(page);
  print_left_out(page);
  print_expectations(page);
  print_faults(page);
  timeline_print(page);
  refused_print(page);
  tables_consumers(page);
  declared_print(page);
  tables_peers(page);
  print_failed_consumers(page);
  print_diagnosis(page);
  if (page->run->pcap_path)
    fprintf(page->out, "  capture: %s\n", page->run->pcap_path);
}

/* "3 variants: 1 passed, 2 failed" */
static void print_summary(FILE *out, const struct report_run *runs,
                          size_t count) {
  static const char *const words[] = {
      [VERDICT_PASS] = "passed",
      [VERDICT_FAIL] = "failed",
      [VERDICT_UNDECIDED] = "undecided",
      [VERDICT_ERROR] = "ended in an error",
  };
  fprintf(out, "%zu variants:", count);
  const char *separator = " ";
  for (size_t word = 0; word < sizeof(words) / sizeof(*words); word++) {
    size_t these = 0;
    for (size_t i = 0; i < count; i++)
      these += runs[i].judged->verdict == word;
    if (these == 0)
      continue;
    fprintf(out, "%s%zu %s", separator, these, words[word]);
    separator = ", ";
  }
  fputc('\n', out);
}

void report_text(FILE *out, const struct report_run *runs, size_t count,
                 const struct report_style *style) {
  bool passed = true;
  for (size_t i = 0; i < count; i++) {
    struct page page = {out, style, &runs[i]};
    if (i > 0 && !style->quiet)
      fputc('\n', out);
    print_run(&page);
    passed = passed && runs[i].judged->verdict == VERDICT_PASS;
  }
  if (count > 1) {
    if (!style->quiet)
      fputc('\n', out);
    print_summary(out, runs, count);
  }
  if (passed || style->quiet)
    return;
  fprintf(out, "to repeat:\n");
  for (size_t i = 0; i < count; i++)
    if (runs[i].judged->verdict != VERDICT_PASS && runs[i].repeat_command)
      fprintf(out, "%s\n", runs[i].repeat_command);
}
