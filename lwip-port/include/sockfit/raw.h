/* SPDX-License-Identifier: BSD-3-Clause */
/* What a workload in sim/workloads/raw may use besides sockfit/workload.h and
 * lwIP's raw API (lwip/tcp.h, lwip/udp.h, lwip/dns.h), on profiles with
 * NO_SYS 1.
 *
 * There are no tasks: KIND_main() is the component's set-up. It registers
 * callbacks and timers and returns; the device's main loop (raw_loop.c) calls
 * them one after the other. Nothing may wait. workload_sleep_ms() and
 * workload_task() do not exist here. Whatever a workload keeps is allocated,
 * since its set-up has returned long before its callbacks run.
 *
 * Callbacks run in the name of the workload that registered them: the probes
 * see to that (probe_raw.c), the workload just calls lwIP. */
#ifndef SOCKFIT_RAW_H
#define SOCKFIT_RAW_H

#include <stdbool.h>
#include <stdint.h>

/* One call at one instant; the memory is the caller's and must stay while the
 * timer is set. Zeroed memory is a timer that is not set. */
struct raw_timer {
  struct raw_timer *next;
  int64_t at_ns;
  int owner;
  bool set;
  void (*due)(void *arg);
  void *arg;
};

/* Call due(arg) at at_ns, or as soon as possible when that is over; replaces
 * what was set before. Timers of one instant run in the order in which they
 * were set. due may set the timer again. */
void raw_timer_set(struct raw_timer *timer, int64_t at_ns,
                   void (*due)(void *arg), void *arg);

/* Does nothing to a timer that is not set. */
void raw_timer_stop(struct raw_timer *timer);

#endif
