/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: writes a trace while the world runs. See record.h. */
#include "trace/record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "trace/audit.h"
#include "trace/event_source.h"
#include "trace/record_own.h"
#include "trace/usage.h"
#include "world/addresses.h"

/* A text of the image outlives it as one of ours; there are few of them. What
 * events bring stands behind the names of all options. */
const char *recorder_intern(struct recorder *recorder, const char *text) {
  struct trace *trace = recorder->trace;
  if (text == NULL)
    return NULL;
  for (size_t i = trace->interned_count; i-- > 0;) {
    if (strcmp(trace->interned[i], text) == 0)
      return trace->interned[i];
  }
  char **interned =
      realloc(trace->interned, (trace->interned_count + 1) * sizeof(*interned));
  char *copy = strdup(text);
  if (interned != NULL)
    trace->interned = interned;
  if (interned == NULL || copy == NULL) {
    free(copy);
    recorder->failed = true;
    return "?";
  }
  return interned[trace->interned_count++] = copy;
}

struct trace_event *recorder_add_event(struct recorder *recorder, int64_t at_ns,
                                       enum trace_event_kind kind,
                                       const struct image_event *event) {
  struct trace *trace = recorder->trace;
  if (recorder->event_max != 0 && trace->event_count >= recorder->event_max) {
    trace->events_left_out++;
    return NULL;
  }
  audit_time(recorder, at_ns);
  if (trace->event_count == trace->event_capacity) {
    size_t capacity =
        trace->event_capacity == 0 ? 256 : trace->event_capacity * 2;
    struct trace_event *events =
        realloc(trace->events, capacity * sizeof(*events));
    if (events == NULL) {
      recorder->failed = true;
      return NULL;
    }
    trace->events = events;
    trace->event_capacity = capacity;
  }
  struct trace_event *added = &trace->events[trace->event_count++];
  *added = (struct trace_event){
      .at_ns = at_ns,
      .kind = kind,
      .owner = event->owner,
      .slot = event->slot,
      .call = event->call,
      .error = event->error,
      .error_name = recorder_intern(recorder, event->error_name),
      .pool = recorder_intern(recorder, event->pool),
      .nth = event->nth,
      .nth_of_host = event->nth_of_host,
      .state = event->state,
      .injected = event->injected,
      .packet = recorder->frame_count};
  if (event->text != NULL) {
    added->text = strdup(event->text);
    recorder->failed |= added->text == NULL;
  }
  return added;
}

struct trace_consumer *recorder_consumer(struct trace *trace, int owner) {
  return owner >= 0 && (size_t)owner < trace->consumer_count
             ? &trace->consumers[owner]
             : NULL;
}

/* ---- sockets ---- */

static void raise(int64_t *high, int64_t value) {
  if (value > *high)
    *high = value;
}

static void lower(int64_t *low, int64_t value) {
  if (value < *low)
    *low = value;
}

void recorder_count_socket(struct recorder *recorder, int owner, int change) {
  struct trace *trace = recorder->trace;
  struct trace_consumer *consumer = recorder_consumer(trace, owner);
  trace->sockets_now += change;
  raise(&trace->sockets_peak, trace->sockets_now);
  if (recorder->idle)
    raise(&trace->sockets_idle, trace->sockets_now);
  if (recorder->in_tail)
    lower(&trace->sockets_end_low, trace->sockets_now);
  if (consumer == NULL)
    return;
  consumer->sockets += change;
  raise(&consumer->peak, consumer->sockets);
  if (recorder->idle)
    raise(&consumer->idle, consumer->sockets);
  if (recorder->in_tail)
    lower(&consumer->end_low, consumer->sockets);
}

/* Not on the stack, which is a task's: the device's own call is what led
 * here. */
void recorder_keep_slots(struct recorder *recorder, struct trace_slots *ret) {
  ret->slots = malloc(TRACE_SLOTS_MAX * sizeof(*ret->slots));
  if (ret->slots == NULL) {
    recorder->failed = true;
    return;
  }
  ret->count = recorder->device->slots(ret->slots, TRACE_SLOTS_MAX);
  struct image_slot *exact =
      realloc(ret->slots, (ret->count + 1) * sizeof(*exact));
  if (exact != NULL)
    ret->slots = exact;
}

