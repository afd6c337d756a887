/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: a device that gets a fuzzer's frames. See device.h. */
#include "device.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support.h"
#include "base/files.h"
#include "base/text.h"
#include "base/units.h"
#include "wire.h"
#include "world/residents.h"

#define FIRST_FRAME_NS (2 * NS_PER_S)
#define GAP_NS (2 * NS_PER_MS)
#define WAIT_NS (50 * NS_PER_MS)
#define TAIL_NS (5 * NS_PER_S)
#define RECORDS_MAX 64

/* As the target, but without the table of PCs, which nobody would read: it
 * would be half of what a boot takes. */
#define IMAGE_FLAGS                                                            \
  "-O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined "          \
  "-fsanitize-coverage=inline-8bit-counters,indirect-calls,trace-cmp "         \
  "-fno-omit-frame-pointer -Wno-unused-command-line-argument -Wl,-z,undefs "   \
  "-include " FUZZ_FOLDER "/frames/image_coverage.h"

/* What stays from input to input. */
static struct {
  struct scenario *scenario;
  struct variant alone; /* its variant without the peers */
  struct limits *limits;
  struct image *image;
  struct loop *loop;
  const uint16_t *ports;
} kept;

/* One boot. */
struct trial {
  struct world world; /* first */
  struct lan_port *port;
  struct timer next_record;
  struct wire wire;
  const uint8_t *data;
  size_t left;
  int records;
};

/* ---- coverage of the image ---- */

#define COUNTERS_MAX (1u << 17)
__attribute__((section(
    "__libfuzzer_extra_counters"))) static uint8_t counters[COUNTERS_MAX];
static char *image_counters;
static size_t image_counter_count;

void fuzz_image_counters(char *start, char *stop);
void fuzz_image_counters(char *start, char *stop) {
  image_counters = start;
  image_counter_count = (size_t)(stop - start);
}

static void keep_coverage(void) {
  size_t count = image_counter_count;
  count = count < COUNTERS_MAX ? count : COUNTERS_MAX;
  if (image_counters != NULL)
    memcpy(counters, image_counters, count);
}

/* ---- once ---- */

static void require(int status, const struct diag *diag) {
  if (status != 0)
    fuzz_fail("%s",
              diag->count > 0 ? diag->entries[0].text : strerror(-status));
}

