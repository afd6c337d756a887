/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a variant comes to life. See world.h. */
#include "world/world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "world/addresses.h"
#include "world/clock.h"
#include "world/host.h"
#include "world/lan.h"

/* One host with what its image borrows. index counts in the variant's peers;
 * -1 is the device. */
struct resident {
  struct world *world;
  struct host host;
  struct image_workload *workloads;
  size_t workload_count;
  int peer_index;
  struct timer leave;
};

/* A moment to tell the observer about. */
struct appointment {
  struct timer timer;
  struct world *world;
  enum world_moment moment;
};

struct world {
  const struct world_plan *plan;
  struct clock clock;
  struct lan *lan;
  struct addresses addresses;
  struct resident *residents; /* [0] is the device */
  size_t resident_count;
  struct appointment *appointments;
  size_t appointment_count;
};

/* ---- what the observer hears ---- */

static void on_event(void *arg, const struct image_event *event) {
  struct resident *resident = arg;
  const struct world_observer *observer = resident->world->plan->observer;
  int64_t at_ns = resident->world->clock.now_ns;
  if (resident->peer_index < 0)
    observer->device_event(observer->arg, at_ns, event);
  else
    observer->peer_event(observer->arg, at_ns, (size_t)resident->peer_index,
                         event);
}

static void on_failed(void *arg, const char *text) {
  struct resident *resident = arg;
  struct world *world = resident->world;
  const struct world_observer *observer = world->plan->observer;
  if (resident->peer_index < 0) {
    observer->device_failed(observer->arg, world->clock.now_ns, text);
    world->clock.end_ns = world->clock.now_ns;
  } else {
    observer->peer_failed(observer->arg, world->clock.now_ns,
                          (size_t)resident->peer_index, text);
  }
}

static void appointment_due(struct timer *timer) {
  struct appointment *appointment = (struct appointment *)timer;
  const struct world_observer *observer = appointment->world->plan->observer;
  observer->moment(observer->arg, appointment->world->clock.now_ns,
                   appointment->moment);
}

/* ---- workloads ---- */

static int describe_workload(const struct item *item, int owner,
                             struct image_workload *ret) {
  size_t count = item->kind->param_count;
  struct image_param *params = calloc(count == 0 ? 1 : count, sizeof(*params));
  if (params == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < count; i++)
    params[i] = (struct image_param){.name = item->params[i].spec->name,
                                     .number = item->params[i].number,
                                     .text = item->params[i].text,
                                     .given = item->params[i].given};
  *ret = (struct image_workload){.kind = item->kind->name,
                                 .name = item->name,
                                 .owner = owner,
                                 .at_ns = item_number(item, "at"),
                                 .params = params,
                                 .param_count = count};
  return 0;
}

static int describe_workloads(struct resident *resident,
                              const struct item *items, size_t count) {
  resident->workloads =
      calloc(count == 0 ? 1 : count, sizeof(*resident->workloads));
  if (resident->workloads == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < count; i++) {
    int status = describe_workload(&items[i], (int)i, &resident->workloads[i]);
    if (status != 0)
      return status;
    resident->workload_count++;
  }
  return 0;
}

/* ---- hosts ---- */

static void leave_due(struct timer *timer) {
  struct resident *resident =
      (struct resident *)((char *)timer - offsetof(struct resident, leave));
  host_stop(&resident->host);
}

static int settle_in(struct world *world, size_t index,
                     const struct image *image, const struct limits *limits,
                     const char *hostname, const struct lan_tap *tap,
                     struct diag *diag) {
  struct resident *resident = &world->residents[index];
  const struct profile *profile = limits->profile;
  struct image_config config = {.hostname = hostname,
                                .workloads = resident->workloads,
                                .workload_count = resident->workload_count,
                                .heap_limit =
                                    limits_number(limits, "SOCKFIT_HEAP", -1)};
  struct host_listener listener = {resident, on_event, on_failed};
  addresses_configure(&world->addresses, index, &config);
  resident->host.call_cost_ns = profile->call_cost_ns;
  resident->host.frame_cost_ns = profile->frame_cost_ns;
  resident->host.random_state =
      world->plan->variant->seed * UINT64_C(0x100000001b3) + index;
  int status = host_init(&resident->host, &world->clock, image, &config,
                         &listener, diag);
  if (status == 0) {
    struct lan_end end = {&resident->host, host_frame_input};
    resident->host.port =
        lan_add(world->lan, &end, &world->plan->variant->link, tap);
    status = resident->host.port == NULL ? -ENOMEM : 0;
  }
  return status;
}

