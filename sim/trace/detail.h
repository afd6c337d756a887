/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: what pictures need beyond events: who held each slot in which
 * TCP state and when, every pool's use over time, and the packets that led up
 * to a refusal. It costs a look at the device for every event and every frame,
 * so it is kept only for reports that ask for it.
 *
 * The device is looked at when something happens to it: an event, or a frame
 * at its port. A state that comes and goes between two of these is not seen;
 * one that a packet brings is dated by the next frame or event. */
#ifndef SOCKFIT_TRACE_DETAIL_H
#define SOCKFIT_TRACE_DETAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sockfit/image.h"

#define DETAIL_POOLS_MAX 64
#define DETAIL_STEPS 1024 /* of the use of pools, over the whole run */
#define DETAIL_RUN_UP_FRAMES 20
#define DETAIL_RUN_UPS_MAX 8
#define DETAIL_FRAME_OCTETS 192 /* headers, and a name or a request line */

struct trace;
struct trace_event;

/* One slot for as long as neither owner nor socket nor TCP state changed. */
struct detail_hold {
  struct image_slot slot;
  int64_t from_ns;
  int64_t until_ns;
  uint64_t packet; /* last frame when it began */
};

/* The beginning of one frame at the device's port. */
struct detail_frame {
  int64_t at_ns;
  uint64_t number; /* as Wireshark counts, from 1 */
  size_t len;      /* of the whole frame */
  size_t kept;
  uint8_t octets[DETAIL_FRAME_OCTETS];
};

/* The last frames before the first refusal of its sort. */
struct detail_run_up {
  size_t event; /* index of the refusal in the trace */
  size_t frame_count;
  struct detail_frame frames[DETAIL_RUN_UP_FRAMES];
};

struct trace_detail {
  struct detail_hold *holds; /* in the order in which they began */
  size_t hold_count;
  size_t hold_capacity;
  size_t hold_max;          /* those to keep; 0: all */
  bool holds_left_out;      /* there were more */
  size_t *open;             /* by slot: index in holds plus one, 0 when free */
  int slot_end;             /* beyond the highest one held */
  struct image_slot *seen;  /* one look's slots */
  struct image_pool *pools; /* one look's pools */
  /* Most that was seen in use in each step; [pool in the order of
   * trace.pools][step]. A step grows with the run. */
  int64_t step_ns;
  size_t step_count;
  int64_t (*use)[DETAIL_STEPS];
  int64_t used_last[DETAIL_POOLS_MAX];
  struct detail_frame *ring; /* the last DETAIL_RUN_UP_FRAMES */
  struct detail_run_up *run_ups;
  size_t run_up_count;
  uint64_t frame_count; /* of the LAN: frames of events are not among them */
  bool failed;          /* out of memory: not whole */
};

/* NULL: no memory. */
struct trace_detail *detail_new(void);
void detail_free(struct trace_detail *detail); /* accepts NULL */

/* Look at the device as it is now. */
void detail_look(struct trace_detail *detail, int64_t at_ns, uint64_t packet,
                 const struct image_interface *device);

/* A frame passed the device's port. */
void detail_frame(struct trace_detail *detail, int64_t at_ns, uint64_t number,
                  const void *frame, size_t len);

/* event was just added to trace: keep what led up to it when it is the first
 * of its owner, call, errno and pool. */
void detail_refused(struct trace_detail *detail, const struct trace *trace,
                    const struct trace_event *event);

/* The device is off, or the run is over: what is still held ends here. */
void detail_end(struct trace_detail *detail, int64_t at_ns);

#endif
