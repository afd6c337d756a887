/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: what the expectations' judgements share. Reads the trace. */
#include <inttypes.h>
#include <string.h>

#include "verdict/expect.h"

void bounds_tell(struct text *text, enum bound_op op, int64_t number) {
  const char *words = "";
  switch (op) {
  case BOUND_EQ:
    words = "exactly";
    break;
  case BOUND_NE:
    words = "other than";
    break;
  case BOUND_LT:
    words = "fewer than";
    break;
  case BOUND_LE:
    words = "at most";
    break;
  case BOUND_GT:
    words = "more than";
    break;
  case BOUND_GE:
    words = "at least";
    break;
  }
  text_add(text, "%s %" PRId64, words, number);
}

bool bounds_judge(const struct item *item, bounds_measure *measure,
                  const void *context, struct text *found) {
  bool held = true;
  const char *separator = "";
  for (size_t i = 0; i < item->kind->param_count; i++) {
    const struct param *param = &item->params[i];
    if (param->spec->type != PARAM_BOUND || !param->given)
      continue;
    text_add(found, "%s", separator);
    separator = ", ";
    int64_t value;
    if (!measure(context, param->spec->name, &value, found)) {
      held = false;
      continue;
    }
    text_add(found, "%s %" PRId64, param->spec->name, value);
    held = held && bound_holds(param, value);
  }
  return held;
}

const struct trace_consumer *expect_find_consumer(const struct trace *trace,
                                                  const char *name) {
  for (size_t i = 0; i < trace->consumer_count; i++)
    if (strcmp(trace->consumers[i].name, name) == 0)
      return &trace->consumers[i];
  return NULL;
}

const struct trace_peer *expect_find_peer(const struct trace *trace,
                                          const char *name) {
  for (size_t i = 0; i < trace->peer_count; i++)
    if (strcmp(trace->peers[i].name, name) == 0)
      return &trace->peers[i];
  return NULL;
}

bool expect_is_failed_call(const struct trace_event *event) {
  return event->kind == TRACE_CALL_REFUSED || event->kind == TRACE_CALL_FAILED;
}
