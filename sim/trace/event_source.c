/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: events become frames of the capture. See event_source.h. */
#include "trace/event_source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "trace/event_frame.h"
#include "world/addresses.h"

/* Not on the stack, which is a task's: the device's own call leads here. */
struct event_source {
  struct event_numbers numbers;
  struct image_config device;               /* its MAC address */
  struct image_slot known[TRACE_SLOTS_MAX]; /* by slot, as last seen */
  struct image_slot seen[TRACE_SLOTS_MAX];  /* one look's */
  struct image_pool pools[TRACE_POOLS_MAX]; /* likewise */
  bool unsettled;                           /* a remote end may become known */
  uint8_t octets[EVENT_FRAME_OCTETS_MAX];
};

int recorder_frame_events(struct recorder *recorder,
                          const struct event_numbers *numbers) {
  const struct addresses nobody = {0}; /* a MAC address takes no names */
  struct event_source *source = calloc(1, sizeof(*source));
  if (source == NULL)
    return -ENOMEM;
  source->numbers = *numbers;
  addresses_configure(&nobody, 0, &source->device);
  recorder->events = source;
  recorder->trace->event_frames = true;
  return 0;
}

void event_source_free(struct event_source *source) {
  free(source);
}

/* ---- the device, looked at ---- */

static bool is_unsettled(const struct image_slot *slot) {
  return strcmp(slot->protocol, "TCP") == 0 && slot->remote[0] == '\0' &&
         slot->tcp_state >= 0 && slot->tcp_state != IMAGE_TCP_LISTEN;
}

static void look(struct event_source *source,
                 const struct image_interface *device) {
  source->unsettled = false;
  if (device == NULL)
    return;
  size_t count = device->slots(source->seen, TRACE_SLOTS_MAX);
  for (size_t i = 0; i < count; i++) {
    const struct image_slot *slot = &source->seen[i];
    if (slot->slot < TRACE_SLOTS_MAX)
      source->known[slot->slot] = *slot;
    source->unsettled |= is_unsettled(slot);
  }
}

void event_source_frame(struct recorder *recorder) {
  struct event_source *source = recorder->events;
  if (source != NULL && recorder->pcap != NULL && source->unsettled)
    look(source, recorder->device);
}

/* The slot that the event is about, as it is or, when it is closed already, as
 * it was; NULL: none, or never seen. */
static const struct image_slot *slot_of(struct event_source *source,
                                        const struct trace_event *event,
                                        const struct image_interface *device) {
  if (event->slot < 0 || event->slot >= TRACE_SLOTS_MAX)
    return NULL;
  look(source, device);
  struct image_slot *slot = &source->known[event->slot];
  if (slot->protocol[0] == '\0')
    return NULL;
  if (event->kind != TRACE_SOCKET_CLOSED)
    return slot;
  source->seen[0] = *slot;
  source->seen[0].tcp_state = -1; /* it was that of an earlier moment */
  *slot = (struct image_slot){0};
  return &source->seen[0];
}

static const struct image_pool *pool_of(struct event_source *source,
                                        const char *name,
                                        const struct image_interface *device) {
  if (name == NULL || device == NULL)
    return NULL;
  size_t count = device->pools(source->pools, TRACE_POOLS_MAX);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(source->pools[i].name, name) == 0)
      return &source->pools[i];
  }
  return NULL;
}

/* 0: none is known. The raw API's err_t is a number of its own. */
static int number_of(const struct event_source *source,
                     const struct trace_event *event) {
  if (event->error < 0)
    return event->error;
  int number =
      source->numbers.number(source->numbers.limits, event->error_name);
  return number < 0 ? 0 : number;
}

void event_source_tell(struct recorder *recorder, struct trace_event *event) {
  struct event_source *source = recorder->events;
  if (source == NULL || event == NULL)
    return;
  event->packet = ++recorder->frame_count;
  if (recorder->pcap == NULL)
    return;
  struct event_frame frame = {
      .mac = source->device.mac,
      .trace = recorder->trace,
      .event = event,
      .slot = slot_of(source, event, recorder->device),
      .pool = pool_of(source, event->pool, recorder->device),
      .errno_number = number_of(source, event)};
  size_t len = event_frame_write(&frame, source->octets);
  pcap_sink_add(recorder->pcap, event->at_ns, source->octets, len);
}
