/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: faults of peers. See faults.h. */
#include "faults.h"

#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "scenario/hosts.h"

#define ALL_PPM 1000000
#define ENDLESS 1000000
#define FD_COUNT 1024

static bool is(const struct item *fault, const char *kind) {
  return strcmp(fault->kind->name, kind) == 0;
}

/* Nothing that the host sends arrives. */
static bool is_mute(const struct item *fault) {
  return is(fault, "link") && item_number(fault, "loss") == ALL_PPM &&
         strcmp(item_text(fault, "direction"), "out") == 0;
}

/* No PCB for anybody: lwIP drops the SYN without a word. */
static bool is_deaf_to_syn(const struct item *fault) {
  return is(fault, "refuse") && item_number(fault, "nth") == 1 &&
         item_number(fault, "count") >= ENDLESS &&
         strcmp(item_text(fault, "pool"), "MEMP_NUM_TCP_PCB") == 0;
}

const char *faults_not_because(const struct item *fault) {
  bool once = is(fault, "vanish") || !item_param(fault, "every")->given;
  if (once && (is(fault, "vanish") || is(fault, "reboot") || is_mute(fault) ||
               is_deaf_to_syn(fault)))
    return NULL;
  return "a fault of a peer that no machine has by order";
}

static size_t plan_one(const struct item *fault, struct faults_event *event) {
  event[0].at_ns = item_number(fault, "at");
  event[1] = event[0];
  if (is_deaf_to_syn(fault)) {
    event[0].what = FAULTS_NO_SYN;
    return 1;
  }
  event[0].what = is_mute(fault) ? FAULTS_MUTE : FAULTS_OFF;
  if (is(fault, "vanish"))
    return 1;
  event[1].what = is_mute(fault) ? FAULTS_HEARD : FAULTS_ON;
  event[1].at_ns += item_number(fault, "for");
  return 2;
}

size_t faults_plan(const struct variant *variant, struct faults_event *ret,
                   size_t max) {
  size_t planned = 0;
  for (size_t i = 0; i < variant->fault_count && planned + 2 <= max; i++) {
    const struct item *fault = &variant->faults[i];
    struct faults_event *event = &ret[planned];
    for (size_t k = 0; k < fault->kind->param_count; k++)
      if (strcmp(fault->params[k].spec->name, "host") == 0 &&
          hosts_find(variant, fault->params[k].text, &event->first,
                     &event->count) &&
          event->first > 0)
        planned += plan_one(fault, event);
  }
  return planned;
}

void faults_mute(uint32_t ipv4, uint16_t port, bool on) {
  char command[128], of_port[40] = "";
  if (port != 0)
    snprintf(of_port, sizeof of_port, "ipproto tcp sport %u", port);
  snprintf(command, sizeof command, "ip rule %s from %u.%u.%u.%u %s blackhole",
           on ? "add" : "del", ipv4 >> 24, ipv4 >> 16 & 255, ipv4 >> 8 & 255,
           ipv4 & 255, of_port);
  if (system(command) != 0)
    fprintf(stderr, "failed: %s\n", command);
}

/* ---- in a peer's process ---- */

static void hear_no_syn(int signal_number) {
  struct sock_filter nothing = {BPF_RET | BPF_K, 0, 0, 0};
  struct sock_fprog filter = {1, &nothing};
  (void)signal_number;
  for (int fd = 0; fd < FD_COUNT; fd++) {
    int listens = 0;
    socklen_t len = sizeof listens;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) == 0 &&
        listens)
      setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
  }
}

/* A socket in repair mode is closed without FIN and RST. */
static void lose_power(int signal_number) {
  int on = 1;
  (void)signal_number;
  for (int fd = 0; fd < FD_COUNT; fd++)
    setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof on);
  _exit(0);
}

void faults_listen_to_signals(void) {
  signal(SIGUSR1, hear_no_syn);
  signal(SIGUSR2, lose_power);
}
