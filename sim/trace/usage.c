/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: how much of each limit the device uses. See usage.h. */
#include "trace/usage.h"

#include <stdlib.h>
#include <string.h>

#include "sockfit/counters.h"

void usage_sample(struct recorder *recorder, int64_t at_ns) {
  struct trace *trace = recorder->trace;
  struct trace_sample *samples =
      realloc(trace->samples, (trace->sample_count + 1) * sizeof(*samples));
  if (samples == NULL) {
    recorder->failed = true;
    return;
  }
  trace->samples = samples;
  struct trace_sample *sample = &samples[trace->sample_count++];
  *sample =
      (struct trace_sample){.at_ns = at_ns, .sockets = trace->sockets_now};
  sample->consumer_sockets =
      calloc(trace->consumer_count + 1, sizeof(*sample->consumer_sockets));
  if (sample->consumer_sockets == NULL) {
    recorder->failed = true;
    return;
  }
  for (size_t i = 0; i < trace->consumer_count; i++)
    sample->consumer_sockets[i] = trace->consumers[i].sockets;
  if (recorder->device == NULL)
    return; /* it is off: nothing is in use */
  recorder->device->tcp_states(sample->tcp_states);
  sample->pool_count = recorder->device->pools(sample->pools, TRACE_POOLS_MAX);
  for (size_t i = 0; i < sample->pool_count; i++)
    sample->pools[i].name = recorder_intern(recorder, sample->pools[i].name);
}

static int64_t larger(int64_t a, int64_t b) {
  return a > b ? a : b;
}

/* The image is the same in each life, and so is the order. */
static void take_pools(struct recorder *recorder) {
  struct trace *trace = recorder->trace;
  struct image_pool pools[TRACE_POOLS_MAX];
  size_t earlier = trace->pool_count;
  trace->pool_count = recorder->device->pools(pools, TRACE_POOLS_MAX);
  for (size_t i = 0; i < trace->pool_count; i++) {
    struct image_pool *pool = &pools[i];
    pool->name = recorder_intern(recorder, pool->name);
    if (i < earlier) {
      pool->peak = larger(pool->peak, trace->pools[i].peak);
      pool->refused += trace->pools[i].refused;
      pool->waited += trace->pools[i].waited;
    }
    trace->pools[i] = *pool;
  }
}

/* Most count; these two measure. */
static void add_earlier(struct image_counter *counter, int64_t earlier) {
  if (strcmp(counter->name, COUNTER_LARGEST_FREE) == 0)
    return;
  if (strcmp(counter->name, COUNTER_LARGEST_FREE_LEAST) != 0)
    counter->value += earlier;
  else if (earlier < counter->value)
    counter->value = earlier;
}

static void take_counters(struct recorder *recorder) {
  struct trace *trace = recorder->trace;
  struct image_counter counters[TRACE_COUNTERS_MAX];
  if (recorder->device->counters == NULL)
    return;
  size_t earlier = trace->counter_count;
  trace->counter_count =
      recorder->device->counters(counters, TRACE_COUNTERS_MAX);
  for (size_t i = 0; i < trace->counter_count; i++) {
    counters[i].name = recorder_intern(recorder, counters[i].name);
    if (i < earlier)
      add_earlier(&counters[i], trace->counters[i].value);
    trace->counters[i] = counters[i];
  }
}

void usage_take(struct recorder *recorder) {
  if (recorder->device == NULL)
    return;
  take_pools(recorder);
  take_counters(recorder);
}
