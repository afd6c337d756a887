/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: every event of the device as a line of JSON, described by
 * docs/event.schema.json. A member that an event has no use for is left out. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "report/report.h"
#include "report/values.h"
#include "verdict/tell.h"

#define REAL_DIGITS 15 /* enough for the nanoseconds of a week */

static bool put(json_t *object, const char *key, json_t *value) {
  return json_object_set_new(object, key, value) == 0;
}

static const char *state_name(const struct trace_event *event) {
  switch (event->kind) {
  case TRACE_STATE_CHANGED:
    return trace_workload_state_name(event->state);
  case TRACE_PCB_RECLAIMED:
    return trace_tcp_state_name(event->state);
  default:
    return NULL;
  }
}

/* NULL: no memory. */
static json_t *event_object(const struct report_run *run,
                            const struct trace_event *event) {
  json_t *object = json_object();
  const char *state = state_name(event);
  bool whole = put(object, "scenario", values_string(run->scenario->name));
  whole &= put(object, "variant", values_string(run->variant->name));
  whole &= put(object, "at_s", values_seconds(event->at_ns));
  whole &= put(object, "event", json_string(trace_event_name(event->kind)));
  whole &=
      put(object, "owner", values_string(tell_owner(run->trace, event->owner)));
  whole &= put(object, "packet", json_integer((json_int_t)event->packet));
  if (event->slot >= 0)
    whole &= put(object, "slot", json_integer(event->slot));
  if (event->call >= 0)
    whole &= put(object, "call", json_string(trace_call_name(event->call)));
  if (event->error_name)
    whole &= put(object, "errno", values_string(event->error_name));
  if (event->pool)
    whole &= put(object, "pool", values_string(event->pool));
  if (event->injected)
    whole &= put(object, "injected", json_true());
  if (event->nth > 0)
    whole &= put(object, "nth", json_integer(event->nth));
  if (event->nth_of_host > 0)
    whole &= put(object, "nth_of_device", json_integer(event->nth_of_host));
  if (state)
    whole &= put(object, "state", json_string(state));
  if (event->text)
    whole &= put(object, "text", values_string(event->text));
  if (whole)
    return object;
  json_decref(object);
  return NULL;
}

static int write_event(FILE *out, const struct report_run *run,
                       const struct trace_event *event) {
  json_t *object = event_object(run, event);
  if (!object)
    return -ENOMEM;
  int failed =
      json_dumpf(object, out, JSON_COMPACT | JSON_REAL_PRECISION(REAL_DIGITS));
  json_decref(object);
  return failed || fputc('\n', out) == EOF ? -EIO : 0;
}

int report_events(FILE *out, const struct report_run *runs, size_t count) {
  int status = 0;
  for (size_t i = 0; i < count; i++) {
    for (size_t k = 0; k < runs[i].trace->event_count && status == 0; k++)
      status = write_event(out, &runs[i], &runs[i].trace->events[k]);
  }
  return status == 0 && fflush(out) != 0 ? -EIO : status;
}