static void look(struct recorder *recorder, int64_t at_ns) {
  if (recorder->trace->detail != NULL && recorder->device != NULL)
    detail_look(recorder->trace->detail, at_ns, recorder->frame_count,
                recorder->device);
}

static struct trace_event *on_call_failed(struct recorder *recorder,
                                          int64_t at_ns,
                                          const struct image_event *event) {
  bool refused = event->pool != NULL;
  struct trace_event *added = recorder_add_event(
      recorder, at_ns, refused ? TRACE_CALL_REFUSED : TRACE_CALL_FAILED, event);
  struct trace_consumer *consumer =
      recorder_consumer(recorder->trace, event->owner);
  if (!refused)
    return added;
  if (added != NULL && (recorder->event_max == 0 ||
                        recorder->trace->sockets_refused < RECORDER_TABLES_MAX))
    recorder_keep_slots(recorder, &added->slots);
  if (event->injected)
    return added; /* by the scenario's order, not for want */
  recorder->trace->sockets_refused++;
  if (recorder->trace->detail != NULL && added != NULL)
    detail_refused(recorder->trace->detail, recorder->trace, added);
  if (consumer != NULL)
    consumer->refused++;
  return added;
}

/* ---- what the world says ---- */

/* NULL: nothing of the trace, or no memory. */
static struct trace_event *record(struct recorder *recorder, int64_t at_ns,
                                  const struct image_event *event) {
  struct trace_consumer *consumer =
      recorder_consumer(recorder->trace, event->owner);
  struct trace_event *added;
  bool accepted =
      event->call == IMAGE_CALL_ACCEPT || event->call == IMAGE_CALL_TCP_ACCEPT;
  switch (event->kind) {
  case IMAGE_SOCKET_OPENED:
    added = recorder_add_event(
        recorder, at_ns, accepted ? TRACE_SOCKET_ACCEPTED : TRACE_SOCKET_OPENED,
        event);
    recorder_count_socket(recorder, event->owner, 1);
    return added;
  case IMAGE_SOCKET_CLOSED:
    added = recorder_add_event(recorder, at_ns, TRACE_SOCKET_CLOSED, event);
    recorder_count_socket(recorder, event->owner, -1);
    return added;
  case IMAGE_CALL_FAILED:
    return on_call_failed(recorder, at_ns, event);
  case IMAGE_POOL_REFUSED:
    return recorder_add_event(recorder, at_ns, TRACE_POOL_REFUSED, event);
  case IMAGE_PCB_RECLAIMED:
    return recorder_add_event(recorder, at_ns, TRACE_PCB_RECLAIMED, event);
  case IMAGE_WORKLOAD_STATE:
    if (consumer != NULL)
      consumer->state = (enum image_workload_state)event->state;
    return recorder_add_event(recorder, at_ns, TRACE_STATE_CHANGED, event);
  case IMAGE_WORKLOAD_LOG:
    return recorder_add_event(recorder, at_ns, TRACE_LOGGED, event);
  case IMAGE_SOCKET_LISTENS:
    return recorder_add_event(recorder, at_ns, TRACE_SOCKET_LISTENED, event);
  case IMAGE_ATTEMPT: /* peers only */
    return NULL;
  }
  return NULL;
}

static void on_device_event(void *arg, int64_t at_ns,
                            const struct image_event *event) {
  struct recorder *recorder = arg;
  event_source_tell(recorder, record(recorder, at_ns, event));
  look(recorder, at_ns);
}

static void on_device_failed(void *arg, int64_t at_ns, const char *text) {
  struct image_event event = {
      .owner = OWNER_STACK, .slot = -1, .call = -1, .text = text};
  event_source_tell(arg,
                    recorder_add_event(arg, at_ns, TRACE_HOST_FAILED, &event));
}

