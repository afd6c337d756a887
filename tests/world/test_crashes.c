/* SPDX-License-Identifier: BSD-3-Clause */
/* The device's own code crashes in every way: it ends, and nothing else does. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "support/mini.h"

static const struct trace_event *crash_of(const struct trace *trace) {
  const struct trace_event *found = NULL;
  for (size_t i = 0; i < trace->event_count; i++) {
    if (trace->events[i].kind == TRACE_HOST_FAILED) fprintf(stderr, "FAILED %s\n", trace->events[i].text);
    if (trace->events[i].kind != TRACE_CRASHED)
      continue;
    if (found) fprintf(stderr, "TWICE %s\n", trace->events[i].text);
    found = &trace->events[i];
  }
  return found;
}

static void run(int64_t value, struct trace *ret_trace) {
  struct mini mini = {.profile = "esp-idf",
                      .workloads = "world/workloads",
                      .run_for_s = 20,
                      .consumers = {{"crasher", value, 0, 0}, {"echo", 0, 0, 0}},
                      .peers = {{"talker", 4, 0, 0}}};
  mini_run(&mini, ret_trace);
}

static const struct way {
  int64_t value;
  enum image_crash kind;
  const char *texts[3];
} ways[] = {
    {1, IMAGE_CRASH_MEMORY, {"it wrote to address 0 (NULL), in write_null (workloads/device/crasher.c:", "called by end"}},
};

int main(void) {
  struct trace trace;
  for (int v = 1; v <= 19; v++) {
    run(v, &trace);
    const struct trace_event *e = crash_of(&trace);
    if (e == NULL)
      fprintf(stderr, "%d: none; %s\n", v, mini_log(&trace, 1));
    else
      fprintf(stderr, "%d: %s owner %d at %lld, %zu slots: %s\n", v, trace_crash_name(e->state), e->owner,
             (long long)e->at_ns / 1000000, e->slots.count, e->text);
    fflush(stdout);
    trace_done(&trace);
  }
  (void)ways;
  return 0;
}
