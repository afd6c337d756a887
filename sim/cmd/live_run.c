/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: runs in real time. See live_run.h. */
#include "cmd/live_run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "world/addresses.h"
#include "world/tap.h"

#define ADDRESSES_MAX 200
#define EVENTS_MAX 200000 /* 30 MB */
#define HOLDS_MAX 200000  /* 40 MB */

static bool to_standard_output(const char *path) {
  return path != NULL && strcmp(path, "-") == 0;
}

/* ---- opening ---- */

static int check(const struct options *options,
                 const struct selection *selection, bool wanted,
                 struct diag *diag) {
  const char *because = NULL;
  if (options->serve && selection->count != 1)
    because = "serve takes one variant: name one (FILE:VARIANT)";
  else if (options->beside != NULL && selection->count != 1)
    because = "-- COMMAND takes one variant: name one (FILE:VARIANT)";
  else if (!wanted && (options->beside != NULL || options->private ||
                       options->interface != NULL))
    because = "-- COMMAND, --private and --interface are for real time: say "
              "'link: tap' in the scenario, or use sockfit serve";
  else if (options->private && options->interface != NULL)
    because = "a private namespace has no interface to use: --private or an "
              "interface's name, not both";
  else if (wanted && options->check_determinism)
    because = "two runs in real time are never equal to the octet: "
              "--check-determinism is for virtual time";
  if (because == NULL)
    return 0;
  diag_add(diag, DIAG_ERROR, NULL, "%s", because);
  return -EINVAL;
}

/* Real peers have the addresses that simulated ones would have: the device
 * finds its broker where the scenario says. */
static size_t peers_outside(const struct selection *selection) {
  size_t most = 0;
  for (size_t i = 0; i < selection->count; i++) {
    const struct variant *variant = selection->items[i].variant;
    size_t count = 0;
    if (!variant->tap || !variant->real_peers)
      continue;
    for (size_t k = 0; k < variant->peer_count; k++)
      count += (size_t)item_number(&variant->peers[k], "count");
    if (count > most)
      most = count;
  }
  return most < ADDRESSES_MAX - 1 ? most : ADDRESSES_MAX - 1;
}

static int open_tap(struct live_run *live, const struct selection *selection) {
  uint32_t addresses[ADDRESSES_MAX] = {ADDRESSES_MACHINE};
  size_t outside = peers_outside(selection);
  for (size_t i = 1; i <= outside; i++)
    addresses[i] = addresses_ipv4(i);
  struct tap_request request = {.name = live->options->interface,
                                .private = live->options->private,
                                .addresses = addresses,
                                .address_count = outside + 1,
                                .netmask = ADDRESSES_NETMASK};
  int status = tap_open(&request, &live->uplink, live->diag);
  if (status == 0)
    tap_drop_privileges();
  return status;
}

static void say_where(const struct live_run *live) {
  if (live->options->quiet)
    return;
  fprintf(stderr, "device 198.18.0.1 on interface %s", live->uplink.name);
  if (live->options->interface == NULL)
    fprintf(stderr, ", this side 198.18.255.254/16");
  if (live->uplink.is_private && live->options->beside == NULL)
    fprintf(stderr,
            ", in a network namespace of its own\n"
            "to join it: nsenter --preserve-credentials -U -n -t %ld",
            (long)getpid());
  else if (live->uplink.is_private)
    fprintf(stderr, ", in a network namespace of its own");
  fputc('\n', stderr);
}

int live_run_open(const struct options *options,
                  const struct selection *selection, struct loop *loop,
                  struct live_run *live, bool *ret_open, struct diag *diag) {
  bool wanted = false;
  for (size_t i = 0; i < selection->count; i++)
    wanted = wanted || selection->items[i].variant->tap;
  int status = check(options, selection, wanted, diag);
  if (status != 0 || !wanted)
    return status;
  *live = (struct live_run){.options = options, .loop = loop, .diag = diag};
  status = open_tap(live, selection);
  *ret_open = status == 0;
  if (status == 0)
    say_where(live);
  return status;
}

void live_run_close(struct live_run *live) {
  uplink_close(&live->uplink);
}

/* ---- a run ---- */

static bool start_command(struct live_run *live) {
  live->program_started = true;
  int status = live_program_start(live->loop, live->options->beside,
                                  to_standard_output(live->options->pcap),
                                  &live->program);
  if (status == 0)
    return true;
  fprintf(stderr, "error: cannot start %s: %s\n", live->options->beside[0],
          strerror(-status));
  live->program_status = 127;
  return false;
}

/* Whether the run is over. */
static bool on_tick(void *arg, int64_t now_ns) {
  struct live_run *live = arg;
  const struct pcap_sink *pcap = live->recorder->pcap;
  live_view_tick(&live->view, now_ns);
  if (pcap != NULL && pcap_sink_has_failed(pcap))
    return true; /* nobody reads it any more, or the disk is full */
  if (live->options->beside == NULL)
    return false;
  if (!live->program_started)
    return !start_command(live) && live->options->serve;
  return live->program != NULL &&
         live_program_has_ended(live->program, &live->program_status) &&
         live->options->serve;
}

static void on_round(void *arg) {
  struct live_run *live = arg;
  if (live->recorder->pcap != NULL && to_standard_output(live->options->pcap))
    pcap_sink_flush(live->recorder->pcap);
}

static void begin(void *arg, struct world_plan *plan,
                  struct recorder *recorder) {
  struct live_run *live = arg;
  live->recorder = recorder;
  recorder->event_max = EVENTS_MAX;
  if (recorder->trace->detail != NULL)
    recorder->trace->detail->hold_max = HOLDS_MAX;
  live->program_started = false;
  live->world = (struct world_live){.uplink = &live->uplink,
                                    .endless = live->options->serve,
                                    .chip_speed = live->options->chip_speed,
                                    .arg = live,
                                    .tick = on_tick,
                                    .round = on_round};
  plan->live = &live->world;
  if (live->options->serve)
    plan->peers_leave = false; /* nobody knows when that would be */
  live_view_begin(&live->view, live->options, plan->variant, recorder);
}

static void end(void *arg) {
  struct live_run *live = arg;
  live_view_end(&live->view);
  live_program_end(live->program);
  live->program = NULL;
}

struct one_run_live live_run_hooks(struct live_run *live) {
  return (struct one_run_live){.arg = live, .begin = begin, .end = end};
}

bool live_run_command_held(const struct live_run *live, struct diag *diag) {
  if (live->program_status == 0)
    return true;
  diag_add(diag, DIAG_ERROR, NULL, "%s ended with exit status %d",
           live->options->beside[0], live->program_status);
  return false;
}