static int settle_device(struct world *world, struct diag *diag) {
  const struct world_plan *plan = world->plan;
  struct resident *device = &world->residents[0];
  struct lan_tap tap = {plan->observer->arg, plan->observer->frame};
  device->world = world;
  device->peer_index = -1;
  world->resident_count = 1;
  int status = describe_workloads(device, plan->variant->consumers,
                                  plan->variant->consumer_count);
  if (status == 0)
    status = settle_in(world, 0, plan->device_image, plan->limits, DEVICE_NAME,
                       plan->observer->frame == NULL ? NULL : &tap, diag);
  return status;
}

static int settle_peer(struct world *world, size_t peer_index,
                       struct diag *diag) {
  const struct item *peer = &world->plan->variant->peers[peer_index];
  size_t index = world->resident_count++;
  struct resident *resident = &world->residents[index];
  resident->world = world;
  resident->peer_index = (int)peer_index;
  resident->leave.due = leave_due;
  int status = describe_workloads(resident, peer, 1);
  if (status == 0)
    status = settle_in(world, index, world->plan->peer_image,
                       world->plan->peer_limits, peer->name, NULL, diag);
  if (status == 0 && item_param(peer, "until")->given)
    clock_set(&world->clock, &resident->leave, item_number(peer, "until"));
  return status;
}

static int settle_all(struct world *world, struct diag *diag) {
  int status = settle_device(world, diag);
  const struct variant *variant = world->plan->variant;
  for (size_t i = 0; i < variant->peer_count; i++) {
    int64_t count = item_number(&variant->peers[i], "count");
    for (int64_t k = 0; k < count && status == 0; k++)
      status = settle_peer(world, i, diag);
  }
  return status;
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

static void peers_leave(struct world *world) {
  for (size_t i = 1; i < world->resident_count; i++) {
    struct resident *resident = &world->residents[i];
    if (!timer_is_set(&resident->leave))
      clock_set(&world->clock, &resident->leave,
                world->plan->variant->run_for_ns);
  }
}

/* ---- from beginning to end ---- */

static int world_init(struct world *world, struct diag *diag) {
  int status = addresses_give(world->plan->variant, &world->addresses);
  if (status != 0)
    return status;
  world->clock.end_ns = end_of(world->plan);
  world->lan = lan_new(&world->clock);
  world->residents =
      calloc(world->addresses.host_count, sizeof(*world->residents));
  if (world->lan == NULL || world->residents == NULL)
    return -ENOMEM;
  status = make_timetable(world);
  if (status == 0)
    status = settle_all(world, diag);
  if (status == 0 && world->plan->peers_leave)
    peers_leave(world);
  return status;
}

static void world_done(struct world *world) {
  for (size_t i = 0; i < world->resident_count; i++) {
    struct resident *resident = &world->residents[i];
    timers_stop(&world->clock.timers, &resident->leave);
    if (resident->host.clock != NULL)
      host_done(&resident->host);
    for (size_t k = 0; k < resident->workload_count; k++)
      free((void *)resident->workloads[k].params);
    free(resident->workloads);
  }
  lan_free(world->lan);
  free(world->residents);
  free(world->appointments);
  addresses_done(&world->addresses);
  clock_done(&world->clock);
}

static int live(struct world *world) {
  const struct world_observer *observer = world->plan->observer;
  observer->started(observer->arg, world->residents[0].host.instance.interface);
  for (size_t i = 0; i < world->resident_count; i++)
    host_start(&world->residents[i].host);
  int status = clock_run(&world->clock, world->plan->loop);
  if (status == 0 || status == -ECANCELED)
    observer->moment(observer->arg, world->clock.now_ns, MOMENT_END);
  return status;
}

int world_run(const struct world_plan *plan, int64_t *ret_ended_at_ns,
              struct diag *diag) {
  struct world world = {.plan = plan};
  int status = world_init(&world, diag);
  if (status == 0)
    status = live(&world);
  *ret_ended_at_ns = world.clock.now_ns;
  if (status == -ENOMEM)
    diag_add(diag, DIAG_ERROR, NULL, "not enough memory for this run");
  else if (status != 0 && status != -ECANCELED && diag->error_count == 0)
    diag_add(diag, DIAG_ERROR, NULL, "the run failed: %s", strerror(-status));
  world_done(&world);
  return status;
}
