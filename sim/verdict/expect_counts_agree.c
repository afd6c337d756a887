/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `counts_agree`: the socket table and the PCB lists at the end
 * against what the probes counted (trace/audit.c). */
#include "verdict/expect.h"

void expect_counts_agree_check(const struct checking *checking) {
  (void)checking; /* it has no parameters */
}

bool expect_counts_agree_judge(const struct item *item,
                               const struct trace *trace, struct text *found) {
  (void)item;
  if (trace->audit.counts != NULL)
    text_add(found, "seen: %s", trace->audit.counts);
  return trace->audit.counts == NULL;
}
