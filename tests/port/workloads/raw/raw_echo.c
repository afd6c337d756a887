/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload, raw API: the shipped echo consumer on port 5000, among peers
 * that vanish. value 0: it never closes; 1: keep-alive 5 s, 5 s, 3 probes; 2:
 * it aborts when the link goes down, which it does from 10 s to 11 s. */
#include "sockfit/workload.h"

#include "lwip/netif.h"

#include "sockfit/raw.h"

static int64_t echo_number(const struct workload *w, const char *name) {
  (void)w;
  return strcmp(name, "port") == 0 ? 5000 : 3; /* keepalive_count */
}

static uint32_t echo_ms(const struct workload *w, const char *name) {
  (void)w;
  (void)name; /* keepalive_idle, keepalive_interval */
  return 5000;
}

static const char *echo_text(const struct workload *w, const char *name) {
  if (strcmp(name, "close") == 0)
    return "never";
  return workload_number(w, "value") == 2 ? "abort" : "keep";
}

static bool echo_given(const struct workload *w, const char *name) {
  return strcmp(name, "keepalive_idle") == 0 &&
         workload_number(w, "value") == 1;
}

static void link_up(void *arg) {
  (void)arg;
  netif_set_link_up(netif_default);
}

static void link_down(void *arg) {
  raw_timer_set(arg, INT64_C(11000000000), link_up, arg);
  netif_set_link_down(netif_default);
}

static void shipped_main(const struct workload *w);

void raw_echo_main(const struct workload *w) {
  static struct raw_timer timer;
  if (workload_number(w, "value") == 2)
    raw_timer_set(&timer, INT64_C(10000000000), link_down, &timer);
  shipped_main(w);
}

#define workload_number echo_number
#define workload_ms echo_ms
#define workload_text echo_text
#define workload_given echo_given
#define echo_main shipped_main
#include "../../../../sim/workloads/common/raw_stream.c"
#include "../../../../sim/workloads/raw/echo.c"
