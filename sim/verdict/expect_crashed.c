/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `crashed: {consumer, kind, in, after, before}`: the device's
 * own code has ended it so, once at least. A crash that no expectation asks
 * for makes a run fail (verdict.c). */
#include <string.h>

#include "verdict/crashes.h"
#include "verdict/expect.h"

void expect_crashed_check(const struct checking *checking) {
  check_consumer(checking, "consumer");
}

static bool same_if_given(const struct param *param, const char *text) {
  return !param->given || strcmp(param->text, text) == 0;
}

bool crashes_match(const struct item *item, const struct trace *trace,
                   const struct trace_event *event) {
  const struct param *in = item_param(item, "in");
  const struct param *after = item_param(item, "after");
  const struct param *before = item_param(item, "before");
  return event->kind == TRACE_CRASHED &&
         same_if_given(item_param(item, "consumer"),
                       tell_owner(trace, event->owner)) &&
         same_if_given(item_param(item, "kind"),
                       trace_crash_name(event->state)) &&
         (!in->given || (event->text && strstr(event->text, in->text))) &&
         (!after->given || event->at_ns >= after->number) &&
         (!before->given || event->at_ns <= before->number);
}

bool expect_crashed_judge(const struct item *item, const struct trace *trace,
                          struct text *found) {
  const struct trace_event *other = NULL;
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (crashes_match(item, trace, event)) {
      text_add(found, "seen: ");
      crashes_tell(found, trace, event);
      return true;
    }
    if (event->kind == TRACE_CRASHED && !other)
      other = event;
  }
  if (!other) {
    text_add(found, "not seen; nothing crashed");
    return false;
  }
  text_add(found, "not seen; another crash: ");
  crashes_tell(found, trace, other);
  return false;
}
