/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: hosts come and go. See residents.h. */
#include "world/residents.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/hosts.h"
#include "scenario/links.h"
#include "world/crash_text.h"

/* ---- what the observer hears ---- */

static bool is_device(const struct resident *resident) {
  return resident->peer_index < 0;
}

static void on_event(void *arg, const struct image_event *event) {
  struct resident *resident = arg;
  const struct world_observer *observer = resident->world->plan->observer;
  int64_t at_ns = resident->world->clock.now_ns;
  if (is_device(resident))
    observer->device_event(observer->arg, at_ns, event);
  else
    observer->peer_event(observer->arg, at_ns, (size_t)resident->peer_index,
                         event);
}

static void on_failed(void *arg, const char *text) {
  struct resident *resident = arg;
  struct world *world = resident->world;
  const struct world_observer *observer = world->plan->observer;
  if (is_device(resident)) {
    observer->device_failed(observer->arg, world->clock.now_ns, text);
    world->clock.end_ns = world->clock.now_ns;
  } else {
    observer->peer_failed(observer->arg, world->clock.now_ns,
                          (size_t)resident->peer_index, text);
  }
}

static bool look(void *host, void (*reads)(void *arg), void *arg) {
  return host_look(host, reads, arg);
}

/* The folder of the scenario, which the user's own source is named from.
 * malloc'ed; NULL: not known. */
static char *source_folder(const struct resident *resident) {
  const struct variant *variant = resident->world->plan->variant;
  const char *file =
      variant->consumer_count == 0 ? NULL : variant->consumers[0].place.file;
  char *path = file == NULL ? NULL : realpath(file, NULL);
  if (path != NULL && strrchr(path, '/') != NULL)
    *strrchr(path, '/') = '\0';
  return path;
}

/* A peer that crashes is a mistake of ours. */
static void on_crashed(void *arg, int owner, const struct crash *crash) {
  struct resident *resident = arg;
  struct world *world = resident->world;
  const struct world_observer *observer = world->plan->observer;
  struct host *host = &resident->host;
  char *folder = source_folder(resident);
  char *text = crash_text(crash, host->image, host->guarded.code, folder);
  free(folder);
  const char *said = text == NULL ? crash->what : text;
  struct world_crash told = {crash->kind, owner, said, look, host};
  if (is_device(resident))
    observer->device_crashed(observer->arg, world->clock.now_ns, &told);
  else
    observer->peer_failed(observer->arg, world->clock.now_ns,
                          (size_t)resident->peer_index, said);
  free(text);
}

/* ---- looking at the device ---- */

struct tapped {
  struct resident *device;
  const void *frame;
  size_t len;
};

static void show_frame(void *arg) {
  const struct tapped *tapped = arg;
  const struct world *world = tapped->device->world;
  const struct world_observer *observer = world->plan->observer;
  observer->frame(observer->arg, world->clock.now_ns, tapped->frame,
                  tapped->len);
}

/* A frame passes the device's port. The observer may ask the device then, in
 * the middle of a peer's work. */
static void on_tap(void *arg, int64_t at_ns, const void *frame, size_t len) {
  struct tapped tapped = {arg, frame, len};
  (void)at_ns;
  if (tapped.device->host.on && !tapped.device->host.failed)
    host_look(&tapped.device->host, show_frame, &tapped);
  else
    show_frame(&tapped);
}

static void tell_off(void *arg) {
  const struct world *world = arg;
  const struct world_observer *observer = world->plan->observer;
  observer->device_off(observer->arg, world->clock.now_ns);
}

/* ---- workloads ---- */

static int describe_workload(const struct world_plan *plan,
                             const struct item *item, int owner,
                             struct image_workload *ret) {
  const struct world_function *function =
      world_function_of(plan->functions, plan->function_count, item);
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
  if (function != NULL) {
    ret->function = function->call;
    ret->function_arg = function->arg;
  }
  return 0;
}

