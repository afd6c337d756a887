/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: writes a trace while the world runs. */
#ifndef SOCKFIT_TRACE_RECORD_H
#define SOCKFIT_TRACE_RECORD_H

#include "scenario/scenario.h"
#include "trace/pcap.h"
#include "trace/trace.h"
#include "world/world.h"

#define RECORDER_TABLES_MAX 1000

struct event_numbers;
struct event_source;

struct recorder {
  struct trace *trace;
  const struct image_interface *device; /* NULL: it is off */
  struct pcap_sink *pcap;               /* NULL: nobody captures */
  bool idle;                            /* the first peer has not come yet */
  bool in_tail;
  bool failed;                 /* out of memory: the trace is not whole */
  uint64_t frame_count;        /* in the capture so far, were there one */
  struct event_source *events; /* NULL: events are no frames; owned */
  size_t event_max; /* events to keep, and slot tables of RECORDER_TABLES_MAX
                       refusals; 0: all. Counts go on. For runs that nobody
                       knows the end of */
  bool checks_frames;
  uint8_t mac[6];  /* the device's */
  int64_t last_ns; /* when something happened last */
};

/* An empty trace for this variant and a recorder for it; pcap may be NULL.
 * Names of consumers and peers are borrowed from the variant. Returns 0 or
 * -ENOMEM; free the trace with trace_done. */
int recorder_init(struct recorder *recorder, struct trace *trace,
                  const struct variant *variant, struct pcap_sink *pcap);

/* Keep what pictures need, too (trace/detail.h). Call it before
 * recorder_observer. Returns 0 or -ENOMEM. */
int recorder_keep_detail(struct recorder *recorder);

/* Every event is a frame of the capture (trace/event_frame.h) and counted as
 * one, with a pcap or without, so that numbers do not depend on whether anybody
 * captures. Call it before recorder_observer. Returns 0 or -ENOMEM. */
int recorder_frame_events(struct recorder *recorder,
                          const struct event_numbers *numbers);

/* The observer to hand to world_run; valid as long as the recorder. */
struct world_observer recorder_observer(struct recorder *recorder);

/* After world_run: how it ended. because is copied, NULL when complete.
 * Returns 0, or -ENOMEM when something could not be recorded. */
int recorder_finish(struct recorder *recorder, int64_t ended_at_ns,
                    const char *because);

/* For the files of this stage: a text of the image as one that outlives it;
 * owned by the trace. */
const char *recorder_intern(struct recorder *recorder, const char *text);

#endif
