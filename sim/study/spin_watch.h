/* SPDX-License-Identifier: BSD-3-Clause */
/* study, internal: a run ends when a consumer spins, since it would fail the
 * same call millions of times until its end. */
#ifndef SOCKFIT_STUDY_SPIN_WATCH_H
#define SOCKFIT_STUDY_SPIN_WATCH_H

#include "scenario/scenario.h"
#include "trace/trace.h"
#include "world/world.h"

struct spin_watch {
  struct world_observer observer; /* to be the plan's */
  struct world_observer inner;
  const struct trace *trace;      /* that inner writes */
  const struct item *expectation; /* the variant's no_spinning, or NULL */
  bool enough;                    /* to be the plan's as well */
};

/* Watch what inner records in trace; borrowed. */
void spin_watch_init(struct spin_watch *watch, const struct variant *variant,
                     const struct world_observer *inner,
                     const struct trace *trace);

#endif