static void on_peer_event(void *arg, int64_t at_ns, size_t peer_index,
                          const struct image_event *event) {
  struct recorder *recorder = arg;
  struct trace_peer *peer = &recorder->trace->peers[peer_index];
  if (event->kind != IMAGE_ATTEMPT)
    return;
  switch ((enum image_attempt)event->attempt) {
  case ATTEMPT_STARTED:
    peer->attempts++;
    break;
  case ATTEMPT_SERVED:
    if (peer->served++ == 0)
      peer->first_served_ns = at_ns;
    raise(&peer->slowest_ns, event->elapsed_ns);
    break;
  case ATTEMPT_RESET:
    peer->reset++;
    break;
  case ATTEMPT_CLOSED:
    peer->closed++;
    break;
  case ATTEMPT_TIMEOUT:
    peer->timeout++;
    break;
  case ATTEMPT_CONNECTED:
    peer->connected++;
    break;
  case ATTEMPT_LOST:
    peer->lost++;
    break;
  }
}

/* A peer's stack that asserts is our mistake, not the device's: it makes the
 * run an error all the same. */
static void on_peer_failed(void *arg, int64_t at_ns, size_t peer_index,
                           const char *text) {
  struct recorder *recorder = arg;
  char *message =
      text_format("peer %s: %s", recorder->trace->peers[peer_index].name, text);
  on_device_failed(arg, at_ns, message == NULL ? text : message);
  free(message);
}

static void begin_tail(struct recorder *recorder) {
  struct trace *trace = recorder->trace;
  recorder->in_tail = trace->has_tail = true;
  trace->sockets_end_low = trace->sockets_now;
  for (size_t i = 0; i < trace->consumer_count; i++)
    trace->consumers[i].end_low = trace->consumers[i].sockets;
}

static void on_fault(void *arg, int64_t at_ns, size_t index,
                     enum fault_phase phase, const char *text) {
  struct image_event event = {
      .owner = OWNER_STACK, .slot = -1, .call = -1, .text = text};
  struct trace_event *added =
      recorder_add_event(arg, at_ns, TRACE_FAULT, &event);
  if (added == NULL)
    return;
  added->fault = (int)index;
  added->state = (int)phase;
  event_source_tell(arg, added);
}

static void on_moment(void *arg, int64_t at_ns, enum world_moment moment) {
  struct recorder *recorder = arg;
  switch (moment) {
  case MOMENT_IDLE_OVER:
    recorder->idle = false;
    recorder->trace->idle_until_ns = at_ns;
    break;
  case MOMENT_SAMPLE:
    usage_sample(recorder, at_ns);
    break;
  case MOMENT_TAIL:
    begin_tail(recorder);
    break;
  case MOMENT_END:
    look(recorder, at_ns);
    usage_take(recorder);
    if (recorder->device != NULL)
      recorder_keep_slots(recorder, &recorder->trace->end_slots);
    audit_counts(recorder);
    break;
  }
}

static void on_frame(void *arg, int64_t at_ns, const void *frame, size_t len) {
  struct recorder *recorder = arg;
  recorder->frame_count++;
  audit_time(recorder, at_ns);
  if (recorder->checks_frames)
    audit_frame(recorder, frame, len);
  if (recorder->pcap != NULL)
    pcap_sink_add(recorder->pcap, at_ns, frame, len);
  if (recorder->trace->detail != NULL)
    detail_frame(recorder->trace->detail, at_ns, recorder->frame_count, frame,
                 len);
  event_source_frame(recorder);
  look(recorder, at_ns);
}

static void on_started(void *arg, const struct image_interface *device) {
  struct recorder *recorder = arg;
  struct trace *trace = recorder->trace;
  recorder->device = device;
  for (size_t i = 0; i < trace->consumer_count; i++)
    trace->consumers[i].state = WORKLOAD_RUNNING;
  if (trace->limits != NULL)
    return; /* it boots again, with the same options */
  trace->lwip_version = recorder_intern(recorder, device->lwip_version);
  while (device->limits[trace->limit_count].name != NULL)
    trace->limit_count++;
  trace->limits = calloc(trace->limit_count + 1, sizeof(*trace->limits));
  if (trace->limits == NULL) {
    trace->limit_count = 0;
    recorder->failed = true;
    return;
  }
  bool has_table = true;
  for (size_t i = 0; i < trace->limit_count; i++) {
    trace->limits[i].name = recorder_intern(recorder, device->limits[i].name);
    trace->limits[i].value = device->limits[i].value;
    if (strcmp(device->limits[i].name, "MEMP_NUM_NETCONN") == 0)
      trace->sockets_limit = device->limits[i].value;
    if (strcmp(device->limits[i].name, "NO_SYS") == 0)
      has_table = device->limits[i].value == 0;
  }
  if (!has_table)
    trace->sockets_limit = -1;
}

