/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `recovers: {consumer}`: a failed call is no end. A consumer
 * that had one must not have given up, and if it has ever listened it must
 * listen at the end. */
#include <string.h>

#include "verdict/expect.h"

void expect_recovers_check(const struct checking *checking) {
  check_consumer(checking, "consumer");
}

/* The last failed call of that consumer, or NULL; whether it ever listened. */
static const struct trace_event *look_back(const struct trace *trace,
                                           size_t owner, bool *ret_listened) {
  const struct trace_event *failed = NULL;
  *ret_listened = false;
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->owner != (int)owner)
      continue;
    *ret_listened |= event->kind == TRACE_SOCKET_LISTENED;
    if (expect_is_failed_call(event))
      failed = event;
  }
  return failed;
}

static bool listens(const struct trace *trace, size_t owner) {
  for (size_t i = 0; i < trace->end_slots.count; i++) {
    const struct image_slot *slot = &trace->end_slots.slots[i];
    if (slot->owner == (int)owner && slot->tcp_state == IMAGE_TCP_LISTEN)
      return true;
  }
  return false;
}

bool expect_recovers_judge(const struct item *item, const struct trace *trace,
                           struct text *found) {
  const char *only = item_text(item, "consumer");
  bool held = true;
  for (size_t i = 0; i < trace->consumer_count; i++) {
    const struct trace_consumer *consumer = &trace->consumers[i];
    bool listened;
    const struct trace_event *failed = look_back(trace, i, &listened);
    if (failed == NULL || (only && strcmp(only, consumer->name) != 0))
      continue;
    bool gave_up = consumer->state == WORKLOAD_FAILED;
    if (!gave_up && (!listened || listens(trace, i)))
      continue;
    text_add(found, "%s%s %s after %s %s", held ? "seen: " : "; ",
             consumer->name, gave_up ? "has failed" : "listens no more",
             trace_call_name(failed->call),
             failed->error_name ? failed->error_name : "-");
    held = false;
  }
  return held;
}