static int describe_workloads(struct resident *resident,
                              const struct item *items, size_t count) {
  resident->workloads =
      calloc(count == 0 ? 1 : count, sizeof(*resident->workloads));
  if (resident->workloads == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < count; i++) {
    int status = describe_workload(resident->world->plan, &items[i], (int)i,
                                   &resident->workloads[i]);
    if (status != 0)
      return status;
    resident->workload_count++;
  }
  return 0;
}

/* ---- coming and going ---- */

static void start(struct resident *resident) {
  const struct world_observer *observer = resident->world->plan->observer;
  if (is_device(resident))
    observer->started(observer->arg, resident->host.instance.interface);
  host_start(&resident->host);
  if (!lan_has_carrier(resident->host.port))
    host_link(&resident->host, false);
}

void resident_power_off(struct resident *resident) {
  if (!resident->host.on)
    return;
  if (is_device(resident))
    host_look(&resident->host, tell_off, resident->world);
  host_power_off(&resident->host);
}

/* A peer's `at` is a time of the run, a consumer's one after the boot. */
static void plan_workload(struct resident *resident) {
  const struct world *world = resident->world;
  if (is_device(resident))
    return;
  int64_t at_ns =
      item_number(&world->plan->variant->peers[resident->peer_index], "at");
  int64_t left_ns = at_ns - world->clock.now_ns;
  resident->workloads[0].at_ns = left_ns > 0 ? left_ns : 0;
}

void resident_boot_as(struct resident *resident, bool restarted) {
  struct world *world = resident->world;
  bool gone = resident->away || resident->vanished;
  if (resident->host.on || gone || world->clock.status != 0)
    return;
  plan_workload(resident);
  resident->host.config.restarted = restarted;
  int status = host_power_on(&resident->host, world->diag);
  if (status != 0)
    world->clock.status = status;
  else
    start(resident);
}

void resident_boot(struct resident *resident) {
  resident_boot_as(resident, false);
}

static const struct item *peer_of(const struct resident *resident) {
  return &resident->world->plan->variant->peers[resident->peer_index];
}

/* Whether a peer that leaves now is to come back, and when. */
static bool comes_back(const struct resident *resident, int64_t *ret_at_ns) {
  const struct item *peer = peer_of(resident);
  const struct world *world = resident->world;
  const struct param *visits = item_param(peer, "visits");
  const struct param *until = item_param(peer, "until");
  int64_t at_ns = world->clock.now_ns + item_number(peer, "away");
  *ret_at_ns = at_ns;
  return item_param(peer, "stay")->given &&
         (!visits->given || resident->stays < visits->number) &&
         (!until->given || at_ns < until->number) &&
         at_ns < world->plan->variant->run_for_ns;
}

static void leave_due(struct timer *timer) {
  struct resident *resident =
      (struct resident *)((char *)timer - offsetof(struct resident, leave));
  int64_t back_ns;
  host_stop(&resident->host);
  resident->away = true;
  if (comes_back(resident, &back_ns))
    clock_set(&resident->world->clock, &resident->come, back_ns);
}

/* It comes at from_ns: when does it leave? */
static void plan_leave(struct resident *resident, int64_t from_ns) {
  const struct item *peer = peer_of(resident);
  const struct world_plan *plan = resident->world->plan;
  const struct param *until = item_param(peer, "until");
  int64_t leave_ns = until->given ? until->number : INT64_MAX;
  if (plan->peers_leave && leave_ns > plan->variant->run_for_ns)
    leave_ns = plan->variant->run_for_ns;
  resident->stays++;
  if (item_param(peer, "stay")->given) {
    int64_t stay_ns = from_ns + item_number(peer, "stay");
    leave_ns = stay_ns < leave_ns ? stay_ns : leave_ns;
  }
  if (leave_ns != INT64_MAX)
    clock_set(&resident->world->clock, &resident->leave, leave_ns);
}

/* What is left of the last stay (closing states of its stack) goes. */
static void come_due(struct timer *timer) {
  struct resident *resident =
      (struct resident *)((char *)timer - offsetof(struct resident, come));
  struct world *world = resident->world;
  if (resident->vanished)
    return;
  resident->away = false;
  resident_power_off(resident);
  resident_boot(resident);
  plan_leave(resident, world->clock.now_ns);
}

