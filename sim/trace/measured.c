/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: see measured.h. Pure functions. */
#include "trace/measured.h"

enum type { TYPE_TCP, TYPE_UDP, TYPE_LISTEN, TYPE_COUNT };

struct replay {
  const struct socket_counts *declared;
  struct measured measured;
  enum type types[TRACE_SLOTS_MAX]; /* of open slots */
};

static int *count_of(struct socket_counts *counts, enum type type) {
  return type == TYPE_TCP   ? &counts->tcp
         : type == TYPE_UDP ? &counts->udp
                            : &counts->tcp_listen;
}

static int declared_of(const struct socket_counts *counts, enum type type) {
  return type == TYPE_TCP   ? counts->tcp
         : type == TYPE_UDP ? counts->udp
                            : counts->tcp_listen;
}

static void open_slot(struct replay *replay, enum type type,
                      const struct trace_event *event) {
  struct measured *measured = &replay->measured;
  int *count = count_of(&measured->end, type);
  int *peak = count_of(&measured->peak, type);
  replay->types[event->slot] = type;
  ++*count;
  if (*count > *peak)
    *peak = *count;
  if (replay->declared && *count > declared_of(replay->declared, type) &&
      measured->over_at_ns < 0) {
    measured->over_at_ns = event->at_ns;
    measured->over_packet = event->packet;
  }
}

/* Does the slot that event opens become a listener before it is closed? */
static bool will_listen(const struct trace *trace, size_t at) {
  const struct trace_event *opened = &trace->events[at];
  for (size_t i = at + 1; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->slot != opened->slot || event->owner != opened->owner)
      continue;
    if (event->kind == TRACE_SOCKET_LISTENED)
      return true;
    if (event->kind == TRACE_SOCKET_CLOSED)
      return false;
  }
  return false;
}

static void replay_event(struct replay *replay, const struct trace *trace,
                         size_t at) {
  const struct trace_event *event = &trace->events[at];
  if (event->slot < 0 || event->slot >= TRACE_SLOTS_MAX)
    return;
  enum type type = event->state == IMAGE_SOCKET_TCP ? TYPE_TCP : TYPE_UDP;
  if (event->kind == TRACE_SOCKET_ACCEPTED)
    open_slot(replay, TYPE_TCP, event);
  else if (event->kind == TRACE_SOCKET_OPENED)
    open_slot(replay,
              type == TYPE_TCP && will_listen(trace, at) ? TYPE_LISTEN : type,
              event);
  else if (event->kind == TRACE_SOCKET_CLOSED)
    --*count_of(&replay->measured.end, replay->types[event->slot]);
}

struct measured trace_measured(const struct trace *trace, size_t index) {
  struct replay replay = {.declared = trace->consumers[index].declared,
                          .measured = {.over_at_ns = -1}};
  for (size_t i = 0; i < trace->event_count; i++)
    if (trace->events[i].owner == (int)index)
      replay_event(&replay, trace, i);
  return replay.measured;
}
