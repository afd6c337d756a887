/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `no_spinning: {per_second}`: a consumer whose call fails, and
 * which calls again at once, keeps the processor from everybody else. */
#include "base/units.h"
#include "verdict/expect.h"
#include "verdict/spinning.h"

void expect_no_spinning_check(const struct checking *checking) {
  (void)checking; /* its only parameter is a number with a range */
}

static bool is_same_call(const struct trace_event *a,
                         const struct trace_event *b) {
  return expect_is_failed_call(a) && a->owner == b->owner && a->call == b->call;
}

bool spinning_ends_at(const struct trace *trace, size_t index,
                      int64_t per_second) {
  const struct trace_event *last = &trace->events[index];
  int64_t count = 0;
  /* Its own count says at once that there were not so many yet. */
  if (!expect_is_failed_call(last) || last->nth < per_second)
    return false;
  for (size_t i = index + 1; i-- > 0 && count < per_second;) {
    if (last->at_ns - trace->events[i].at_ns >= NS_PER_S)
      return false;
    count += is_same_call(&trace->events[i], last);
  }
  return count >= per_second;
}

bool expect_no_spinning_judge(const struct item *item,
                              const struct trace *trace, struct text *found) {
  int64_t per_second = item_number(item, "per_second");
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (!spinning_ends_at(trace, i, per_second))
      continue;
    text_add(found, "seen: %s of %s at %.3f s", trace_call_name(event->call),
             event->owner >= 0 ? trace->consumers[event->owner].name : "lwIP",
             (double)event->at_ns / NS_PER_S);
    return false;
  }
  return true;
}
