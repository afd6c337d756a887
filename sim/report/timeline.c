/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: the slots over time in text. Writes to page->out only. */
#include "report/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/holdings.h"
#include "verdict/tell.h"

#define LEAD_COLUMNS 15 /* "  slot 100-119 " */
#define TIME_COLUMNS (PAGE_COLUMNS - LEAD_COLUMNS)
#define OWNERS_MAX 52 /* letters; more consumers share '?' */

struct timeline {
  const struct page *page;
  struct holdings holdings;
  char letters[OWNERS_MAX];
  size_t letter_count;
  char (*rows)[TIME_COLUMNS + 1];   /* by slot */
  int64_t (*held_ns)[TIME_COLUMNS]; /* of the letter that is shown */
};

static size_t letters_in(const struct timeline *timeline, char letter) {
  size_t count = 0;
  for (size_t i = 0; i < timeline->letter_count; i++)
    count += timeline->letters[i] == letter;
  return count;
}

/* The first letter of its name that nobody has, else any that is free. */
static char letter_for(const struct timeline *timeline, const char *name) {
  static const char all[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (const char *c = name; *c != '\0'; c++)
    if (strchr(all, *c) != NULL && letters_in(timeline, *c) == 0)
      return *c;
  for (const char *c = all; *c != '\0'; c++)
    if (letters_in(timeline, *c) == 0)
      return *c;
  return '?';
}

static void give_letters(struct timeline *timeline) {
  const struct trace *trace = timeline->page->run->trace;
  for (size_t i = 0; i < trace->consumer_count && i < OWNERS_MAX; i++) {
    char letter = letter_for(timeline, trace->consumers[i].name);
    timeline->letters[timeline->letter_count++] = letter;
  }
}

static char letter_of(const struct timeline *timeline, int owner) {
  if (owner < 0)
    return '*'; /* lwIP */
  return (size_t)owner < timeline->letter_count ? timeline->letters[owner]
                                                : '?';
}

static int64_t edge_ns(const struct timeline *timeline, int column) {
  return timeline->page->run->trace->ended_at_ns / TIME_COLUMNS * column;
}

static int column_of(const struct timeline *timeline, int64_t at_ns) {
  int64_t width_ns = timeline->page->run->trace->ended_at_ns / TIME_COLUMNS;
  int64_t column = width_ns == 0 ? 0 : at_ns / width_ns;
  return column >= TIME_COLUMNS ? TIME_COLUMNS - 1 : (int)column;
}

static void draw(struct timeline *timeline, const struct holding *holding) {
  char letter = letter_of(timeline, holding->owner);
  int last = column_of(timeline, holding->until_ns);
  for (int i = column_of(timeline, holding->from_ns); i <= last; i++) {
    int64_t from_ns = edge_ns(timeline, i), until_ns = edge_ns(timeline, i + 1);
    if (from_ns < holding->from_ns)
      from_ns = holding->from_ns;
    if (until_ns > holding->until_ns)
      until_ns = holding->until_ns;
    int64_t *held_ns = &timeline->held_ns[holding->slot][i];
    if (until_ns < from_ns || until_ns - from_ns < *held_ns)
      continue;
    if (until_ns == from_ns && timeline->rows[holding->slot][i] != ' ')
      continue;
    *held_ns = until_ns - from_ns;
    timeline->rows[holding->slot][i] = letter;
  }
}

static void print_rows(const struct timeline *timeline) {
  FILE *out = timeline->page->out;
  int end = timeline->holdings.slot_end;
  for (int slot = 0, same; slot < end; slot += same) {
    char numbers[32];
    for (same = 1; slot + same < end; same++)
      if (strcmp(timeline->rows[slot], timeline->rows[slot + same]) != 0)
        break;
    snprintf(numbers, sizeof(numbers), same > 1 ? "%d-%d" : "%d", slot,
             slot + same - 1);
    size_t len = TIME_COLUMNS;
    while (len > 0 && timeline->rows[slot][len - 1] == ' ')
      len--;
    fprintf(out, "  slot %7s %.*s\n", numbers, (int)len, timeline->rows[slot]);
  }
}

static void print_refusals(const struct timeline *timeline) {
  const struct page *page = timeline->page;
  char marks[TIME_COLUMNS + 1];
  int last = -1;
  memset(marks, ' ', TIME_COLUMNS);
  for (size_t i = 0; i < page->run->trace->event_count; i++) {
    const struct trace_event *event = &page->run->trace->events[i];
    if (event->kind != TRACE_CALL_REFUSED)
      continue;
    int column = column_of(timeline, event->at_ns);
    marks[column] = '!';
    last = column > last ? column : last;
  }
  if (last < 0)
    return;
  page_color(page, PAGE_BAD);
  fprintf(page->out, "  refused      %.*s", last + 1, marks);
  page_color(page, PAGE_PLAIN);
  fputc('\n', page->out);
}

/* "a=api, o=ota": those that ever held a slot. */
static void print_legend(const struct timeline *timeline) {
  struct text line = {0};
  const struct trace *trace = timeline->page->run->trace;
  for (int owner = -1; owner < (int)trace->consumer_count; owner++) {
    bool held = false;
    for (size_t i = 0; i < timeline->holdings.count && !held; i++)
      held = timeline->holdings.items[i].owner == owner;
    if (held)
      text_add(&line, "%s%c=%s", line.len == 0 ? "" : ", ",
               letter_of(timeline, owner), tell_owner(trace, owner));
  }
  page_wrapped(timeline->page, PAGE_PLAIN, "               ",
               line.data ? line.data : "");
  text_done(&line);
}

static void print_axis(const struct timeline *timeline) {
  const struct page *page = timeline->page;
  struct text end = {0};
  tell_time(&end, page->run->trace->ended_at_ns);
  page_color(page, PAGE_DIM);
  fprintf(page->out, "  over time    0 s%*s", TIME_COLUMNS - 3,
          end.data ? end.data : "");
  page_color(page, PAGE_PLAIN);
  fputc('\n', page->out);
  text_done(&end);
}

void timeline_print(const struct page *page) {
  struct timeline timeline = {.page = page};
  if (holdings_of(page->run->trace, &timeline.holdings) != 0)
    return;
  size_t slots = (size_t)timeline.holdings.slot_end;
  timeline.rows = calloc(slots + 1, sizeof(*timeline.rows));
  timeline.held_ns = calloc(slots + 1, sizeof(*timeline.held_ns));
  if (slots > 0 && timeline.rows != NULL && timeline.held_ns != NULL) {
    give_letters(&timeline);
    for (size_t i = 0; i < slots; i++)
      memset(timeline.rows[i], ' ', TIME_COLUMNS);
    for (size_t i = 0; i < timeline.holdings.count; i++)
      draw(&timeline, &timeline.holdings.items[i]);
    print_axis(&timeline);
    print_rows(&timeline);
    print_refusals(&timeline);
    print_legend(&timeline);
  }
  free(timeline.rows);
  free(timeline.held_ns);
  holdings_done(&timeline.holdings);
}
