/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: runs in real time: their TAP interface, the command beside the device,
 * and what a person sees meanwhile. */
#ifndef SOCKFIT_CMD_LIVE_RUN_H
#define SOCKFIT_CMD_LIVE_RUN_H

#include "base/live.h"
#include "cmd/live_view.h"
#include "cmd/options.h"
#include "cmd/selection.h"
#include "study/one_run.h"
#include "trace/record.h"
#include "world/world.h"

/* For all runs of one invocation. */
struct live_run {
  const struct options *options;
  struct loop *loop;
  struct diag *diag;
  struct uplink uplink;
  struct world_live world;      /* what the world is told */
  struct recorder *recorder;    /* of the run */
  struct live_program *program; /* the command; NULL: none, or not yet */
  bool program_started;
  int program_status;
  struct live_view view;
};

/* Open the interface if a variant of the selection wants real time
 * (*ret_open says), and give up the privileges that are not needed from then
 * on. Returns 0, or as tap_open; -EINVAL when options ask for what this
 * selection cannot have. */
int live_run_open(const struct options *options,
                  const struct selection *selection, struct loop *loop,
                  struct live_run *live, bool *ret_open, struct diag *diag);

/* For one_run: it must not outlive live. */
struct one_run_live live_run_hooks(struct live_run *live);

/* Whether the command, if there was one that ended by itself, succeeded; if
 * not it says so. */
bool live_run_command_held(const struct live_run *live, struct diag *diag);

void live_run_close(struct live_run *live);

#endif
