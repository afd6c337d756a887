/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what the pictures of the HTML report are drawn from. Long
 * lists are arrays of arrays, since a run of an hour has 100,000 events. The
 * order of their members is documented at the top of html/common.js. */
#include "report/html_data.h"

#include <errno.h>
#include <string.h>

#include "report/packets.h"
#include "report/values.h"
#include "verdict/tell.h"

#define REAL_DIGITS 12 /* microseconds of a week */

static json_t *words(struct writer *writer, const char *(*name)(int),
                     int count) {
  json_t *array = json_array();
  for (int i = 0; i < count; i++)
    values_append(writer, array, json_string(name(i)));
  return array;
}

static json_t *consumers(struct writer *writer) {
  const struct trace *trace = writer->run->trace;
  json_t *array = json_array();
  for (size_t i = 0; i < trace->consumer_count; i++) {
    const struct trace_consumer *consumer = &trace->consumers[i];
    const struct socket_counts *declared =
        &writer->run->variant->consumers[i].declared;
    json_t *entry = json_object();
    values_put(writer, entry, "name", values_string(consumer->name));
    values_put(writer, entry, "kind", values_string(consumer->kind));
    values_put(
        writer, entry, "declared",
        json_integer(declared->tcp + declared->udp + declared->tcp_listen));
    values_put(writer, entry, "idle", json_integer(consumer->idle));
    values_put(writer, entry, "peak", json_integer(consumer->peak));
    values_put(writer, entry, "refused", json_integer(consumer->refused));
    values_put(writer, entry, "state",
               json_string(trace_workload_state_name(consumer->state)));
    values_append(writer, array, entry);
  }
  return array;
}

/* [slot, fd, owner, from, until, TCP state or -1, packet, protocol, local
 * port, remote] */
static json_t *holds(struct writer *writer) {
  const struct trace_detail *detail = writer->run->trace->detail;
  json_t *array = json_array();
  for (size_t i = 0; detail && i < detail->hold_count; i++) {
    const struct detail_hold *hold = &detail->holds[i];
    const struct image_slot *slot = &hold->slot;
    json_t *entry = json_array();
    char remote[64] = "";
    if (slot->remote[0] != '\0')
      snprintf(remote, sizeof(remote), "%s port %u", slot->remote,
               slot->remote_port);
    values_append(writer, entry, json_integer(slot->slot));
    values_append(writer, entry, json_integer(slot->fd));
    values_append(writer, entry, json_integer(slot->owner));
    values_append(writer, entry, values_seconds(hold->from_ns));
    values_append(writer, entry, values_seconds(hold->until_ns));
    values_append(writer, entry, json_integer(slot->tcp_state));
    values_append(writer, entry, json_integer((json_int_t)hold->packet));
    values_append(writer, entry, values_string(slot->protocol));
    values_append(writer, entry, json_integer(slot->local_port));
    values_append(writer, entry, values_string(remote));
    values_append(writer, array, entry);
  }
  return array;
}

/* Use as it changed: [step, used, step, used, ...]. */
static json_t *use_of(struct writer *writer, size_t pool) {
  const struct trace_detail *detail = writer->run->trace->detail;
  json_t *array = json_array();
  int64_t last = -1;
  for (size_t step = 0; detail && step < detail->step_count; step++) {
    int64_t used = detail->use[pool][step];
    if (used == last)
      continue;
    values_append(writer, array, json_integer((json_int_t)step));
    values_append(writer, array, json_integer(used));
    last = used;
  }
  return array;
}

static json_t *pools(struct writer *writer) {
  const struct trace *trace = writer->run->trace;
  json_t *array = json_array();
  for (size_t i = 0; i < trace->pool_count && i < DETAIL_POOLS_MAX; i++) {
    const struct image_pool *pool = &trace->pools[i];
    json_t *entry = json_object();
    values_put(writer, entry, "name", values_string(pool->name));
    values_put(writer, entry, "holds", values_string(tell_pool(pool->name)));
    values_put_pool(writer, entry, pool);
    values_put(writer, entry, "use", use_of(writer, i));
    values_append(writer, array, entry);
  }
  return array;
}

/* A log line, or the state that was changed to. */
static const char *text_of(const struct trace_event *event) {
  if (event->kind == TRACE_STATE_CHANGED)
    return trace_workload_state_name(event->state);
  if (event->kind == TRACE_PCB_RECLAIMED)
    return trace_tcp_state_name(event->state);
  return event->text;
}

/* What only some events have, at the end of theirs. */
static void append_more(struct writer *writer, json_t *entry,
                        const struct trace_event *event) {
  if (event->kind == TRACE_FAULT) {
    values_append(writer, entry, json_integer(event->fault));
    values_append(writer, entry, json_integer(event->state));
  } else if (event->injected) {
    values_append(writer, entry, json_true());
  }
}

