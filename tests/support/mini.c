/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: a small world around test workloads. See mini.h. */
#include "support/mini.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "image/image.h"
#include "support/build.h"
#include "trace/record.h"

/* Not a check assertion: benchmarks use this file as well. In a test, which is
 * a process of its own, abort is a failure. */
static void require(const char *what, int status, const struct diag *diag) {
  if (status == 0)
    return;
  fprintf(stderr, "%s: %s\n", what,
          diag->count > 0 ? diag->entries[0].text : strerror(-status));
  abort();
}

static const struct param_spec specs[] = {
    {.name = "at", .type = PARAM_TIME},
    {.name = "until", .type = PARAM_TIME},
    {.name = "count", .type = PARAM_NUMBER},
    {.name = "stay", .type = PARAM_TIME},
    {.name = "away", .type = PARAM_TIME},
    {.name = "visits", .type = PARAM_NUMBER},
    {.name = "value", .type = PARAM_NUMBER},
};
#define SPEC_COUNT (sizeof(specs) / sizeof(specs[0]))

struct family_items {
  struct kind kinds[MINI_ITEMS_MAX];
  struct item items[MINI_ITEMS_MAX];
  struct param params[MINI_ITEMS_MAX][SPEC_COUNT];
  const char *names[MINI_ITEMS_MAX];
  size_t count;
  size_t name_count;
};

static void add_item(struct family_items *all, enum item_family family,
                     const char *name, int64_t value, int64_t at_ms,
                     int64_t count) {
  size_t at = all->count++;
  const int64_t numbers[SPEC_COUNT] = {
      at_ms * NS_PER_MS, 0, count == 0 ? 1 : count, 0, 0, 0, value};
  for (size_t i = 0; i < SPEC_COUNT; i++)
    all->params[at][i] =
        (struct param){.spec = &specs[i], .number = numbers[i], .text = "set"};
  all->kinds[at] = (struct kind){.family = family,
                                 .name = name,
                                 .declared_as = name,
                                 .listen_declared_as = name,
                                 .params = specs,
                                 .param_count = SPEC_COUNT};
  all->items[at] = (struct item){
      .kind = &all->kinds[at], .name = (char *)name, .params = all->params[at]};
  if (at == 0 || strcmp(all->names[all->name_count - 1], name) != 0)
    all->names[all->name_count++] = name; /* equal ones stand together */
}

static struct image *build(const struct image_places *places,
                           enum item_family family,
                           const struct family_items *items,
                           const struct limits *limits, struct loop *loop) {
  struct diag diag = {0};
  struct image *image = NULL;
  struct image_request request = {.limits = limits,
                                  .family = family,
                                  .kinds = items->names,
                                  .kind_count = items->name_count};
  int status = image_build(places, &request, loop, &image, &diag);
  require("image_build", status, &diag);
  diag_done(&diag);
  return image;
}

static struct limits *derive(const struct mini *mini, struct variant *variant) {
  static struct setting settings[MINI_LIMITS_MAX];
  struct diag diag = {0};
  struct limits *limits = NULL;
  size_t count = 0;
  for (size_t i = 0; i < MINI_LIMITS_MAX && mini->limits[i].name; i++, count++)
    settings[i] = (struct setting){
        .name = (char *)mini->limits[i].name,
        .text = text_format("%lld", (long long)mini->limits[i].value),
        .is_number = true,
        .value = mini->limits[i].value};
  variant->limits = settings;
  variant->limit_count = count;
  int status = limits_derive(variant, &limits, &diag);
  require("limits_derive", status, &diag);
  diag_done(&diag);
  for (size_t i = 0; i < count; i++)
    free(settings[i].text);
  return limits;
}

static void run_world(const struct mini *mini, struct world_plan *plan,
                      struct trace *ret_trace) {
  struct recorder recorder;
  struct diag diag = {0};
  int64_t times[MINI_ITEMS_MAX], ended_at_ns = 0;
  for (size_t i = 0; i < MINI_ITEMS_MAX && mini->sample_s[i] > 0; i++)
    times[plan->sample_count++] = mini->sample_s[i] * NS_PER_S;
  plan->sample_times = times;
  require("recorder_init",
          recorder_init(&recorder, ret_trace, plan->variant, NULL), &diag);
  struct world_observer observer = recorder_observer(&recorder);
  plan->observer = &observer;
  int status = world_run(plan, &ended_at_ns, &diag);
  require("world_run", status, &diag);
  require("recorder_finish", recorder_finish(&recorder, ended_at_ns, NULL),
          &diag);
  diag_done(&diag);
}

void mini_run(const struct mini *mini, struct trace *ret_trace) {
  /* Names in the trace are borrowed from the items. */
  static struct family_items consumers, peers;
  consumers.count = peers.count = 0;
  consumers.name_count = peers.name_count = 0;
  for (size_t i = 0; i < MINI_ITEMS_MAX && mini->consumers[i].kind; i++)
    add_item(&consumers, FAMILY_CONSUMER, mini->consumers[i].kind,
             mini->consumers[i].value, mini->consumers[i].at_ms, 1);
  for (size_t i = 0; i < MINI_ITEMS_MAX && mini->peers[i].kind; i++)
    add_item(&peers, FAMILY_PEER, mini->peers[i].kind, mini->peers[i].value,
             mini->peers[i].at_ms, mini->peers[i].count);
  struct variant variant = {
      .name = "test",
      .profile = (char *)mini->profile,
      .seed = mini->seed,
      .run_for_ns = mini->run_for_s * NS_PER_S,
      .link.delay_ns =
          (mini->link_delay_us == 0 ? 100 : mini->link_delay_us) * NS_PER_US,
      .consumers = consumers.items,
      .consumer_count = consumers.count,
      .peers = peers.items,
      .peer_count = peers.count,
      .faults = calloc(MINI_ITEMS_MAX, sizeof(*variant.faults))};
  for (size_t i = 0; i < MINI_ITEMS_MAX && mini->faults[i].kind; i++)
    build_fault(&variant, mini->faults[i].kind, mini->faults[i].params);
  struct image_places places;
  struct diag diag = {0};
  require("image_places_find",
          image_places_find(getenv("SOCKFIT_TEST_LWIP_DIR"), &places, &diag),
          &diag);
  free(places.workloads);
  places.workloads =
      text_format("%s/tests/%s", TEST_SOURCE_DIR,
                  mini->workloads == NULL ? "port/workloads" : mini->workloads);
  struct world_plan plan = {.variant = &variant, .loop = loop_new()};
  struct limits *limits = derive(mini, &variant);
  struct limits *peer_limits = limits_peer();
  struct image *device =
      build(&places, FAMILY_CONSUMER, &consumers, limits, plan.loop);
  struct image *peer = NULL;
  if (peers.count > 0)
    peer = build(&places, FAMILY_PEER, &peers, peer_limits, plan.loop);
  plan.limits = limits;
  plan.peer_limits = peer_limits;
  plan.device_image = device;
  plan.peer_image = peer;
  run_world(mini, &plan, ret_trace);
  image_free(device);
  image_free(peer);
  limits_free(limits);
  limits_free(peer_limits);
  loop_free(plan.loop);
  image_places_done(&places);
  build_faults_done(&variant);
}

const char *mini_log(const struct trace *trace, size_t n) {
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind != TRACE_LOGGED || n-- > 0)
      continue;
    const char *colon = strstr(event->text, ": ");
    return colon == NULL ? event->text : colon + 2;
  }
  return NULL;
}