/* A cache of its own: the header above is no part of an image's name. */
static void set_environment(void) {
  char *folder = files_program_folder();
  char *cache = text_format("%s/cache", folder);
  setenv("SOCKFIT_CC", "clang", 0);
  setenv("SOCKFIT_IMAGE_CFLAGS", IMAGE_FLAGS, 1);
  if (folder == NULL || cache == NULL)
    fuzz_fail("no memory");
  setenv("XDG_CACHE_HOME", cache, 1);
  free(folder);
  free(cache);
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void build_image(struct diag *diag) {
  static struct image_places places;
  static const char *kinds[64];
  struct image_request request = {
      .limits = kept.limits, .family = FAMILY_CONSUMER, .kinds = kinds};
  for (size_t i = 0; i < kept.alone.consumer_count; i++)
    kinds[request.kind_count++] = kept.alone.consumers[i].kind->name;
  qsort(kinds, request.kind_count, sizeof(*kinds), by_name);
  require(image_places_find(NULL, &places, diag), diag);
  require(image_build(&places, &request, kept.loop, &kept.image, diag), diag);
}

void device_prepare(const char *file, const uint16_t *ports) {
  struct diag diag = {0};
  char *path = text_format("%s/devices/%s", FUZZ_FOLDER, file);
  set_environment();
  require(path == NULL ? -ENOMEM
                       : scenario_load(path, NULL, 0, &kept.scenario, &diag),
          &diag);
  free(path);
  kept.alone = kept.scenario->variants[0];
  kept.alone.peer_count = 0;
  kept.ports = ports;
  kept.loop = loop_new();
  require(limits_derive(&kept.alone, &kept.limits, &diag), &diag);
  build_image(&diag);
  diag_done(&diag);
}

/* ---- what the device does ---- */

static void ignore_started(void *arg, const struct image_interface *device) {
  (void)arg;
  (void)device;
}

static void ignore_off(void *arg, int64_t at_ns) {
  (void)arg;
  (void)at_ns;
}

static void ignore_event(void *arg, int64_t at_ns,
                         const struct image_event *event) {
  (void)arg;
  (void)at_ns;
  (void)event;
}

/* Assertions of lwIP's that frames can break, and that docs/trust.md lists. */
static const char *const known[] = {
#define KNOWN(text) text,
#include "known.def"
    NULL};

/* lwIP gave up: that ends the device, and is a find unless it is known. */
static void device_failed(void *arg, int64_t at_ns, const char *text) {
  (void)arg;
  (void)at_ns;
  for (size_t i = 0; known[i] != NULL; i++) {
    if (strncmp(text, known[i], strlen(known[i])) == 0)
      return;
  }
  fuzz_fail("the device failed: %s", text);
}

static const struct world_observer observer = {.started = ignore_started,
                                               .device_off = ignore_off,
                                               .device_event = ignore_event,
                                               .device_failed = device_failed};

static void from_device(void *arg, const void *frame, size_t len) {
  struct trial *trial = arg;
  uint8_t answer[WIRE_FRAME_MAX];
  size_t answer_len = wire_sees(&trial->wire, frame, len, answer);
  if (answer_len > 0)
    lan_send(trial->port, answer, answer_len);
}

/* ---- one input ---- */

static void record_due(struct timer *timer) {
  struct trial *trial =
      (struct trial *)((char *)timer - offsetof(struct trial, next_record));
  struct clock *clock = &trial->world.clock;
  uint8_t frame[WIRE_FRAME_MAX];
  struct wire_record record;
  int64_t gap_ns = GAP_NS;
  if (trial->records++ == RECORDS_MAX ||
      !wire_next(&trial->data, &trial->left, &record)) {
    clock->end_ns = clock->now_ns + TAIL_NS;
    return;
  }
  size_t len = wire_frame(&trial->wire, &record, frame);
  if (len > 0)
    lan_send(trial->port, frame, len);
  if (record.kind == WIRE_WAIT && record.len > 0)
    gap_ns = record.body[0] * WAIT_NS;
  clock_set(clock, timer, clock->now_ns + gap_ns);
}

static void settle(struct trial *trial, struct diag *diag) {
  struct world *world = &trial->world;
  struct lan_end end = {trial, from_device};
  struct link_spec link = {.delay_ns = 100 * NS_PER_US};
  require(addresses_give(&kept.scenario->variants[0], &world->addresses), diag);
  world->lan = lan_new(&world->clock, 1);
  world->residents = calloc(1, sizeof(*world->residents));
  if (world->lan == NULL || world->residents == NULL)
    fuzz_fail("no memory");
  require(residents_settle(world), diag);
  trial->port = lan_add(world->lan, &end, &link, NULL);
  trial->next_record.due = record_due;
  world->clock.end_ns = INT64_MAX;
  clock_set(&world->clock, &trial->next_record, FIRST_FRAME_NS);
}

void device_try(const uint8_t *data, size_t size) {
  struct diag diag = {0};
  struct world_plan plan = {.variant = &kept.alone,
                            .limits = kept.limits,
                            .device_image = kept.image,
                            .loop = kept.loop,
                            .observer = &observer};
  struct trial trial = {.world = {.plan = &plan, .diag = &diag},
                        .wire.ports = kept.ports,
                        .data = data,
                        .left = size};
  struct world *world = &trial.world;
  settle(&trial, &diag);
  residents_start(world);
  require(clock_run(&world->clock, kept.loop), &diag);
  keep_coverage();
  timers_stop(&world->clock.timers, &trial.next_record);
  residents_done(world);
  lan_free(world->lan);
  addresses_done(&world->addresses);
  clock_done(&world->clock);
  diag_done(&diag);
}
