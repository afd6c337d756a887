/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: one simulated device with one workload. See device.h. */
#include "device.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "image/image.h"
#include "trace/record.h"

static const struct param_spec specs[] = {
    {.name = "at", .type = PARAM_TIME},
    {.name = "until", .type = PARAM_TIME},
    {.name = "count", .type = PARAM_NUMBER},
    {.name = "value", .type = PARAM_NUMBER},
};
#define SPEC_COUNT (sizeof(specs) / sizeof(specs[0]))

/* Names in the trace are borrowed from these, so they outlive a run; every
 * test is a process of its own. */
static struct kind kind;
static struct item item;
static struct param params[SPEC_COUNT];

static void require(const char *what, int status, const struct diag *diag) {
  ck_assert_msg(status == 0, "%s: %s", what,
                diag->count > 0 ? diag->entries[0].text : strerror(-status));
}

static void describe_workload(const struct device_plan *plan) {
  const int64_t numbers[SPEC_COUNT] = {0, 0, 1, plan->value};
  for (size_t i = 0; i < SPEC_COUNT; i++)
    params[i] =
        (struct param){.spec = &specs[i], .number = numbers[i], .text = "set"};
  kind = (struct kind){.family = FAMILY_CONSUMER,
                       .name = plan->workload,
                       .declared_as = plan->workload,
                       .listen_declared_as = plan->workload,
                       .params = specs,
                       .param_count = SPEC_COUNT};
  item = (struct item){
      .kind = &kind, .name = (char *)plan->workload, .params = params};
}

static struct limits *derive(const struct device_plan *plan,
                             struct variant *variant) {
  static struct setting settings[DEVICE_LIMITS_MAX];
  struct diag diag = {0};
  struct limits *limits = NULL;
  size_t count = 0;
  while (count < DEVICE_LIMITS_MAX && plan->limits[count].name != NULL) {
    int64_t value = plan->limits[count].value;
    settings[count] =
        (struct setting){.name = (char *)plan->limits[count].name,
                         .text = text_format("%lld", (long long)value),
                         .is_number = true,
                         .value = value};
    count++;
  }
  variant->limits = settings;
  variant->limit_count = count;
  require("limits_derive", limits_derive(variant, &limits, &diag), &diag);
  diag_done(&diag);
  for (size_t i = 0; i < count; i++)
    free(settings[i].text);
  return limits;
}

static struct image *build(const struct device_plan *plan,
                           const struct limits *limits, struct loop *loop) {
  struct image_places places;
  struct diag diag = {0};
  struct image *image = NULL;
  require("image_places_find", image_places_find(NULL, &places, &diag), &diag);
  free(places.workloads);
  places.workloads = text_format("%s/tests/lwip/workloads", TEST_SOURCE_DIR);
  struct image_request request = {.limits = limits,
                                  .family = FAMILY_CONSUMER,
                                  .kinds = &plan->workload,
                                  .kind_count = 1};
  require("image_build", image_build(&places, &request, loop, &image, &diag),
          &diag);
  diag_done(&diag);
  image_places_done(&places);
  return image;
}

static void run_world(struct world_plan *world, struct trace *ret_trace) {
  struct recorder recorder;
  struct diag diag = {0};
  int64_t ended_at_ns = 0;
  require("recorder_init",
          recorder_init(&recorder, ret_trace, world->variant, NULL), &diag);
  struct world_observer observer = recorder_observer(&recorder);
  world->observer = &observer;
  require("world_run", world_run(world, &ended_at_ns, &diag), &diag);
  require("recorder_finish", recorder_finish(&recorder, ended_at_ns, NULL),
          &diag);
  diag_done(&diag);
}

void device_run(const struct device_plan *plan, struct trace *ret_trace) {
  describe_workload(plan);
  struct variant variant = {.name = "test",
                            .profile = (char *)plan->profile,
                            .seed = plan->seed,
                            .run_for_ns = plan->run_for_s * NS_PER_S,
                            .link.delay_ns = 100 * NS_PER_US,
                            .consumers = &item,
                            .consumer_count = 1};
  struct limits *limits = derive(plan, &variant);
  struct limits *peer_limits = limits_peer();
  struct loop *loop = loop_new();
  ck_assert_ptr_nonnull(loop);
  struct image *image = build(plan, limits, loop);
  struct world_plan world = {.variant = &variant,
                             .limits = limits,
                             .peer_limits = peer_limits,
                             .device_image = image,
                             .loop = loop};
  run_world(&world, ret_trace);
  image_free(image);
  limits_free(limits);
  limits_free(peer_limits);
  loop_free(loop);
}
