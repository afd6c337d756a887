/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `no_time_travel`: events and frames come in the order of time.
 * The trace stage watches (trace/audit.c). */
#include "verdict/expect.h"

void expect_no_time_travel_check(const struct checking *checking) {
  (void)checking; /* it has no parameters */
}

bool expect_no_time_travel_judge(const struct item *item,
                                 const struct trace *trace,
                                 struct text *found) {
  (void)item;
  if (trace->audit.time != NULL)
    text_add(found, "seen: %s", trace->audit.time);
  return trace->audit.time == NULL;
}
