/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: names for what a trace holds, and ways to find it. Touches the
 * given trace only; the world writes it. */
#include "trace/trace.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char *const event_names[] = {
#define X(name, text) [TRACE_##name] = text,
    TRACE_EVENTS(X)
#undef X
};

static const char *const call_names[] = {
#define X(name, text) [IMAGE_CALL_##name] = text,
    IMAGE_CALLS(X)
#undef X
};

static const char *const crash_names[] = {
#define X(name, text) text,
    IMAGE_CRASHES(X)
#undef X
};

static const char *const tcp_state_names[] = {
#define X(name, text) [IMAGE_TCP_##name] = text,
    IMAGE_TCP_STATES(X)
#undef X
};

/* No state or call is normal (-1); any other number out of range is a bug of
 * whoever recorded it, but no reason to end a report. */
static const char *name_or_dash(const char *const *names, size_t count,
                                int index) {
  return index >= 0 && (size_t)index < count ? names[index] : "-";
}

const char *trace_event_name(enum trace_event_kind kind) {
  assert(kind < TRACE_EVENT_COUNT);
  return event_names[kind];
}

const char *trace_call_name(int call) {
  return name_or_dash(call_names, COUNT(call_names), call);
}

const char *trace_tcp_state_name(int state) {
  return name_or_dash(tcp_state_names, COUNT(tcp_state_names), state);
}

const char *trace_crash_name(int kind) {
  return name_or_dash(crash_names, COUNT(crash_names), kind);
}

const char *trace_workload_state_name(int state) {
  switch ((enum image_workload_state)state) {
  case WORKLOAD_RUNNING:
    return "running";
  case WORKLOAD_FAILED:
    return "failed";
  case WORKLOAD_STOPPED:
    return "stopped";
  }
  return "-";
}

const struct image_pool *trace_pool(const struct trace *trace,
                                    const char *name) {
  for (size_t i = 0; i < trace->pool_count; i++)
    if (strcmp(trace->pools[i].name, name) == 0)
      return &trace->pools[i];
  return NULL;
}

const struct image_counter *trace_counter(const struct trace *trace,
                                          const char *name) {
  for (size_t i = 0; i < trace->counter_count; i++)
    if (strcmp(trace->counters[i].name, name) == 0)
      return &trace->counters[i];
  return NULL;
}

/* Dotted, as lwIP writes an address. 0: it is none of IPv4. */
static uint32_t read_ipv4(const char *text) {
  unsigned a, b, c, d;
  if (sscanf(text, "%3u.%3u.%3u.%3u", &a, &b, &c, &d) != 4)
    return 0;
  return a << 24 | b << 16 | c << 8 | d;
}

const struct trace_peer *trace_event_peer(const struct trace *trace,
                                          const struct trace_event *event) {
  uint32_t ipv4 = 0;
  for (size_t i = 0; i < event->slots.count && event->slot >= 0; i++)
    if (event->slots.slots[i].slot == event->slot)
      ipv4 = read_ipv4(event->slots.slots[i].remote);
  for (size_t i = 0; i < trace->peer_count && ipv4 != 0; i++)
    if (ipv4 - trace->peers[i].first_ipv4 < trace->peers[i].host_count)
      return &trace->peers[i];
  return NULL;
}

const struct trace_sample *trace_sample_at(const struct trace *trace,
                                           int64_t at_ns) {
  for (size_t i = 0; i < trace->sample_count; i++)
    if (trace->samples[i].at_ns == at_ns)
      return &trace->samples[i];
  return NULL;
}

bool trace_slot_has_site(const struct trace *trace,
                         const struct image_slot *slot) {
  return slot->site != 0 && slot->since_ns >= trace->idle_until_ns;
}

const char *trace_site_line(const struct trace *trace, uint64_t site) {
  for (size_t i = 0; i < trace->site_count; i++)
    if (trace->sites[i].site == site)
      return trace->sites[i].line;
  return NULL;
}

void trace_done(struct trace *trace) {
  for (size_t i = 0; i < trace->site_count; i++)
    free(trace->sites[i].line);
  free(trace->sites);
  free(trace->end_slots.slots);
  for (size_t i = 0; i < trace->event_count; i++) {
    free(trace->events[i].text);
    free(trace->events[i].slots.slots);
  }
  free(trace->events);
  free(trace->consumers);
  free(trace->peers);
  for (size_t i = 0; i < trace->sample_count; i++)
    free(trace->samples[i].consumer_sockets);
  free(trace->samples);
  free(trace->limits);
  free(trace->audit.time);
  free(trace->audit.frame);
  free(trace->audit.counts);
  for (size_t i = 0; i < trace->interned_count; i++)
    free(trace->interned[i]);
  free(trace->interned);
  free(trace->incomplete_because);
  detail_free(trace->detail);
  *trace = (struct trace){0};
}
