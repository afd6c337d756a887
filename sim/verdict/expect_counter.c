/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `counter: {name: tcp.memerr, value: ">= 1"}`: one of lwIP's
 * own statistics at the end of the run. */
#include "verdict/expect.h"

void expect_counter_check(const struct checking *checking) {
  check_counter(checking, "name");
  check_some_bound(checking);
}

static bool measure(const void *context, const char *param, int64_t *ret_value,
                    struct text *found) {
  const struct image_counter *counter = context;
  (void)param;
  (void)found;
  *ret_value = counter->value;
  return true;
}

bool expect_counter_judge(const struct item *item, const struct trace *trace,
                          struct text *found) {
  const char *name = item_text(item, "name");
  const struct image_counter *counter = trace_counter(trace, name);
  if (!counter) {
    text_add(found, "%s is not counted in this image", name);
    return false;
  }
  text_add(found, "seen: ");
  return bounds_judge(item, measure, counter, found);
}
