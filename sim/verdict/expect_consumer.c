/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `consumer: {name, state, peak, end, refused}`: the state at
 * the end and the sockets of one consumer. */
#include <string.h>

#include "verdict/expect.h"

void expect_consumer_check(const struct checking *checking) {
  if (check_required(checking, "name"))
    check_consumer(checking, "name");
  if (!item_param(checking->item, "state")->given)
    check_some_bound(checking);
}

static bool measure(const void *context, const char *param, int64_t *ret_value,
                    struct text *found) {
  const struct trace_consumer *consumer = context;
  if (strcmp(param, "peak") == 0) {
    *ret_value = consumer->peak;
  } else if (strcmp(param, "end") == 0) {
    *ret_value = consumer->sockets;
  } else if (strcmp(param, "refused") == 0) {
    *ret_value = consumer->refused;
  } else {
    text_add(found, "%s is not counted", param);
    return false;
  }
  return true;
}

bool expect_consumer_judge(const struct item *item, const struct trace *trace,
                           struct text *found) {
  const struct trace_consumer *consumer =
      expect_find_consumer(trace, item_text(item, "name"));
  if (!consumer) {
    text_add(found, "it never ran");
    return false;
  }
  bool held = true;
  const char *state = trace_workload_state_name(consumer->state);
  text_add(found, "seen: %s", state);
  if (item_param(item, "state")->given)
    held = strcmp(item_text(item, "state"), state) == 0;

  struct text bounds = {0};
  held = bounds_judge(item, measure, consumer, &bounds) && held;
  if (bounds.len > 0)
    text_add(found, ", %s", bounds.data);
  if (bounds.failed)
    found->failed = 1;
  text_done(&bounds);
  return held;
}
