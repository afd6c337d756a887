/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `no_crash`: nothing ended a host: on the device neither an
 * assertion of lwIP nor its own code (crashes.h), on a peer nothing. The
 * verdict of such a run is no pass anyhow; this is for a scenario that is about
 * nothing else. */
#include "verdict/crashes.h"
#include "verdict/expect.h"

void expect_no_crash_check(const struct checking *checking) {
  (void)checking; /* it has no parameters */
}

bool expect_no_crash_judge(const struct item *item, const struct trace *trace,
                           struct text *found) {
  (void)item;
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind != TRACE_HOST_FAILED && event->kind != TRACE_CRASHED)
      continue;
    text_add(found, "seen: ");
    if (event->kind == TRACE_CRASHED)
      crashes_tell(found, trace, event);
    else
      text_add(found, "%s", event->text);
    return false;
  }
  return true;
}
