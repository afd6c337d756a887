/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage, internal: who lives on the LAN, and how they come and go. */
#ifndef SOCKFIT_WORLD_RESIDENTS_H
#define SOCKFIT_WORLD_RESIDENTS_H

#include "world/addresses.h"
#include "world/clock.h"
#include "world/faults.h"
#include "world/host.h"
#include "world/lan.h"
#include "world/world.h"

/* One host with what its image borrows. */
struct resident {
  struct world *world;
  struct host host;
  struct image_workload *workloads;
  size_t workload_count;
  int peer_index;       /* in the variant's peers; -1: the device */
  struct timer leave;   /* `until`, or the end of a stay */
  struct timer come;    /* the next stay begins */
  struct timer restart; /* its own code asked for it: off, then on */
  int restarter;        /* the workload that did */
  int64_t stays;        /* how often it has come */
  bool away;            /* it left in an orderly way */
  bool vanished;        /* and will not come back */
};

struct world {
  const struct world_plan *plan;
  struct diag *diag;
  struct clock clock;
  struct lan *lan;
  struct addresses addresses;
  struct resident *residents; /* [0] is the device */
  size_t resident_count;
  struct faults faults;
  struct appointment *appointments;
  size_t appointment_count;
  struct outside *outside; /* live runs (live_world.c); NULL: virtual time */
};

/* Make every host of the variant, with its link; none is started. Returns 0
 * or a negative errno. */
int residents_settle(struct world *world);

/* Boot them all, in the scenario's order. */
void residents_start(struct world *world);

/* At once and without a word. Nothing happens when it is off. */
void resident_power_off(struct resident *resident);

/* Boot again after that, unless it has left or vanished meanwhile. A failure
 * ends the run. */
void resident_boot(struct resident *resident);

/* The same; whether its own code has asked for that. */
void resident_boot_as(struct resident *resident, bool restarted);

/* Its own code, a task of that owner's, asks for a reboot: soon, and outside
 * tasks (host_listener.restarts; restart.c). */
void resident_restart(void *resident, int owner);

void residents_done(struct world *world);

#endif
