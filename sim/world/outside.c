/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a run in real time. See outside.h. */
#include "world/outside.h"

#include <errno.h>
#include <stdlib.h>

#include "base/units.h"
#include "world/residents.h"

#define FIRST_TICK_NS (50 * NS_PER_MS) /* servers listen by then */
#define TICK_NS (250 * NS_PER_MS)

struct outside {
  struct timer tick; /* first */
  struct world *world;
  bool over;
};

static void tick_due(struct timer *timer) {
  struct outside *outside = (struct outside *)timer;
  struct world *world = outside->world;
  const struct world_live *live = world->plan->live;
  if (live->tick != NULL && live->tick(live->arg, world->clock.now_ns))
    outside->over = true;
  clock_set(&world->clock, timer, world->clock.now_ns + TICK_NS);
}

static bool round_over(void *arg) {
  const struct outside *outside = arg;
  const struct world_live *live = outside->world->plan->live;
  if (live->round != NULL)
    live->round(live->arg);
  return outside->over;
}

static void uplink_changed(void *arg, const char *text) {
  const struct world *world = arg;
  const struct world_observer *observer = world->plan->observer;
  observer->fault(observer->arg, world->clock.now_ns, WORLD_NO_FAULT,
                  FAULT_ONCE, text);
}

int outside_open(struct world *world) {
  struct outside *outside = calloc(1, sizeof(*outside));
  if (outside == NULL)
    return -ENOMEM;
  outside->tick.due = tick_due;
  outside->world = world;
  world->outside = outside;
  clock_set(&world->clock, &outside->tick, FIRST_TICK_NS);
  return uplink_attach(world->plan->live->uplink, world->lan, uplink_changed,
                       world);
}

int outside_run(struct world *world) {
  const struct world_live *live = world->plan->live;
  struct live_descriptor descriptors[LIVE_DESCRIPTORS_MAX];
  size_t count = uplink_descriptors(live->uplink, descriptors);
  int status = clock_run_live(&world->clock, world->plan->loop, descriptors,
                              count, round_over, world->outside);
  return live->endless && status == -ECANCELED ? 0 : status;
}

void outside_close(struct world *world) {
  if (world->outside == NULL)
    return;
  timers_stop(&world->clock.timers, &world->outside->tick);
  free(world->outside);
  world->outside = NULL;
}
