/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `no_refusals: {consumer}`. No call of the device failed for
 * want of something, and no pool refused an allocation for good; with a
 * consumer, none of its calls. What the fault `refuse` ordered is not want. */
#include <string.h>

#include "verdict/expect.h"
#include "verdict/tell.h"

void expect_no_refusals_check(const struct checking *checking) {
  check_consumer(checking, "consumer");
}

static void tell_first(struct text *found, const struct trace *trace,
                       const struct trace_event *event, size_t count) {
  text_add(found, "seen: ");
  if (event->kind == TRACE_CALL_REFUSED) {
    tell_call(found, trace, event);
  } else {
    text_add(found, "%s refused an allocation at ",
             event->pool ? event->pool : "a pool");
    tell_time(found, event->at_ns);
    tell_packet(found, trace, event->packet);
  }
  if (count > 1)
    text_add(found, ", and %zu more", count - 1);
}

bool expect_no_refusals_judge(const struct item *item,
                              const struct trace *trace, struct text *found) {
  /* item is NULL where nothing is expected and this is assumed. */
  const char *consumer = item ? item_text(item, "consumer") : NULL;
  const struct trace_event *first = NULL;
  size_t count = 0;
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    bool call = event->kind == TRACE_CALL_REFUSED;
    bool pool = event->kind == TRACE_POOL_REFUSED && !consumer;
    if ((!call && !pool) || event->injected)
      continue;
    if (consumer && strcmp(consumer, tell_owner(trace, event->owner)) != 0)
      continue;
    first = first ? first : event;
    count++;
  }
  if (first)
    tell_first(found, trace, first, count);
  else
    text_add(found, "nothing was refused");
  return first == NULL;
}
