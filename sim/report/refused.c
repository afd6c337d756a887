/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: who was refused what, and who held the slots then. Writes to
 * page->out only. */
#include "report/refused.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/tables.h"
#include "verdict/errno_number.h"
#include "verdict/refusals.h"
#include "verdict/tell.h"

#define REPEATS_SHOWN_MAX 5 /* when the run did not pass; else one */
#define PACKETS_SHOWN_MAX 8 /* of those that are counted only */

static bool same_slot(const struct image_slot *a, const struct image_slot *b) {
  return a->slot == b->slot && a->owner == b->owner &&
         a->since_ns == b->since_ns && a->tcp_state == b->tcp_state &&
         a->local_port == b->local_port && a->remote_port == b->remote_port &&
         strcmp(a->remote, b->remote) == 0;
}

static bool same_slots(const struct trace_slots *a,
                       const struct trace_slots *b) {
  if (a->count != b->count)
    return false;
  for (size_t i = 0; i < a->count; i++)
    if (!same_slot(&a->slots[i], &b->slots[i]))
      return false;
  return true;
}

static void print_line(const struct page *page,
                       const struct trace_event *event) {
  struct text line = {0};
  tell_call(&line, page->run->trace, event);
  page_wrapped(page, PAGE_BAD, "  refused   ", line.data ? line.data : "");
  text_done(&line);
  text_add(&line, "its ");
  tell_ordinal(&line, event->nth);
  text_add(&line, " %s() and the device's ", trace_call_name(event->call));
  tell_ordinal(&line, event->nth_of_host);
  int number = errno_number(page->run->limits, event->error_name);
  if (number >= 0 && event->call != IMAGE_CALL_HTTPD_START) /* not printed */
    text_add(&line, "; it prints errno %d", number);
  page_wrapped(page, PAGE_PLAIN, "            ", line.data ? line.data : "");
  text_done(&line);
}

/* shown is the table that was printed last, or NULL. */
static const struct trace_slots *print_slots(const struct page *page,
                                             const struct trace_event *event,
                                             const struct trace_slots *shown) {
  bool passed = page->run->judged->verdict == VERDICT_PASS;
  if (event->slots.count == 0 || (shown && passed))
    return shown;
  if (shown && same_slots(shown, &event->slots)) {
    fprintf(page->out, "            the slots as above\n");
    return shown;
  }
  tables_slots(page, &event->slots);
  return &event->slots;
}

/* ": packets 144, 148, ... 285": where those that are not shown are. */
static void tell_packets(struct text *line, const struct trace *trace,
                         const struct refusal_group *groups, size_t count,
                         size_t group, size_t shown) {
  size_t seen = 0, told = 0;
  for (size_t i = 0; trace->event_frames && i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind != TRACE_CALL_REFUSED ||
        refusals_group_of(groups, count, event) != group || seen++ < shown)
      continue;
    bool last = seen == groups[group].count;
    if (told < PACKETS_SHOWN_MAX || last)
      text_add(line, "%s%" PRIu64,
               told == 0                  ? last ? ": packet " : ": packets "
               : told > PACKETS_SHOWN_MAX ? ", ... "
                                          : ", ",
               event->packet);
    told++;
  }
}

static void print_rest(const struct page *page,
                       const struct refusal_group *groups, size_t count,
                       size_t shown_max) {
  for (size_t i = 0; i < count; i++) {
    if (groups[i].count <= shown_max)
      continue;
    const struct trace_event *event = groups[i].first;
    struct text line = {0};
    text_add(&line, "and %zu more like it: %s %s ", groups[i].count - shown_max,
             tell_owner(page->run->trace, event->owner),
             trace_call_name(event->call));
    tell_error(&line, event->error_name, event->pool);
    tell_packets(&line, page->run->trace, groups, count, i, shown_max);
    page_wrapped(page, PAGE_PLAIN, "            ", line.data ? line.data : "");
    text_done(&line);
  }
}

void refused_print(const struct page *page) {
  const struct trace *trace = page->run->trace;
  struct refusal_group *groups = NULL;
  size_t count = 0;
  if (refusals_group(trace, &groups, &count) != 0 || count == 0)
    return;
  bool passed = page->run->judged->verdict == VERDICT_PASS;
  size_t shown_max = passed ? 1 : REPEATS_SHOWN_MAX;
  size_t *shown_counts = calloc(count, sizeof(*shown_counts));
  const struct trace_slots *shown = NULL;
  for (size_t i = 0; shown_counts && i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind != TRACE_CALL_REFUSED)
      continue;
    size_t group = refusals_group_of(groups, count, event);
    if (shown_counts[group]++ >= shown_max)
      continue;
    print_line(page, event);
    shown = print_slots(page, event, shown);
  }
  print_rest(page, groups, count, shown_max);
  free(shown_counts);
  free(groups);
}
