/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: everything that a run leaves behind, as plain data. The world
 * writes it, verdict and report read it; times are virtual. */
#ifndef SOCKFIT_TRACE_TRACE_H
#define SOCKFIT_TRACE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/kinds.h"
#include "sockfit/image.h"
#include "trace/detail.h"

#define TRACE_SLOTS_MAX 1024
#define TRACE_POOLS_MAX 64
#define TRACE_COUNTERS_MAX 256

/* X(KIND, text); past participles. */
#define TRACE_EVENTS(X)                                                        \
  X(SOCKET_OPENED, "socket_opened")                                            \
  X(SOCKET_ACCEPTED, "socket_accepted")                                        \
  X(SOCKET_CLOSED, "socket_closed")                                            \
  X(CALL_FAILED, "call_failed")                                                \
  X(CALL_REFUSED, "call_refused")                                              \
  X(POOL_REFUSED, "pool_refused")                                              \
  X(PCB_RECLAIMED, "pcb_reclaimed")                                            \
  X(STATE_CHANGED, "state_changed")                                            \
  X(FAULT, "fault")                                                            \
  X(LOGGED, "logged")                                                          \
  X(HOST_FAILED, "host_failed")                                                \
  X(SOCKET_LISTENED, "socket_listened")                                        \
  X(CRASHED, "crashed")

enum trace_event_kind {
#define X(name, text) TRACE_##name,
  TRACE_EVENTS(X)
#undef X
      TRACE_EVENT_COUNT
};

/* Who held the device's socket slots at one instant. */
struct trace_slots {
  size_t count;
  struct image_slot *slots;
};

/* Where the user's own source has a call, by struct image_slot's site. */
struct trace_site {
  uint64_t site;
  char *line; /* "server.c:57"; owned, NULL: not known */
};

/* One thing that happened on the device. CALL_REFUSED is a failed call whose
 * cause is a full pool; CALL_FAILED any other failed call. */
struct trace_event {
  int64_t at_ns;
  enum trace_event_kind kind;
  int owner; /* index in consumers, or OWNER_STACK */
  int slot;  /* -1: none */
  int call;  /* enum image_call, -1: none */
  int error;
  const char *error_name;   /* interned; NULL: none */
  const char *pool;         /* interned lwIP option; NULL: none */
  uint32_t nth;             /* which call of that name by that owner */
  uint32_t nth_of_host;     /* and on the whole device */
  int state;                /* image_workload_state, TCP state, of an opened
                               socket image_socket_type, of a crash
                               image_crash, of a FAULT enum fault_phase
                               (world/world.h) */
  int fault;                /* FAULT: index in the variant's faults */
  bool injected;            /* refused by the fault `refuse`, not for want */
  uint64_t packet;          /* as Wireshark numbers the capture: its own frame
                               (event_frames); otherwise the last one at the
                               device's port before it, 0: none yet */
  char *text;               /* FAULT, LOGGED, HOST_FAILED, CRASHED; owned */
  struct trace_slots slots; /* CALL_REFUSED, CRASHED: the table at that
                               instant; slots NULL: it could not be read */
};

struct trace_consumer {
  const char *name; /* of the scenario; borrowed */
  const char *kind;
  const struct socket_counts *declared; /* of the scenario; borrowed */
  int64_t sockets; /* now: at the end, when the run is over */
  int64_t peak;
  int64_t idle;    /* most before the first peer came */
  int64_t refused; /* CALL_REFUSED events */
  int64_t end_low; /* fewest in the last 30 s, for no_leak */
  enum image_workload_state state;
};

/* All hosts of one peer entry together. */
struct trace_peer {
  const char *name;
  const char *kind;
  uint32_t first_ipv4; /* of its first host, 0x01020304 is 1.2.3.4 */
  uint32_t host_count; /* they have addresses in a row */
  int64_t attempts;
  int64_t served;
  int64_t reset;
  int64_t closed;
  int64_t timeout;
  int64_t connected;       /* handshakes; kinds that count them */
  int64_t lost;            /* served, and ended by the device afterwards */
  int64_t slowest_ns;      /* of the served ones */
  int64_t first_served_ns; /* the instant; when served > 0 */
};

