/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: one variant through the stages: image, world, trace, verdict. */
#ifndef SOCKFIT_CMD_ONE_RUN_H
#define SOCKFIT_CMD_ONE_RUN_H

#include "cmd/selection.h"
#include "image/image.h"
#include "report/report.h"
#include "trace/trace.h"
#include "verdict/verdict.h"

struct one_run {
  const struct selected *selected; /* borrowed */
  char *pcap_path;                 /* NULL: no capture; owned */
  char *repeat_command;            /* owned */
  bool detail;                     /* the trace is to have its detail */
  struct live_run *live;           /* real time (live_run.h); NULL: virtual */
  double wall_s;
  struct ram_sizes *sizes;   /* NULL: nobody asked, or not available; owned */
  struct diag sizes_missing; /* why they are not; empty: nobody asked */
  bool judged;               /* trace and judgement are there */
  struct trace trace;
  struct judged judgement;
};

/* Build the images, run, judge; the device's lwIP is that of places, the peers'
 * that of peer_places. selected, pcap_path and repeat_command are set.
 * Returns 0 when the run came to its end and was judged; -ECANCELED when
 * interrupted (judged as undecided if the run had begun); otherwise a
 * negative errno with a diagnosis. */
int one_run_execute(struct one_run *run, const struct image_places *places,
                    const struct image_places *peer_places,
                    const struct limits *peer_limits, struct loop *loop,
                    struct diag *diag);

/* For a variant that expects `declared`: the sizes on its target, so that the
 * report can say what a declaration that is too large wastes. Sizes that cannot
 * be had are no failure. Returns 0, -ECANCELED or -ENOMEM. */
int one_run_measure(struct one_run *run, const struct image_places *places,
                    struct loop *loop);

struct report_run one_run_report(const struct one_run *run);

void one_run_done(struct one_run *run);

#endif
