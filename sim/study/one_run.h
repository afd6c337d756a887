/* SPDX-License-Identifier: BSD-3-Clause */
/* study: one variant through the stages: image, world, trace, verdict. */
#ifndef SOCKFIT_STUDY_ONE_RUN_H
#define SOCKFIT_STUDY_ONE_RUN_H

#include <stdbool.h>

#include "base/diag.h"
#include "image/target.h"
#include "limits/limits.h"
#include "scenario/scenario.h"
#include "study/lab.h"
#include "trace/record.h"
#include "trace/trace.h"
#include "verdict/verdict.h"
#include "world/world.h"

/* A variant with its limits; all borrowed but by selections, which own the
 * limits. */
struct selected {
  const struct scenario *scenario;
  const struct variant *variant;
  struct limits *limits;
  bool trusted; /* the source that it names may be compiled: own_code.h */
};

/* Called around world_run by whoever makes a run live: begin sets plan->live
 * and may wrap plan->observer. */
struct one_run_live {
  void *arg;
  void (*begin)(void *arg, struct world_plan *plan, struct recorder *recorder);
  void (*end)(void *arg);
};

struct one_run {
  const struct selected *selected; /* borrowed */
  char *pcap_path;                 /* NULL: no capture; owned */
  char *repeat_command;            /* owned */
  bool detail;                     /* the trace is to have its detail */
  bool event_frames;               /* events are frames of the capture */
  bool ends_spinning; /* with no_spinning expected: the run is over then */
  const struct one_run_live *live;        /* real time; NULL: virtual */
  const struct world_function *functions; /* of the kind `function`; borrowed */
  size_t function_count;
  double wall_s;
  struct ram_sizes *sizes;   /* NULL: nobody asked, or not available; owned */
  struct diag sizes_missing; /* why they are not; empty: nobody asked */
  bool judged;               /* trace and judgement are there */
  struct trace trace;
  struct judged judgement;
};

/* Get the images, run, judge. selected is set; pcap_path and detail where
 * they are wanted.
 * Returns 0 when the run came to its end and was judged; -ECANCELED when
 * interrupted (judged as undecided if the run had begun); otherwise a
 * negative errno with a diagnosis. */
int one_run_execute(struct one_run *run, const struct lab *lab,
                    struct diag *diag);

/* For a variant that expects `declared`: the sizes on its target, so that the
 * report can say what a declaration that is too large wastes. Sizes that cannot
 * be had are no failure. Returns 0, -ECANCELED or -ENOMEM. */
int one_run_measure(struct one_run *run, const struct lab *lab);

void one_run_done(struct one_run *run);

#endif
