/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: what a device leaves that is switched off or crashes: who held
 * which socket, and that nobody does any more. See record_own.h. */
#include <stdlib.h>

#include "trace/event_source.h"
#include "trace/record_own.h"
#include "trace/usage.h"

/* All sockets are gone, though nobody closed them; their owners will boot. */
static void close_slots(struct recorder *recorder, int64_t at_ns,
                        const struct trace_slots *table) {
  for (size_t i = 0; i < table->count; i++) {
    struct image_event event = {.owner = table->slots[i].owner,
                                .slot = table->slots[i].slot,
                                .call = -1};
    struct trace_event *added =
        recorder_add_event(recorder, at_ns, TRACE_SOCKET_CLOSED, &event);
    recorder_count_socket(recorder, event.owner, -1);
    event_source_tell(recorder, added);
  }
}

static void device_is_gone(struct recorder *recorder, int64_t at_ns) {
  struct trace *trace = recorder->trace;
  if (trace->detail != NULL)
    detail_end(trace->detail, at_ns);
  for (size_t i = 0; i < trace->pool_count; i++)
    trace->pools[i].used = 0;
  for (size_t i = 0; i < trace->consumer_count; i++)
    trace->consumers[i].state = WORKLOAD_STOPPED;
  recorder->device = NULL;
}

void recorder_device_off(void *arg, int64_t at_ns) {
  struct recorder *recorder = arg;
  struct trace_slots table = {0};
  if (recorder->device == NULL)
    return; /* it has crashed before */
  recorder_keep_slots(recorder, &table);
  close_slots(recorder, at_ns, &table);
  free(table.slots);
  usage_take(recorder);
  device_is_gone(recorder, at_ns);
}

/* ---- crashes ---- */

static void read_usage(void *recorder) {
  usage_take(recorder);
}

struct slots_wanted {
  const struct image_interface *device;
  struct trace_slots *slots;
};

static void read_slots(void *arg) {
  const struct slots_wanted *wanted = arg;
  wanted->slots->count =
      wanted->device->slots(wanted->slots->slots, TRACE_SLOTS_MAX);
}

/* Who held what, as far as that can still be read. */
static void keep_last_slots(struct recorder *recorder,
                            const struct world_crash *crash,
                            struct trace_slots *ret) {
  struct slots_wanted wanted = {recorder->device, ret};
  ret->slots = calloc(TRACE_SLOTS_MAX, sizeof(*ret->slots));
  if (ret->slots == NULL) {
    recorder->failed = true;
  } else if (!crash->look(crash->host, read_slots, &wanted)) {
    free(ret->slots);
    *ret = (struct trace_slots){0};
  }
}

/* Its sockets are gone with it, whether their table can be read or not. */
static void forget_sockets(struct trace *trace) {
  trace->sockets_now = 0;
  for (size_t i = 0; i < trace->consumer_count; i++)
    trace->consumers[i].sockets = 0;
}

void recorder_device_crashed(void *arg, int64_t at_ns,
                             const struct world_crash *crash) {
  struct recorder *recorder = arg;
  struct trace_slots slots = {0};
  struct image_event event = {.owner = crash->owner,
                              .slot = -1,
                              .call = -1,
                              .state = (int)crash->kind,
                              .text = crash->text};
  struct trace_consumer *consumer =
      recorder_consumer(recorder->trace, crash->owner);
  if (recorder->device != NULL) {
    keep_last_slots(recorder, crash, &slots);
    crash->look(crash->host, read_usage, recorder);
  }
  struct trace_event *added =
      recorder_add_event(recorder, at_ns, TRACE_CRASHED, &event);
  if (added != NULL)
    added->slots = slots;
  recorder->device = NULL; /* nobody may look into it any more */
  event_source_tell(recorder, added);
  close_slots(recorder, at_ns, &slots);
  forget_sockets(recorder->trace);
  device_is_gone(recorder, at_ns);
  if (consumer != NULL)
    consumer->state = WORKLOAD_FAILED;
}
