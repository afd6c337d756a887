/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a host: one image instance, its tasks and its processor.
 *
 * All tasks of a host share one processor. A task runs until it waits; socket
 * calls and frames cost processor time, which is added up while the clock
 * stands still and then makes the host busy until it is over. So a loop that
 * never waits still moves time on, as on the chip.
 *
 * In real time the machine's clock is what a slice is measured with, and
 * nothing is charged: what a call takes here, it takes. Only a call that failed
 * still costs what the profile says, so that a loop that spins on a refusal
 * sees as many as on the chip and not as many as this machine can count. */
#ifndef SOCKFIT_WORLD_HOST_H
#define SOCKFIT_WORLD_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "image/image.h"
#include "world/blocks.h"
#include "world/clock.h"
#include "world/coroutine.h"
#include "world/crash.h"
#include "world/timers.h"

struct task;
struct lan_port;

/* Called for everything that the host's image reports. */
struct host_listener {
  void *arg;
  void (*event)(void *arg, const struct image_event *event);
  void (*failed)(void *arg, const char *text);
  /* Its code has crashed: it is not called again until it boots anew. owner:
   * for whom it was working. The image is still there, to be read with
   * host_look. */
  void (*crashed)(void *arg, int owner, const struct crash *crash);
  /* Its code asks for a reboot, in a task of it: to be done outside. */
  void (*restarts)(void *arg, int owner);
};

struct host {
  struct runnable runnable; /* first: in the clock's queue */
  struct clock *clock;
  uint32_t ranks;      /* of its timers: this one and the next ones */
  uint32_t task_count; /* that were ever started */
  struct timer resume; /* when it was busy or has something to do later */
  struct task *ready_first;
  struct task *ready_last;
  struct task *tasks; /* all of them */
  struct image_task *current;
  int64_t busy_until_ns;
  int64_t used_ns; /* of the processor since the clock last moved for it */
  int64_t call_cost_ns;
  int64_t frame_cost_ns;
  int64_t failure_cost_ns; /* of a call that failed; real time only */
  int64_t slice_began_ns;  /* real time only */
  uint64_t random_state;
  struct blocks blocks; /* what its image has allocated */
  void *flash;          /* kept over reboots; NULL: not asked for */
  bool restarting;      /* its code has asked for that */
  bool failed;          /* it crashed, or cannot go on */
  bool telling;         /* that it crashed */
  struct guarded guarded;
  const struct image *image; /* borrowed */
  struct image_instance instance;
  bool on; /* instance is there */
  struct image_services services;
  struct image_config config; /* borrowed parts */
  struct lan_port *port;
  struct host_listener listener;
};

/* Load an image and make it a host. image and what config and listener point
 * to are borrowed until host_done. Returns 0 or what image_load returns. */
int host_init(struct host *host, struct clock *clock, const struct image *image,
              const struct image_config *config,
              const struct host_listener *listener, struct diag *diag);

/* The power fails: all state is lost at once, nothing is sent. Outside tasks.
 * Frames that arrive are lost; host_link, host_stop and their like
 * do nothing until it is on again. */
void host_power_off(struct host *host);

/* After host_power_off: a fresh copy of the image, ready for host_start. Its
 * random numbers go on where they were, so that its first port is another
 * one. Returns 0 or what image_load returns. */
int host_power_on(struct host *host, struct diag *diag);

/* Start its stack; workloads follow at their times. */
void host_start(struct host *host);

/* A frame has arrived at host (a struct host; the signature is the LAN's). */
void host_frame_input(void *host, const void *frame, size_t len);

/* Its stack is told that the cable was pulled, or plugged in. */
void host_link(struct host *host, bool up);

/* As image.h has it; when the host is off nothing happens (and there is no
 * pool). */
bool host_refuse(struct host *host, const char *pool, uint32_t nth,
                 uint32_t count);
void host_workload_stop(struct host *host, int owner);
void host_workload_start(struct host *host, int owner);

/* Read its image although it may crash over that, which is then told as a crash
 * (but for one that is being told). Returns whether look came to its end; a
 * host that is off is not looked at. */
bool host_look(struct host *host, void (*look)(void *arg), void *arg);

/* Make it leave: its sockets are closed, its workloads see errors. */
void host_stop(struct host *host);

void host_done(struct host *host);

#endif