/* The device at one instant. */
struct trace_sample {
  int64_t at_ns;
  int64_t sockets;
  int64_t *consumer_sockets; /* by consumer index; owned */
  uint32_t tcp_states[IMAGE_TCP_STATE_COUNT];
  struct image_pool pools[TRACE_POOLS_MAX];
  size_t pool_count;
};

/* The first breach of what must hold in every run; NULL: there was none.
 * Owned. See trace/audit.h. */
struct trace_audit {
  char *time;
  char *frame; /* checked only where `frames_valid` is expected */
  char *counts;
};

struct trace {
  struct trace_event *events; /* in order of time */
  size_t event_count;
  size_t event_capacity;
  uint64_t events_left_out; /* a live run has a bound */
  struct trace_consumer *consumers;
  size_t consumer_count;
  struct trace_peer *peers;
  size_t peer_count;
  struct trace_sample *samples; /* in order of time */
  size_t sample_count;
  int64_t sockets_limit; /* -1: no sockets; the counts are PCBs then */
  int64_t sockets_now;
  int64_t sockets_peak;
  int64_t sockets_idle;         /* most before the first peer came */
  int64_t sockets_end_low;      /* fewest in the last 30 s */
  int64_t sockets_refused;      /* CALL_REFUSED events */
  bool has_tail;                /* the 30 s before the end were reached */
  int64_t idle_until_ns;        /* when the first peer came */
  struct trace_slots end_slots; /* the table at the end */
  struct trace_site
      *sites; /* those of end_slots that no_leak asks for; owned */
  size_t site_count;
  /* At the end; peak and refused over all lives of the device. Octets and
   * PCBs of a device that is off are none. */
  struct image_pool pools[TRACE_POOLS_MAX];
  size_t pool_count;
  struct image_counter counters[TRACE_COUNTERS_MAX]; /* at the end */
  size_t counter_count;
  struct image_limit *limits; /* what the image echoed; owned */
  size_t limit_count;
  struct trace_audit audit;
  const char *lwip_version; /* interned */
  char **interned; /* texts of the image, which is gone when a trace is read */
  size_t interned_count;
  int64_t ended_at_ns;
  bool event_frames;           /* every event is a frame of the capture */
  struct trace_detail *detail; /* NULL: nobody asked for it; owned */
  bool complete;               /* false: interrupted, or a budget ran out */
  char *incomplete_because;
};

const char *trace_event_name(enum trace_event_kind kind);
const char *trace_call_name(int call);            /* "socket"; "-" for -1 */
const char *trace_tcp_state_name(int state);      /* "ESTABLISHED" */
const char *trace_workload_state_name(int state); /* "running" */

const char *trace_crash_name(int kind); /* "memory" */

/* The pool of that name at the end, or NULL. */
const struct image_pool *trace_pool(const struct trace *trace,
                                    const char *name);

/* The counter of that name at the end, or NULL: the image does not have it. */
const struct image_counter *trace_counter(const struct trace *trace,
                                          const char *name);

/* The peer at the other end of the connection that a refused call was about.
 * NULL: it was about none, or with nobody on the LAN. */
const struct trace_peer *trace_event_peer(const struct trace *trace,
                                          const struct trace_event *event);

/* The sample taken at that time, or NULL. */
const struct trace_sample *trace_sample_at(const struct trace *trace,
                                           int64_t at_ns);

/* Whether an entry of end_slots was opened by the user's own source when idle
 * was over: a line of its own explains a leak. */
bool trace_slot_has_site(const struct trace *trace,
                         const struct image_slot *slot);

/* The line of a site, or NULL. */
const char *trace_site_line(const struct trace *trace, uint64_t site);

/* Frees what it owns; the struct itself is the caller's. */
void trace_done(struct trace *trace);

#endif
