/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `frames_valid`: lengths and checksums of what the device
 * sends. The trace stage checks each frame (trace/audit_frame.c). */
#include "verdict/expect.h"

void expect_frames_valid_check(const struct checking *checking) {
  (void)checking; /* it has no parameters */
}

bool expect_frames_valid_judge(const struct item *item,
                               const struct trace *trace, struct text *found) {
  (void)item;
  if (trace->audit.frame != NULL)
    text_add(found, "seen: %s", trace->audit.frame);
  return trace->audit.frame == NULL;
}
