/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: instants in milliseconds. */
#include "moment.h"

#define NS_PER_MS 1000000

int64_t moment_now_ms(void) {
  return workload_now_ns() / NS_PER_MS;
}

int64_t moment_earlier(int64_t a_ms, int64_t b_ms) {
  return a_ms < b_ms ? a_ms : b_ms;
}

struct timeval *moment_left(int64_t deadline_ms, struct timeval *storage) {
  if (deadline_ms == MOMENT_NEVER)
    return NULL;
  int64_t left_ns = deadline_ms * NS_PER_MS - workload_now_ns();
  int64_t left_ms = left_ns <= 0 ? 0 : (left_ns + NS_PER_MS - 1) / NS_PER_MS;
  storage->tv_sec = left_ms / 1000;
  storage->tv_usec = left_ms % 1000 * 1000;
  return storage;
}
