/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `log: {consumer, text, count, after, before}`: lines that the
 * device would print on its serial console. Without `count` there must be one
 * at least. */
#include <string.h>

#include "verdict/expect.h"
#include "verdict/tell.h"

void expect_log_check(const struct checking *checking) {
  check_consumer(checking, "consumer");
  check_required(checking, "text");
  const struct param *after = item_param(checking->item, "after");
  const struct param *before = item_param(checking->item, "before");
  if (after->given && before->given && before->number < after->number)
    diag_add(checking->diag, DIAG_ERROR, &before->place,
             "log: 'before' (%s) is earlier than 'after' (%s)", before->text,
             after->text);
}

static bool matches(const struct item *item, const struct trace *trace,
                    const struct trace_event *event) {
  const char *consumer = item_text(item, "consumer");
  if (event->kind != TRACE_LOGGED || event->text == NULL)
    return false;
  if (consumer && strcmp(consumer, tell_owner(trace, event->owner)) != 0)
    return false;
  if (item_param(item, "after")->given &&
      event->at_ns < item_number(item, "after"))
    return false;
  if (item_param(item, "before")->given &&
      event->at_ns > item_number(item, "before"))
    return false;
  return strstr(event->text, item_text(item, "text")) != NULL;
}

bool expect_log_judge(const struct item *item, const struct trace *trace,
                      struct text *found) {
  const struct trace_event *first = NULL;
  int64_t count = 0;
  for (size_t i = 0; i < trace->event_count; i++) {
    if (!matches(item, trace, &trace->events[i]))
      continue;
    if (count++ == 0)
      first = &trace->events[i];
  }
  if (first) {
    text_add(found, "seen: '%s' at ", first->text);
    tell_time(found, first->at_ns);
    text_add(found, " (%lldx)", (long long)count);
  } else {
    text_add(found, "no such line");
  }
  const struct param *bound = item_param(item, "count");
  return bound->given ? bound_holds(bound, count) : count >= 1;
}
