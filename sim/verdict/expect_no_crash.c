/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `no_crash`: no host ended in an assertion. The verdict of such
 * a run is "error" anyhow; this is for a scenario that is about nothing else.
 */
#include "verdict/expect.h"

void expect_no_crash_check(const struct checking *checking) {
  (void)checking; /* it has no parameters */
}

bool expect_no_crash_judge(const struct item *item, const struct trace *trace,
                           struct text *found) {
  (void)item;
  for (size_t i = 0; i < trace->event_count; i++) {
    if (trace->events[i].kind != TRACE_HOST_FAILED)
      continue;
    text_add(found, "seen: %s", trace->events[i].text);
    return false;
  }
  return true;
}
