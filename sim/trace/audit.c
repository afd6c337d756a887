/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: what must hold in every run. See audit.h. */
#include "trace/audit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* The first breach is kept; takes text. */
static void keep(struct recorder *recorder, char **breach, char *text) {
  recorder->failed |= text == NULL;
  if (*breach == NULL)
    *breach = text;
  else
    free(text);
}

void audit_time(struct recorder *recorder, int64_t at_ns) {
  if (at_ns < recorder->last_ns)
    keep(recorder, &recorder->trace->audit.time,
         text_format("%" PRId64 " ns after %" PRId64 " ns", at_ns,
                     recorder->last_ns));
  recorder->last_ns = at_ns;
}

void audit_frame(struct recorder *recorder, const uint8_t *frame, size_t len) {
  if (len >= 12 && memcmp(frame + 6, recorder->mac, 6) != 0)
    return;
  const char *fault = audit_frame_fault(frame, len);
  if (fault != NULL)
    keep(recorder, &recorder->trace->audit.frame,
         text_format("%s of frame %" PRIu64, fault, recorder->frame_count));
}

/* Every slot that is used was reported, and belongs to whom it should. */
static void audit_slots(struct recorder *recorder,
                        const struct trace_slots *table) {
  struct trace *trace = recorder->trace;
  int64_t listed = 0;
  for (size_t i = 0; i < table->count; i++)
    listed += table->slots[i].owner >= 0;
  int64_t counted = 0;
  for (size_t i = 0; i < trace->consumer_count; i++)
    counted += trace->consumers[i].sockets;
  if (listed != counted)
    keep(recorder, &trace->audit.counts,
         text_format("%" PRId64 " sockets in lwIP's table, %" PRId64
                     " by what was opened and closed",
                     listed, counted));
}

static void audit_pcbs(struct recorder *recorder) {
  struct trace *trace = recorder->trace;
  uint32_t states[IMAGE_TCP_STATE_COUNT] = {0};
  int64_t active = 0;
  recorder->device->tcp_states(states);
  for (int i = 0; i < IMAGE_TCP_STATE_COUNT; i++)
    active += i == IMAGE_TCP_LISTEN ? 0 : states[i];
  const struct image_pool *pool = trace_pool(trace, "MEMP_NUM_TCP_PCB");
  /* A PCB that is neither bound nor connected is in none of lwIP's lists. */
  if (pool != NULL && active > pool->used)
    keep(recorder, &trace->audit.counts,
         text_format("%" PRId64 " TCP PCBs in lwIP's lists, %" PRId64
                     " in the pool",
                     active, pool->used));
  pool = trace_pool(trace, "MEMP_NUM_TCP_PCB_LISTEN");
  if (pool != NULL && states[IMAGE_TCP_LISTEN] != pool->used)
    keep(recorder, &trace->audit.counts,
         text_format("%u listeners in lwIP's list, %" PRId64 " in the pool",
                     (unsigned)states[IMAGE_TCP_LISTEN], pool->used));
}

/* lwIP counts what its driver hands it and takes from it, as the port does. */
static void audit_limits(struct recorder *recorder) {
  struct trace *trace = recorder->trace;
  for (size_t i = 0; i < trace->pool_count; i++) {
    const struct image_pool *pool = &trace->pools[i];
    bool impossible = pool->used < 0 || pool->used > pool->peak ||
                      (pool->limit >= 0 && pool->peak > pool->limit);
    if (impossible)
      keep(recorder, &trace->audit.counts,
           text_format("%s: %" PRId64 " used, at most %" PRId64 " of %" PRId64,
                       pool->name, pool->used, pool->peak, pool->limit));
  }
}

void audit_counts(struct recorder *recorder) {
  struct trace *trace = recorder->trace;
  if (recorder->device == NULL)
    return;
  audit_slots(recorder, &trace->end_slots);
  audit_pcbs(recorder);
  audit_limits(recorder);
}
