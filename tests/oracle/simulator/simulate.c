/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: the cells in the simulator. A host with the image of the
 * profile on one port of the LAN, the remote end (wire.h) on another. */
#include "simulate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../wire.h"
#include "base/text.h"
#include "base/units.h"
#include "world/clock.h"
#include "world/host.h"
#include "world/lan.h"

/* As in the reference: between two ticks of the timers of a second. */
#define BEGINS_NS (300 * NS_PER_MS)
#define LINK_DELAY_NS (100 * NS_PER_US)

static const uint8_t mac[6] = {2, 0, 0, 0, 0, 1};

static void require(const char *what, int status, const struct diag *diag) {
  if (status == 0)
    return;
  fprintf(stderr, "%s: %s\n", what,
          diag->count > 0 ? diag->entries[0].text : strerror(-status));
  exit(EXIT_FAILURE);
}

/* ---- the image ---- */

static struct limits *derive(const char *profile, int64_t msl_ms) {
  char *name = text_format("%s", profile);
  char *option = strchr(name, '+');
  char *msl = text_format("%lld", (long long)msl_ms);
  if (option != NULL)
    *option++ = '\0';
  struct setting settings[] = {
      {.name = (char *)"TCP_MSL",
       .text = msl,
       .is_number = true,
       .value = msl_ms},
      {.name = option, .text = (char *)"1", .is_number = true, .value = 1}};
  size_t count = sizeof(settings) / sizeof(settings[0]);
  struct variant variant = {.name = (char *)"oracle",
                            .profile = name,
                            .limits = settings,
                            .limit_count = option == NULL ? count - 1 : count};
  struct diag diag = {0};
  struct limits *limits = NULL;
  require("limits", limits_derive(&variant, &limits, &diag), &diag);
  diag_done(&diag);
  free(name);
  free(msl);
  return limits;
}

void device_init(struct device *device, const char *profile, int64_t msl_ms) {
  static const char *const kinds[] = {"oracle"};
  struct image_places places;
  struct diag diag = {0};
  *device =
      (struct device){.limits = derive(profile, msl_ms), .loop = loop_new()};
  require("places", image_places_find(NULL, &places, &diag), &diag);
  free(places.workloads);
  places.workloads = text_format("%s", ORACLE_DIR);
  struct image_request request = {.limits = device->limits,
                                  .family = FAMILY_CONSUMER,
                                  .kinds = kinds,
                                  .kind_count = 1};
  require("image",
          image_build(&places, &request, device->loop, &device->image, &diag),
          &diag);
  diag_done(&diag);
  image_places_done(&places);
}

void device_done(struct device *device) {
  image_free(device->image);
  limits_free(device->limits);
  loop_free(device->loop);
}

/* ---- one run ---- */

struct run {
  struct clock clock;
  struct lan *lan;
  struct host host;
  struct lan_port *remote;
  struct wire wire;
  struct transcript *transcript;
  int64_t began_ns;
  bool ended;
};

static void note(struct run *run, char list, const char *text) {
  transcript_add(run->transcript, list,
                 (run->clock.now_ns - run->began_ns) / NS_PER_MS, text);
}

static void on_wire(void *arg, const char *text) {
  note(arg, 'w', text);
}

static void to_device(void *arg, const void *frame, size_t len) {
  lan_send(((struct run *)arg)->remote, frame, len);
}

static void to_remote(void *arg, const void *frame, size_t len) {
  wire_frame(&((struct run *)arg)->wire, frame, len);
}

static void end(struct run *run) {
  run->ended = true;
  run->clock.end_ns = run->clock.now_ns;
}

/* "I tag: text", of workloads/device/oracle.c. */
static void on_event(void *arg, const struct image_event *event) {
  struct run *run = arg;
  if (event->kind != IMAGE_WORKLOAD_LOG)
    return;
  const char *tag = event->text + 2;
  const char *text = strstr(tag, ": ") + 2;
  if (strncmp(tag, "say:", 4) == 0)
    note(run, 'c', text);
  else if (strncmp(tag, "begin:", 6) == 0)
    run->began_ns = run->clock.now_ns;
  else if (strncmp(tag, "end:", 4) == 0)
    end(run);
  else if (!wire_command(&run->wire, text))
    note(run, 'c', "the remote end does not know the command");
}

static void on_failed(void *arg, const char *text) {
  char *line = text_format("assertion: %s", text);
  char *place = strrchr(line, '(');
  if (place != NULL && place > line)
    place[-1] = '\0';
  note(arg, 'c', line);
  free(line);
  end(arg);
}

static void on_crashed(void *arg, int owner, const struct crash *crash) {
  static const char asserted[] = "LWIP_ASSERT: ";
  bool assertion = strncmp(crash->what, asserted, strlen(asserted)) == 0;
  (void)owner;
  on_failed(arg, crash->what + (assertion ? strlen(asserted) : 0));
}

static void connect_cables(struct run *run) {
  const struct link_spec link = {.delay_ns = LINK_DELAY_NS};
  const struct lan_end device = {&run->host, host_frame_input};
  const struct lan_end remote = {run, to_remote};
  run->host.port = lan_add(run->lan, &device, &link, NULL);
  run->remote = lan_add(run->lan, &remote, &link, NULL);
  require("lan", run->host.port != NULL && run->remote != NULL ? 0 : -ENOMEM,
          &(struct diag){0});
}

static void run_host(struct run *run, const struct device *device,
                     const struct image_config *config) {
  const struct profile *profile = device->limits->profile;
  struct host_listener listener = {.arg = run,
                                   .event = on_event,
                                   .failed = on_failed,
                                   .crashed = on_crashed};
  struct diag diag = {0};
  run->host.call_cost_ns = profile->call_cost_ns;
  run->host.frame_cost_ns = profile->frame_cost_ns;
  run->host.random_state = 1;
  require("host",
          host_init(&run->host, &run->clock, device->image, config, &listener,
                    &diag),
          &diag);
  connect_cables(run);
  host_start(&run->host);
  require("run", clock_run(&run->clock, device->loop), &diag);
  if (!run->ended)
    note(run, 'c', "still waiting");
  host_done(&run->host);
  diag_done(&diag);
}

void simulate(const struct device *device, int cell, int64_t limit_s,
              struct transcript *ret_transcript) {
  static struct run run;
  run = (struct run){.transcript = ret_transcript};
  const struct image_param value = {
      .name = "value", .number = cell, .given = true};
  const struct image_workload workload = {.kind = "oracle",
                                          .name = "oracle",
                                          .at_ns = BEGINS_NS,
                                          .params = &value,
                                          .param_count = 1};
  struct image_config config = {.hostname = "device",
                                .ipv4 = WIRE_DEVICE,
                                .netmask = WIRE_NETMASK,
                                .workloads = &workload,
                                .workload_count = 1,
                                .heap_limit = -1};
  memcpy(config.mac, mac, sizeof(mac));
  wire_init(&run.wire, mac, &run, to_device, on_wire);
  run.clock.end_ns = BEGINS_NS + limit_s * NS_PER_S;
  run.lan = lan_new(&run.clock, 1);
  run_host(&run, device, &config);
  lan_free(run.lan);
  clock_done(&run.clock);
}
