/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a variant comes to life: the device and its peers on one LAN,
 * in virtual time, from boot to the end of the run. */
#ifndef SOCKFIT_WORLD_WORLD_H
#define SOCKFIT_WORLD_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/loop.h"
#include "image/image.h"
#include "scenario/scenario.h"
#include "world/uplink.h"

/* The last stretch of a run, over which a leak would have to show. */
#define WORLD_TAIL_NS (INT64_C(30) * 1000000000)

enum world_moment {
  MOMENT_IDLE_OVER, /* the first peer is about to come */
  MOMENT_SAMPLE,    /* one of sample_times */
  MOMENT_TAIL,      /* WORLD_TAIL_NS before the end */
  MOMENT_END,
};

/* The device's own code has ended it. */
struct world_crash {
  enum image_crash kind;
  int owner;        /* for whom it was working, or OWNER_STACK */
  const char *text; /* what and where, for a person; the same in every run */
  /* Its image is in an unknown state. Call look(host, reads, arg) and ask the
   * device in reads(arg): false when that crashed as well. */
  bool (*look)(void *host, void (*reads)(void *arg), void *arg);
  void *host;
};

/* A fault that lasts begins and ends; any other happens once. */
enum fault_phase { FAULT_ONCE, FAULT_BEGINS, FAULT_ENDS };

/* In place of an index: it came from outside, not from the variant. */
#define WORLD_NO_FAULT SIZE_MAX

/* Whoever watches. Every call is made at the virtual time at_ns, never
 * decreasing. device may be asked for slots, pools and states in each call. */
struct world_observer {
  void *arg;
  /* The device boots: at the beginning, and after each device_off. */
  void (*started)(void *arg, const struct image_interface *device);
  /* The device is about to lose all state; the last call in which it may be
   * asked until it is started again. */
  void (*device_off)(void *arg, int64_t at_ns);
  void (*device_event)(void *arg, int64_t at_ns,
                       const struct image_event *event);
  void (*device_failed)(void *arg, int64_t at_ns, const char *text);
  /* It is off from now on; the last call in which it may be asked, and only by
   * crash->look, until it is started again. */
  void (*device_crashed)(void *arg, int64_t at_ns,
                         const struct world_crash *crash);
  void (*peer_event)(void *arg, int64_t at_ns, size_t peer_index,
                     const struct image_event *event);
  void (*peer_failed)(void *arg, int64_t at_ns, size_t peer_index,
                      const char *text);
  /* A fault, by its index in the variant, has begun or ended; text says which,
   * for a person. */
  void (*fault)(void *arg, int64_t at_ns, size_t index, enum fault_phase phase,
                const char *text);
  void (*moment)(void *arg, int64_t at_ns, enum world_moment moment);
  /* A frame at the device's port; NULL when nobody captures. */
  void (*frame)(void *arg, int64_t at_ns, const void *frame, size_t len);
};

/* What makes a run one in real time, with the world outside behind the
 * switch's uplink. */
struct world_live {
  struct uplink *uplink; /* open */
  bool endless;          /* until interrupted or a call says so: run_for is no
                            end, and being interrupted is no failure */
  bool chip_speed;       /* calls and frames cost what the profile says */
  void *arg;
  /* Called a moment after the device has booted, and then some times a second.
   * Returns true to end the run. */
  bool (*tick)(void *arg, int64_t now_ns);
  /* Called after each round of work. */
  void (*round)(void *arg);
};

/* A C function of the program that is a consumer or peer of the kind
 * `function`. Borrowed. */
struct world_function {
  enum item_family family; /* FAMILY_CONSUMER or FAMILY_PEER */
  const char *name;        /* of the consumer or peer */
  void (*call)(const struct sockfit_calls *calls, void *arg);
  void *arg;
};

/* The one for this item, or NULL. */
const struct world_function *
world_function_of(const struct world_function *functions, size_t count,
                  const struct item *item);

/* One run; everything borrowed. */
struct world_plan {
  const struct variant *variant;
  const struct limits *limits; /* of the device: costs, TCP_MSL */
  const struct limits *peer_limits;
  const struct image *device_image;
  const struct image *peer_image; /* NULL when there are no peers */
  struct loop *loop;
  const struct world_observer *observer;
  const int64_t *sample_times; /* ascending */
  size_t sample_count;
  const struct world_function *functions; /* of all items of the kind */
  size_t function_count;
  const struct world_live *live; /* NULL: virtual time, nobody outside */
  const bool *enough;            /* NULL; or true as soon as the run may end */
  bool peers_leave; /* after run_for, and then go on for 2 MSL and the tail */
};

/* Run it. Returns 0 when the end was reached, -ECANCELED when interrupted,
 * otherwise a negative errno with a diagnosis. The observer's MOMENT_END comes
 * in the first two cases; *ret_ended_at_ns is set whenever anything ran. */
int world_run(const struct world_plan *plan, int64_t *ret_ended_at_ns,
              struct diag *diag);

#endif
