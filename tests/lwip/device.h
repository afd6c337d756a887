/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: one simulated device with one workload from tests/lwip/workloads. */
#ifndef SOCKFIT_TESTS_LWIP_DEVICE_H
#define SOCKFIT_TESTS_LWIP_DEVICE_H

#include "trace/trace.h"

#define DEVICE_LIMITS_MAX 8

struct device_plan {
  const char *profile;
  const char *workload; /* tests/lwip/workloads/device/WORKLOAD.c */
  int64_t value;        /* its one parameter, "value" */
  int64_t run_for_s;
  uint64_t seed;
  struct {
    const char *name; /* NULL ends */
    int64_t value;
  } limits[DEVICE_LIMITS_MAX];
};

/* Compile, run, record. Anything that goes wrong outside the device fails the
 * test; what the device did is in the trace (free with trace_done). */
void device_run(const struct device_plan *plan, struct trace *ret_trace);

#endif
