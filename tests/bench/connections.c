/* SPDX-License-Identifier: BSD-3-Clause */
/* bench: short connections a second of wall time through the sockets API,
 * both ends simulated, one core. Prints a row; judges nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "support/mini.h"

#define PEERS 4

static double wall_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void run(int64_t each, struct trace *ret_trace) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = each / 20 + 10,
                      .consumers = {{"answerer", 0, 0, 0}},
                      .peers = {{"asker", each, 1000, PEERS}},
                      .link_delay_us = 10};
  mini_run(&mini, ret_trace);
}

int main(int argc, char **argv) {
  int64_t each = argc > 1 ? atoll(argv[1]) : 25000;
  struct trace trace;
  run(1, &trace); /* compile the images outside the measurement */
  trace_done(&trace);
  double began_s = wall_s();
  run(each, &trace);
  double took_s = wall_s() - began_s;
  printf("%lld of %lld connections served in %.2f s: %.0f a second\n",
         (long long)trace.peers[0].served, (long long)trace.peers[0].attempts,
         took_s, (double)trace.peers[0].served / took_s);
  trace_done(&trace);
  return 0;
}
