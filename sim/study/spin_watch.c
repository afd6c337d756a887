/* SPDX-License-Identifier: BSD-3-Clause */
/* study: a run ends when a consumer spins. See spin_watch.h. */
#include "study/spin_watch.h"

#include <string.h>

#include "verdict/spinning.h"

static void device_event(void *arg, int64_t at_ns,
                         const struct image_event *event) {
  struct spin_watch *watch = arg;
  size_t before = watch->trace->event_count;
  watch->inner.device_event(watch->inner.arg, at_ns, event);
  for (size_t i = before; i < watch->trace->event_count; i++)
    watch->enough |= spinning_ends_at(
        watch->trace, i, item_number(watch->expectation, "per_second"));
}

static void started(void *arg, const struct image_interface *device) {
  struct spin_watch *watch = arg;
  watch->inner.started(watch->inner.arg, device);
}

static void device_off(void *arg, int64_t at_ns) {
  struct spin_watch *watch = arg;
  watch->inner.device_off(watch->inner.arg, at_ns);
}

static void device_failed(void *arg, int64_t at_ns, const char *text) {
  struct spin_watch *watch = arg;
  watch->inner.device_failed(watch->inner.arg, at_ns, text);
}

static void device_crashed(void *arg, int64_t at_ns,
                           const struct world_crash *crash) {
  struct spin_watch *watch = arg;
  watch->inner.device_crashed(watch->inner.arg, at_ns, crash);
}

static void peer_event(void *arg, int64_t at_ns, size_t peer_index,
                       const struct image_event *event) {
  struct spin_watch *watch = arg;
  watch->inner.peer_event(watch->inner.arg, at_ns, peer_index, event);
}

static void peer_failed(void *arg, int64_t at_ns, size_t peer_index,
                        const char *text) {
  struct spin_watch *watch = arg;
  watch->inner.peer_failed(watch->inner.arg, at_ns, peer_index, text);
}

static void fault(void *arg, int64_t at_ns, size_t index,
                  enum fault_phase phase, const char *text) {
  struct spin_watch *watch = arg;
  watch->inner.fault(watch->inner.arg, at_ns, index, phase, text);
}

static void moment(void *arg, int64_t at_ns, enum world_moment which) {
  struct spin_watch *watch = arg;
  watch->inner.moment(watch->inner.arg, at_ns, which);
}

static void frame(void *arg, int64_t at_ns, const void *data, size_t len) {
  struct spin_watch *watch = arg;
  watch->inner.frame(watch->inner.arg, at_ns, data, len);
}

void spin_watch_init(struct spin_watch *watch, const struct variant *variant,
                     const struct world_observer *inner,
                     const struct trace *trace) {
  *watch =
      (struct spin_watch){.observer = *inner, .inner = *inner, .trace = trace};
  for (size_t i = 0; i < variant->expectation_count; i++)
    if (strcmp(variant->expectations[i].kind->name, "no_spinning") == 0)
      watch->expectation = &variant->expectations[i];
  if (watch->expectation == NULL)
    return;
  watch->observer =
      (struct world_observer){.arg = watch,
                              .started = started,
                              .device_off = device_off,
                              .device_event = device_event,
                              .device_failed = device_failed,
                              .device_crashed = device_crashed,
                              .peer_event = peer_event,
                              .peer_failed = peer_failed,
                              .fault = fault,
                              .moment = moment,
                              .frame = inner->frame == NULL ? NULL : frame};
}
