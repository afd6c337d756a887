/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: what is said of a crash. See crashes.h. */
#include "verdict/crashes.h"

#include <string.h>

#include "verdict/diagnosis.h"

#define SLOTS_TOLD_MAX 6

bool crashes_unexpected(const struct variant *variant,
                        const struct trace *trace) {
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    bool expected = event->kind != TRACE_CRASHED;
    for (size_t k = 0; k < variant->expectation_count && !expected; k++) {
      const struct item *item = &variant->expectations[k];
      expected = strcmp(item->kind->name, "crashed") == 0 &&
                 crashes_match(item, trace, event);
    }
    if (!expected)
      return true;
  }
  return false;
}

void crashes_tell(struct text *text, const struct trace *trace,
                  const struct trace_event *event) {
  text_add(text, "%s (%s) at ", tell_owner(trace, event->owner),
           trace_crash_name(event->state));
  tell_time(text, event->at_ns);
  text_add(text, ": %s", event->text ? event->text : "no reason given");
}

static void tell_slot(struct text *line, const struct image_slot *slot) {
  text_add(line, "%s", slot->protocol);
  if (slot->tcp_state >= 0)
    text_add(line, " %s", trace_tcp_state_name(slot->tcp_state));
  if (slot->local_port != 0)
    text_add(line, " on port %u", slot->local_port);
  if (slot->remote[0] != '\0')
    text_add(line, " with %s:%u", slot->remote, slot->remote_port);
}

/* The consumer's own slots; those of all when lwIP itself has crashed. */
static int tell_held(const struct trace *trace, struct judged *judged,
                     const struct trace_event *event) {
  const struct trace_slots *slots = &event->slots;
  struct text line = {0};
  size_t held = 0;
  text_add(&line, "%s held ", tell_owner(trace, event->owner));
  for (size_t i = 0; i < slots->count; i++) {
    if (slots->slots[i].owner != event->owner)
      continue;
    if (held++ >= SLOTS_TOLD_MAX)
      continue;
    text_add(&line, "%s", held > 1 ? ", " : "");
    tell_slot(&line, &slots->slots[i]);
  }
  if (held > SLOTS_TOLD_MAX)
    text_add(&line, " and %zu more", held - SLOTS_TOLD_MAX);
  if (held == 0)
    text_add(&line, slots->slots ? "no sockets" : "what cannot be read");
  text_add(&line, "; all sockets: ");
  tell_holders(&line, trace, slots);
  text_add(&line, ".");
  return judged_add_diagnosis(judged, &line);
}

int crashes_diagnose(const struct trace *trace, struct judged *judged) {
  int error = 0;
  for (size_t i = 0; i < trace->event_count && !error; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind != TRACE_CRASHED)
      continue;
    struct text line = {0};
    text_add(&line, "Crash of ");
    crashes_tell(&line, trace, event);
    text_add(&line, ". The device is off from then on; a real one would "
                    "boot again.");
    error = judged_add_diagnosis(judged, &line);
    if (!error)
      error = tell_held(trace, judged, event);
  }
  return error;
}
