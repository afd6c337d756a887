/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: a small world around test workloads, without a scenario file.
 *
 * The workloads are tests/port/workloads/device/KIND.c and .../peer/KIND.c;
 * each has the one parameter "value". They speak through workload_log(), peers
 * through attempts; a failed LWIP_ASSERT ends the device: CRASHED. */
#ifndef SOCKFIT_TESTS_MINI_H
#define SOCKFIT_TESTS_MINI_H

#include "limits/limits.h"
#include "trace/trace.h"

#define MINI_ITEMS_MAX 4
#define MINI_LIMITS_MAX 8

struct mini {
  const char *profile;
  int64_t run_for_s;
  struct {
    const char *name;
    int64_t value;
  } limits[MINI_LIMITS_MAX];
  struct {
    const char *kind;
    int64_t value;
    int64_t at_ms;
    int64_t count; /* peers; 0 means 1 */
  } consumers[MINI_ITEMS_MAX], peers[MINI_ITEMS_MAX];
  struct {
    const char *kind;
    const char *params; /* as build_fault takes them */
  } faults[MINI_ITEMS_MAX];
  uint64_t seed;
  const char *workloads; /* folder below tests/; NULL: port/workloads */
  int64_t link_delay_us; /* 0 means 100 */
  int64_t sample_s[MINI_ITEMS_MAX]; /* ascending; 0 ends */
};

/* Build, run, record; fails the test when anything but the verdict goes
 * wrong. Free the trace with trace_done. */
void mini_run(const struct mini *mini, struct trace *ret_trace);

/* The n-th (from 0) line that the device logged, without level and tag; NULL
 * when there are fewer. */
const char *mini_log(const struct trace *trace, size_t n);

/* Fail unless the n-th line is text. */
#define mini_assert_log(trace, n, text)                                        \
  do {                                                                         \
    ck_assert_ptr_nonnull(mini_log(trace, n));                                 \
    ck_assert_str_eq(mini_log(trace, n), text);                                \
  } while (0)

#endif
