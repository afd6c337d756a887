/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a variant comes to life. See world.h. */
#include "world/world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "world/outside.h"
#include "world/residents.h"

/* A moment to tell the observer about. */
struct appointment {
  struct timer timer;
  struct world *world;
  enum world_moment moment;
};

/* A sample is known by the time that was asked for: in real time it is taken a
 * little later. */
static void tell_moment(void *arg) {
  const struct appointment *appointment = arg;
  const struct world_observer *observer = appointment->world->plan->observer;
  int64_t at_ns = appointment->moment == MOMENT_SAMPLE
                      ? appointment->timer.at_ns
                      : appointment->world->clock.now_ns;
  observer->moment(observer->arg, at_ns, appointment->moment);
}

/* The observer will ask the device, if it is there. */
static void keep_appointment(struct appointment *appointment) {
  struct host *device = &appointment->world->residents[0].host;
  if (device->on && !device->failed)
    host_look(device, tell_moment, appointment);
  else
    tell_moment(appointment);
}

static void appointment_due(struct timer *timer) {
  keep_appointment((struct appointment *)timer);
}

/* ---- the timetable ---- */

static int64_t first_peer_at(const struct variant *variant) {
  int64_t first_ns = variant->run_for_ns;
  for (size_t i = 0; i < variant->peer_count; i++) {
    int64_t at_ns = item_number(&variant->peers[i], "at");
    if (at_ns < first_ns)
      first_ns = at_ns;
  }
  return first_ns;
}

/* Closing states last for 2 MSL, and what they end is seen in the tail. */
static int64_t end_of(const struct world_plan *plan) {
  if (plan->live != NULL && plan->live->endless)
    return OUTSIDE_ENDLESS_NS;
  int64_t end_ns = plan->variant->run_for_ns;
  if (plan->peers_leave)
    end_ns += 2 * limits_number(plan->limits, "TCP_MSL", 60000) * 1000000 +
              2 * WORLD_TAIL_NS;
  return end_ns;
}

static void appoint(struct world *world, int64_t at_ns,
                    enum world_moment moment) {
  struct appointment *appointment =
      &world->appointments[world->appointment_count++];
  appointment->timer.due = appointment_due;
  appointment->world = world;
  appointment->moment = moment;
  clock_set(&world->clock, &appointment->timer, at_ns);
}

/* Set before the hosts start, so that a sample shows the state before
 * anything else happens at that time. */
static int make_timetable(struct world *world) {
  const struct world_plan *plan = world->plan;
  int64_t tail_ns = world->clock.end_ns - WORLD_TAIL_NS;
  world->appointments =
      calloc(plan->sample_count + 2, sizeof(*world->appointments));
  if (world->appointments == NULL)
    return -ENOMEM;
  appoint(world, first_peer_at(plan->variant), MOMENT_IDLE_OVER);
  for (size_t i = 0; i < plan->sample_count; i++)
    appoint(world, plan->sample_times[i], MOMENT_SAMPLE);
  appoint(world, tail_ns > 0 ? tail_ns : 0, MOMENT_TAIL);
  return 0;
}

/* ---- from beginning to end ---- */

static int world_init(struct world *world) {
  int status = addresses_give(world->plan->variant, &world->addresses);
  if (status != 0)
    return status;
  world->clock.end_ns = end_of(world->plan);
  world->clock.enough = world->plan->enough;
  world->lan = lan_new(&world->clock, world->plan->variant->seed);
  world->residents =
      calloc(world->addresses.host_count, sizeof(*world->residents));
  if (world->lan == NULL || world->residents == NULL)
    return -ENOMEM;
  status = make_timetable(world);
  if (status == 0)
    status = residents_settle(world);
  if (status == 0)
    status = faults_plan(world);
  if (status == 0 && world->plan->live != NULL)
    status = outside_open(world);
  return status;
}

static void world_done(struct world *world) {
  outside_close(world);
  faults_done(world);
  residents_done(world);
  lan_free(world->lan);
  free(world->appointments);
  addresses_done(&world->addresses);
  clock_done(&world->clock);
}

static int live(struct world *world) {
  struct appointment end = {.world = world, .moment = MOMENT_END};
  residents_start(world);
  int status = faults_check(world);
  if (status == 0)
    status = world->plan->live != NULL
                 ? outside_run(world)
                 : clock_run(&world->clock, world->plan->loop);
  if (status == 0 || status == -ECANCELED)
    keep_appointment(&end);
  return status == 0 ? world->clock.status : status;
}

int world_run(const struct world_plan *plan, int64_t *ret_ended_at_ns,
              struct diag *diag) {
  struct world world = {.plan = plan, .diag = diag};
  int status = crash_watch_begin();
  if (status == 0)
    status = world_init(&world);
  if (status == 0)
    status = live(&world);
  crash_watch_end();
  *ret_ended_at_ns = world.clock.now_ns;
  if (status == -ENOMEM)
    diag_add(diag, DIAG_ERROR, NULL, "not enough memory for this run");
  else if (status != 0 && status != -ECANCELED && diag->error_count == 0)
    diag_add(diag, DIAG_ERROR, NULL, "the run failed: %s", strerror(-status));
  world_done(&world);
  return status;
}
