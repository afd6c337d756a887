/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: a phone that joins the device's network and looks whether
 * there is a captive portal: HTTP probes side by side, each on a connection of
 * its own, and a DNS query before each if the device has a DNS server. One
 * attempt a connection and one a query. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/attempt.h"
#include "common/moment.h"
#include "common/script.h"
#include "common/watch.h"

#define DNS_PORT 53

/* Where Android, iOS, Windows, Firefox and Ubuntu look. */
static const struct probe {
  const char *name;
  const char *path;
} probes[] = {
    {"connectivitycheck.gstatic.com", "/generate_204"},
    {"captive.apple.com", "/hotspot-detect.html"},
    {"www.msftconnecttest.com", "/connecttest.txt"},
    {"detectportal.firefox.com", "/canonical.html"},
    {"www.google.com", "/gen_204"},
    {"connectivity-check.ubuntu.com", "/check"},
};
#define PROBE_COUNT (sizeof probes / sizeof probes[0])

struct phone {
  const struct workload *w;
  uint32_t started;
};

/* A question for one A record (RFC 1035). Returns its length. */
static size_t write_query(uint8_t data[128], const char *name) {
  static const uint8_t head[12] = {0x12, 0x34, 1, 0, 0, 1};
  size_t len = sizeof head;
  memcpy(data, head, sizeof head);
  while (*name) {
    size_t label = strcspn(name, ".");
    data[len++] = (uint8_t)label;
    memcpy(data + len, name, label);
    len += label;
    name += label + (name[label] == '.');
  }
  static const uint8_t tail[5] = {0, 0, 1, 0, 1};
  memcpy(data + len, tail, sizeof tail);
  return len + sizeof tail;
}

static void ask_name(const struct phone *phone, const char *name) {
  uint8_t data[512];
  struct attempt attempt;
  struct watch watch;
  struct sockaddr_in to = {.sin_len = sizeof to,
                           .sin_family = AF_INET,
                           .sin_port = htons(DNS_PORT),
                           .sin_addr.s_addr = workload_target()};
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0)
    return;
  attempt_begin(&attempt, phone->w);
  sendto(fd, data, write_query(data, name), 0, (struct sockaddr *)&to,
         sizeof to);
  watch_init(&watch);
  watch_read(&watch, fd);
  int ready =
      watch_wait(&watch, moment_now_ms() + workload_ms(phone->w, "timeout"));
  if (ready > 0 && recv(fd, data, sizeof data, MSG_DONTWAIT) > 0)
    attempt_served(&attempt);
  else
    attempt_failed(&attempt, -ETIMEDOUT);
  close(fd);
}

static void run_probe(void *arg) {
  struct phone *phone = arg;
  const struct probe *probe = &probes[phone->started++ % PROBE_COUNT];
  struct script script;
  char text[96];
  snprintf(text, sizeof text, "connect; get %s; close", probe->path);
  struct steps *steps = script_parse(text);
  if (!steps)
    return;
  script_init(&script, phone->w, steps);
  while (!workload_leaving()) {
    if (workload_number(phone->w, "dns"))
      ask_name(phone, probe->name);
    script_run(&script);
    if (!workload_given(phone->w, "every"))
      break;
    workload_sleep_ms(workload_ms(phone->w, "every"));
  }
  free(steps);
}

void phone_main(const struct workload *w) {
  struct phone *phone = calloc(1, sizeof *phone); /* for good: its tasks' */
  if (!phone)
    return;
  phone->w = w;
  workload_state(w, WORKLOAD_RUNNING);
  for (int64_t i = workload_number(w, "probes"); i > 0; i--)
    workload_task(w, "probe", run_probe, phone);
}