/* [at, kind, owner, slot, call, errno, pool, packet, text, nth], and of a
 * fault: which, phase; of a refusal that a fault ordered: true */
static json_t *events(struct writer *writer) {
  const struct trace *trace = writer->run->trace;
  json_t *array = json_array();
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    json_t *entry = json_array();
    values_append(writer, entry, values_seconds(event->at_ns));
    values_append(writer, entry, json_integer(event->kind));
    values_append(writer, entry, json_integer(event->owner));
    values_append(writer, entry, json_integer(event->slot));
    values_append(writer, entry, json_integer(event->call));
    values_append(writer, entry, values_string(event->error_name));
    values_append(writer, entry, values_string(event->pool));
    values_append(writer, entry, json_integer((json_int_t)event->packet));
    values_append(writer, entry, values_string(text_of(event)));
    values_append(writer, entry, json_integer(event->nth));
    append_more(writer, entry, event);
    values_append(writer, array, entry);
  }
  return array;
}

static json_t *run_up(struct writer *writer, const struct addresses *addresses,
                      const struct detail_run_up *run_up) {
  json_t *object = json_object();
  json_t *array = json_array();
  for (size_t i = 0; i < run_up->frame_count; i++) {
    const struct detail_frame *frame = &run_up->frames[i];
    struct packet packet;
    packets_describe(addresses, frame, &packet);
    json_t *entry = json_array();
    values_append(writer, entry, json_integer((json_int_t)frame->number));
    values_append(writer, entry, values_seconds(frame->at_ns));
    values_append(writer, entry, values_string(packet.from));
    values_append(writer, entry, values_string(packet.to));
    values_append(writer, entry, values_string(packet.text));
    values_append(writer, array, entry);
  }
  values_put(writer, object, "event", json_integer((json_int_t)run_up->event));
  values_put(writer, object, "packets", array);
  return object;
}

static json_t *run_ups(struct writer *writer) {
  const struct trace_detail *detail = writer->run->trace->detail;
  json_t *array = json_array();
  struct addresses addresses;
  if (!detail || detail->run_up_count == 0)
    return array;
  if (addresses_give(writer->run->variant, &addresses) != 0) {
    writer->failed = true;
    return array;
  }
  for (size_t i = 0; i < detail->run_up_count; i++)
    values_append(writer, array,
                  run_up(writer, &addresses, &detail->run_ups[i]));
  addresses_done(&addresses);
  return array;
}

static const char *kind_name(int kind) {
  return trace_event_name((enum trace_event_kind)kind);
}

static json_t *run_object(struct writer *writer) {
  const struct trace *trace = writer->run->trace;
  const struct trace_detail *detail = trace->detail;
  json_t *object = json_object();
  values_put(writer, object, "end", values_seconds(trace->ended_at_ns));
  values_put(writer, object, "slots", json_integer(trace->sockets_limit));
  values_put(writer, object, "event_frames", json_boolean(trace->event_frames));
  values_put(writer, object, "step",
             values_seconds(detail ? detail->step_ns : 0));
  values_put(writer, object, "kinds",
             words(writer, kind_name, TRACE_EVENT_COUNT));
  values_put(writer, object, "calls",
             words(writer, trace_call_name, IMAGE_CALL_COUNT));
  values_put(writer, object, "states",
             words(writer, trace_tcp_state_name, IMAGE_TCP_STATE_COUNT));
  values_put(writer, object, "consumers", consumers(writer));
  values_put(writer, object, "holds", holds(writer));
  values_put(writer, object, "pools", pools(writer));
  values_put(writer, object, "run_ups", run_ups(writer));
  values_put(writer, object, "events", events(writer));
  return object;
}

/* Inside a script element '<' could end it; JSON has another way to say it,
 * and outside of strings none of these occurs. */
static int write_safe(const char *buffer, size_t len, void *arg) {
  FILE *out = arg;
  for (size_t i = 0; i < len; i++) {
    char c = buffer[i];
    if (c == '<' || c == '>' || c == '&')
      fprintf(out, "\\u%04x", (unsigned)c);
    else
      fputc(c, out);
  }
  return ferror(out) ? -1 : 0;
}

int html_data_write(FILE *out, const struct report_run *run) {
  struct writer writer = {.run = run};
  json_t *root = run_object(&writer);
  int status = writer.failed ? -ENOMEM : 0;
  size_t flags =
      JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(REAL_DIGITS);
  if (status == 0 && json_dump_callback(root, write_safe, out, flags) != 0)
    status = -EIO;
  json_decref(root);
  return status;
}