/* ---- settling ---- */

static int settle_in(struct world *world, size_t index,
                     const struct image *image, const struct limits *limits,
                     const char *hostname, const struct lan_tap *tap) {
  struct resident *resident = &world->residents[index];
  const struct profile *profile = limits->profile;
  struct image_config config = {.hostname = hostname,
                                .workloads = resident->workloads,
                                .workload_count = resident->workload_count,
                                .heap_limit =
                                    limits_number(limits, "SOCKFIT_HEAP", -1)};
  struct host_listener listener = {resident, on_event, on_failed, on_crashed,
                                   resident_restart};
  addresses_configure(&world->addresses, index, &config);
  if (world->plan->live != NULL)
    config.gateway = ADDRESSES_MACHINE;
  config.dhcp = index == 0 && world->plan->variant->dhcp;
  config.slaac = index == 0 && world->plan->variant->slaac;
  if (world->plan->live != NULL && !world->plan->live->chip_speed) {
    resident->host.failure_cost_ns = profile->call_cost_ns;
  } else {
    resident->host.call_cost_ns = profile->call_cost_ns;
    resident->host.frame_cost_ns = profile->frame_cost_ns;
  }
  resident->host.random_state =
      world->plan->variant->seed * UINT64_C(0x100000001b3) + index;
  int status = host_init(&resident->host, &world->clock, image, &config,
                         &listener, world->diag);
  if (status != 0)
    return status;
  struct lan_end end = {&resident->host, host_frame_input};
  struct link_spec link = links_of(world->plan->variant, index);
  resident->host.port = lan_add(world->lan, &end, &link, tap);
  return resident->host.port == NULL ? -ENOMEM : 0;
}

static int settle_device(struct world *world) {
  const struct world_plan *plan = world->plan;
  struct resident *device = &world->residents[0];
  struct lan_tap tap = {device, on_tap};
  device->world = world;
  device->peer_index = -1;
  world->resident_count = 1;
  int status = describe_workloads(device, plan->variant->consumers,
                                  plan->variant->consumer_count);
  if (status == 0)
    status = settle_in(world, 0, plan->device_image, plan->limits, HOSTS_DEVICE,
                       plan->observer->frame == NULL ? NULL : &tap);
  return status;
}

static int settle_peer(struct world *world, size_t peer_index) {
  const struct item *peer = &world->plan->variant->peers[peer_index];
  size_t index = world->resident_count++;
  struct resident *resident = &world->residents[index];
  resident->world = world;
  resident->peer_index = (int)peer_index;
  resident->leave.due = leave_due;
  resident->come.due = come_due;
  int status = describe_workloads(resident, peer, 1);
  if (status == 0)
    status = settle_in(world, index, world->plan->peer_image,
                       world->plan->peer_limits, peer->name, NULL);
  if (status == 0)
    plan_leave(resident, item_number(peer, "at"));
  return status;
}

int residents_settle(struct world *world) {
  int status = settle_device(world);
  const struct variant *variant = world->plan->variant;
  if (variant->real_peers)
    return status; /* they are outside */
  for (size_t i = 0; i < variant->peer_count; i++) {
    int64_t count = item_number(&variant->peers[i], "count");
    for (int64_t k = 0; k < count && status == 0; k++)
      status = settle_peer(world, i);
  }
  return status;
}

void residents_start(struct world *world) {
  for (size_t i = 0; i < world->resident_count; i++)
    start(&world->residents[i]);
}

void residents_done(struct world *world) {
  for (size_t i = 0; i < world->resident_count; i++) {
    struct resident *resident = &world->residents[i];
    timers_stop(&world->clock.timers, &resident->leave);
    timers_stop(&world->clock.timers, &resident->come);
    timers_stop(&world->clock.timers, &resident->restart);
    if (resident->host.clock != NULL)
      host_done(&resident->host);
    for (size_t k = 0; k < resident->workload_count; k++)
      free((void *)resident->workloads[k].params);
    free(resident->workloads);
  }
  free(world->residents);
}
