/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: writes a trace while the world runs. */
#ifndef SOCKFIT_TRACE_RECORD_H
#define SOCKFIT_TRACE_RECORD_H

#include "scenario/scenario.h"
#include "trace/pcap.h"
#include "trace/trace.h"
#include "world/world.h"

struct recorder {
  struct trace *trace;
  const struct image_interface *device; /* NULL: it is off */
  struct pcap_sink *pcap;               /* NULL: nobody captures */
  bool idle;                            /* the first peer has not come yet */
  bool in_tail;
  bool failed; /* out of memory: the trace is not whole */
  bool checks_frames;
  uint8_t mac[6];       /* the device's */
  int64_t last_ns;      /* when something happened last */
  uint64_t frame_count; /* at the device's port so far */
};

/* An empty trace for this variant and a recorder for it; pcap may be NULL.
 * Names of consumers and peers are borrowed from the variant. Returns 0 or
 * -ENOMEM; free the trace with trace_done. */
int recorder_init(struct recorder *recorder, struct trace *trace,
                  const struct variant *variant, struct pcap_sink *pcap);

/* Keep what pictures need, too (trace/detail.h). Call it before
 * recorder_observer. Returns 0 or -ENOMEM. */
int recorder_keep_detail(struct recorder *recorder);

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
