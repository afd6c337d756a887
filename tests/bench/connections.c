/* SPDX-License-Identifier: BSD-3-Clause */
/* bench: short connections a second of wall time through the sockets API,
 * both ends simulated, one core. Prints connections, wall and processor
 * seconds; judges nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "support/mini.h"

#define PEERS 4

static double wall_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double processor_s(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
         (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
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
  double wall = wall_s(), processor = processor_s();
  run(each, &trace);
  printf("%lld %.4f %.4f\n", (long long)trace.peers[0].served, wall_s() - wall,
         processor_s() - processor);
  bool all = trace.peers[0].served == PEERS * each;
  trace_done(&trace);
  return all ? 0 : 1;
}