static int note_addresses(struct recorder *recorder,
                          const struct variant *variant) {
  struct trace *trace = recorder->trace;
  struct image_config device;
  struct addresses addresses;
  int status = addresses_give(variant, &addresses);
  if (status != 0)
    return status;
  for (size_t i = 0; i < trace->peer_count; i++) {
    struct trace_peer *peer = &trace->peers[i];
    for (size_t j = 0; j < addresses.name_count; j++)
      if (strcmp(addresses.names[j].name, peer->name) == 0)
        peer->first_ipv4 = addresses.names[j].ipv4;
    peer->host_count = (uint32_t)item_number(&variant->peers[i], "count");
  }
  addresses_configure(&addresses, 0, &device);
  memcpy(recorder->mac, device.mac, sizeof(recorder->mac));
  addresses_done(&addresses);
  return 0;
}

/* Adding up every octet that the device sends is for those who ask. */
static bool wants_frames_checked(const struct variant *variant) {
  for (size_t i = 0; i < variant->expectation_count; i++) {
    if (strcmp(variant->expectations[i].kind->name, "frames_valid") == 0)
      return true;
  }
  return false;
}

int recorder_init(struct recorder *recorder, struct trace *trace,
                  const struct variant *variant, struct pcap_sink *pcap) {
  *recorder = (struct recorder){
      .trace = trace, .pcap = pcap, .idle = true, .last_ns = INT64_MIN};
  *trace = (struct trace){.consumer_count = variant->consumer_count,
                          .peer_count = variant->peer_count};
  trace->consumers =
      calloc(variant->consumer_count + 1, sizeof(*trace->consumers));
  trace->peers = calloc(variant->peer_count + 1, sizeof(*trace->peers));
  if (trace->consumers == NULL || trace->peers == NULL) {
    trace_done(trace);
    return -ENOMEM;
  }
  for (size_t i = 0; i < variant->consumer_count; i++) {
    trace->consumers[i].name = variant->consumers[i].name;
    trace->consumers[i].kind = variant->consumers[i].kind->name;
    trace->consumers[i].declared = &variant->consumers[i].declared;
  }
  for (size_t i = 0; i < variant->peer_count; i++) {
    trace->peers[i].name = variant->peers[i].name;
    trace->peers[i].kind = variant->peers[i].kind->name;
  }
  recorder->checks_frames = wants_frames_checked(variant);
  if (note_addresses(recorder, variant) != 0) {
    trace_done(trace);
    return -ENOMEM;
  }
  return 0;
}

int recorder_keep_detail(struct recorder *recorder) {
  recorder->trace->detail = detail_new();
  return recorder->trace->detail == NULL ? -ENOMEM : 0;
}

struct world_observer recorder_observer(struct recorder *recorder) {
  return (struct world_observer){.arg = recorder,
                                 .started = on_started,
                                 .device_off = recorder_device_off,
                                 .device_event = on_device_event,
                                 .device_failed = on_device_failed,
                                 .device_crashed = recorder_device_crashed,
                                 .peer_event = on_peer_event,
                                 .peer_failed = on_peer_failed,
                                 .fault = on_fault,
                                 .moment = on_moment,
                                 .frame = on_frame};
}

int recorder_finish(struct recorder *recorder, int64_t ended_at_ns,
                    const char *because) {
  struct trace *trace = recorder->trace;
  event_source_free(recorder->events);
  recorder->events = NULL;
  trace->ended_at_ns = ended_at_ns;
  trace->complete = because == NULL;
  if (trace->detail != NULL) {
    detail_end(trace->detail, ended_at_ns);
    recorder->failed |= trace->detail->failed;
  }
  if (because != NULL)
    trace->incomplete_because = strdup(because);
  return recorder->failed ? -ENOMEM : 0;
}
