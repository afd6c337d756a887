/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: the JSON report, described by docs/result.schema.json. Members
 * appear in the order in which they are added; wall_s is the only one that may
 * differ between two runs of one scenario and seed, so no path, clock or
 * address goes in. */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report/declared.h"
#include "report/report.h"
#include "report/values.h"
#include "verdict/errno_number.h"
#include "verdict/refusals.h"
#include "verdict/tell.h"

#define SCHEMA "sockfit.result/1"
#define REAL_DIGITS 15    /* enough for the nanoseconds of a week */
#define SLOT_TABLES_MAX 5 /* of refusals that are the same again and again */

static json_t *seconds(int64_t ns) {
  return values_seconds(ns);
}

static json_t *string(const char *text) {
  return values_string(text);
}

/* JSON numbers of jansson are signed. */
static json_t *seed(uint64_t seed) {
  if (seed <= INT64_MAX)
    return json_integer((json_int_t)seed);
  char text[24];
  snprintf(text, sizeof(text), "%" PRIu64, seed);
  return json_string(text);
}

/* What the image echoed, or else what it was to be compiled with: an
 * expression stays a string. */
static json_t *limit_value(const struct writer *writer,
                           const struct limit *limit) {
  const struct trace *trace = writer->run->trace;
  for (size_t i = 0; i < trace->limit_count; i++)
    if (strcmp(trace->limits[i].name, limit->name) == 0)
      return json_integer(trace->limits[i].value);
  int64_t number = limits_number(writer->run->limits, limit->name, INT64_MIN);
  if (number != INT64_MIN)
    return json_integer(number);
  return string(limit->value);
}

static json_t *limits(struct writer *writer) {
  json_t *object = json_object();
  const struct limits *limits = writer->run->limits;
  for (size_t i = 0; i < limits->option_count; i++)
    values_put(writer, object, limits->options[i].name,
               limit_value(writer, &limits->options[i]));
  return object;
}

static json_t *sockets(struct writer *writer) {
  const struct trace *trace = writer->run->trace;
  json_t *object = json_object();
  values_put(writer, object, "limit",
             trace->sockets_limit < 0 ? json_null()
                                      : json_integer(trace->sockets_limit));
  values_put(writer, object, "idle", json_integer(trace->sockets_idle));
  values_put(writer, object, "peak", json_integer(trace->sockets_peak));
  values_put(writer, object, "end", json_integer(trace->sockets_now));
  values_put(writer, object, "refused", json_integer(trace->sockets_refused));
  return object;
}

static json_t *pools(struct writer *writer) {
  const struct trace *trace = writer->run->trace;
  json_t *object = json_object();
  for (size_t i = 0; i < trace->pool_count; i++) {
    const struct image_pool *pool = &trace->pools[i];
    json_t *entry = json_object();
    values_put_pool(writer, entry, pool);
    values_put(writer, object, pool->name, entry);
  }
  return object;
}

/* Those that are not 0. */
static json_t *counters(struct writer *writer) {
  const struct trace *trace = writer->run->trace;
  json_t *object = json_object();
  for (size_t i = 0; i < trace->counter_count; i++)
    if (trace->counters[i].value != 0)
      values_put(writer, object, trace->counters[i].name,
                 json_integer(trace->counters[i].value));
  return object;
}

/* What each pool refused, a failed call behind it or not, in the order of the
 * pools. */
static json_t *pool_refusals(struct writer *writer) {
  const struct trace *trace = writer->run->trace;
  json_t *array = json_array();
  for (size_t i = 0; i < trace->pool_count; i++) {
    const struct trace_event *first = NULL, *last = NULL;
    json_int_t count = 0;
    for (size_t j = 0; j < trace->event_count; j++) {
      const struct trace_event *event = &trace->events[j];
      if (event->kind != TRACE_POOL_REFUSED || !event->pool ||
          strcmp(event->pool, trace->pools[i].name) != 0)
        continue;
      first = first ? first : event;
      last = event;
      count++;
    }
    if (!first)
      continue;
    json_t *entry = json_object();
    values_put(writer, entry, "pool", string(trace->pools[i].name));
    values_put(writer, entry, "count", json_integer(count));
    values_put(writer, entry, "first_s", seconds(first->at_ns));
    values_put(writer, entry, "last_s", seconds(last->at_ns));
    values_put(writer, entry, "first_packet",
               json_integer((json_int_t)first->packet));
    values_append(writer, array, entry);
  }
  return array;
}

static json_t *counts(struct writer *writer,
                      const struct socket_counts *counts) {
  json_t *object = json_object();
  values_put(writer, object, "tcp", json_integer(counts->tcp));
  values_put(writer, object, "udp", json_integer(counts->udp));
  values_put(writer, object, "tcp_listen", json_integer(counts->tcp_listen));
  return object;
}

/* measured, and what is wrong with the declaration. */
static void put_measured(struct writer *writer, json_t *entry,
                         const struct declared_measured *both) {
  values_put(writer, entry, "measured", counts(writer, &both->measured.peak));
  if (both->over) {
    json_t *first = json_object();
    values_put(writer, first, "at_s", seconds(both->measured.over_at_ns));
    values_put(writer, first, "packet",
               json_integer((json_int_t)both->measured.over_packet));
    values_put(writer, entry, "first_too_many", first);
  }
  if (both->has_wasted)
    values_put(writer, entry, "wasted_b", json_integer(both->wasted_b));
}

static json_t *consumers(struct writer *writer) {
  const struct trace *trace = writer->run->trace;
  json_t *array = json_array();
  for (size_t i = 0; i < trace->consumer_count; i++) {
    const struct trace_consumer *consumer = &trace->consumers[i];
    json_t *entry = json_object();
    values_put(writer, entry, "name", string(consumer->name));
    values_put(writer, entry, "kind", string(consumer->kind));
    struct declared_measured both = declared_measure(writer->run, i);
    values_put(writer, entry, "declared", counts(writer, &both.declared));
    values_put(writer, entry, "idle", json_integer(consumer->idle));
    values_put(writer, entry, "peak", json_integer(consumer->peak));
    values_put(writer, entry, "end", json_integer(consumer->sockets));
    values_put(writer, entry, "refused", json_integer(consumer->refused));
    values_put(writer, entry, "state",
               json_string(trace_workload_state_name(consumer->state)));
    put_measured(writer, entry, &both);
    values_append(writer, array, entry);
  }
  return array;
}

static json_t *slot_table(struct writer *writer,
                          const struct trace_slots *slots) {
  json_t *array = json_array();
  for (size_t i = 0; i < slots->count; i++) {
    const struct image_slot *slot = &slots->slots[i];
    json_t *entry = json_object();
    values_put(writer, entry, "slot", json_integer(slot->slot));
    values_put(writer, entry, "fd",
               slot->fd < 0 ? json_null() : json_integer(slot->fd));
    values_put(writer, entry, "owner",
               string(tell_owner(writer->run->trace, slot->owner)));
    values_put(writer, entry, "since_s", seconds(slot->since_ns));
    values_put(writer, entry, "protocol", string(slot->protocol));
    values_put(writer, entry, "state",
               slot->tcp_state < 0
                   ? json_null()
                   : json_string(trace_tcp_state_name(slot->tcp_state)));
    values_put(writer, entry, "local_port", json_integer(slot->local_port));
    values_put(writer, entry, "remote",
               string(slot->remote[0] != '\0' ? slot->remote : NULL));
    values_put(writer, entry, "remote_port", json_integer(slot->remote_port));
    values_append(writer, array, entry);
  }
  return array;
}

/* {consumer: slots} in the scenario's order, lwIP's own last. */
static json_t *owners(struct writer *writer, const struct trace_slots *slots) {
  const struct trace *trace = writer->run->trace;
  json_t *object = json_object();
  for (size_t owner = 0; owner <= trace->consumer_count; owner++) {
    const char *name = tell_owner(trace, (int)owner);
    json_int_t count = 0;
    for (size_t i = 0; i < slots->count; i++)
      count += strcmp(tell_owner(trace, slots->slots[i].owner), name) == 0;
    if (count > 0)
      values_put(writer, object, name, json_integer(count));
  }
  return object;
}

static json_t *refusal(struct writer *writer, const struct trace_event *event,
                       bool with_table) {
  json_t *entry = json_object();
  values_put(writer, entry, "at_s", seconds(event->at_ns));
  values_put(writer, entry, "consumer",
             string(tell_owner(writer->run->trace, event->owner)));
  values_put(writer, entry, "call", json_string(trace_call_name(event->call)));
  values_put(writer, entry, "errno", string(event->error_name));
  int number = errno_number(writer->run->limits, event->error_name);
  values_put(writer, entry, "errno_number",
             number < 0 ? json_null() : json_integer(number));
  values_put(writer, entry, "pool", string(event->pool));
  values_put(writer, entry, "nth", json_integer(event->nth));
  values_put(writer, entry, "nth_of_device", json_integer(event->nth_of_host));
  values_put(writer, entry, "owners", owners(writer, &event->slots));
  values_put(writer, entry, "packet", json_integer((json_int_t)event->packet));
  if (event->injected)
    values_put(writer, entry, "injected", json_true());
  if (with_table)
    values_put(writer, entry, "slot_table", slot_table(writer, &event->slots));
  return entry;
}

static json_t *refusals(struct writer *writer) {
  const struct trace *trace = writer->run->trace;
  json_t *array = json_array();
  struct refusal_group *groups = NULL;
  size_t count = 0;
  if (refusals_group(trace, &groups, &count) != 0)
    writer->failed = true;
  size_t *seen = calloc(count + 1, sizeof(*seen));
  if (!seen)
    writer->failed = true;
  for (size_t i = 0; !writer->failed && i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind != TRACE_CALL_REFUSED)
      continue;
    size_t group = refusals_group_of(groups, count, event);
    values_append(writer, array,
                  refusal(writer, event, seen[group]++ < SLOT_TABLES_MAX));
  }
  free(seen);
  free(groups);
  return array;
}

static json_t *peers(struct writer *writer) {
  const struct trace *trace = writer->run->trace;
  json_t *array = json_array();
  for (size_t i = 0; i < trace->peer_count; i++) {
    const struct trace_peer *peer = &trace->peers[i];
    json_t *entry = json_object();
    values_put(writer, entry, "name", string(peer->name));
    values_put(writer, entry, "kind", string(peer->kind));
    values_put(writer, entry, "attempts", json_integer(peer->attempts));
    values_put(writer, entry, "served", json_integer(peer->served));
    values_put(writer, entry, "reset", json_integer(peer->reset));
    values_put(writer, entry, "closed", json_integer(peer->closed));
    values_put(writer, entry, "timeout", json_integer(peer->timeout));
    values_put(writer, entry, "connected", json_integer(peer->connected));
    values_put(writer, entry, "lost", json_integer(peer->lost));
    values_put(writer, entry, "first_served_s",
               peer->served > 0 ? seconds(peer->first_served_ns) : json_null());
    values_put(writer, entry, "slowest_s",
               peer->served > 0 ? seconds(peer->slowest_ns) : json_null());
    values_append(writer, array, entry);
  }
  return array;
}

static json_t *faults(struct writer *writer) {
  const struct trace *trace = writer->run->trace;
  json_t *array = json_array();
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind != TRACE_FAULT)
      continue;
    json_t *entry = json_object();
    values_put(writer, entry, "at_s", seconds(event->at_ns));
    values_put(writer, entry, "text", string(event->text));
    values_append(writer, array, entry);
  }
  return array;
}

static json_t *expectations(struct writer *writer) {
  const struct judged *judged = writer->run->judged;
  json_t *array = json_array();
  for (size_t i = 0; i < judged->count; i++) {
    const struct judgement *judgement = &judged->judgements[i];
    json_t *entry = json_object();
    values_put(writer, entry, "line",
               json_integer(judgement->expectation->place.line));
    values_put(writer, entry, "text", string(judgement->expectation->text));
    values_put(writer, entry, "held", json_boolean(judgement->held));
    values_put(writer, entry, "found", string(judgement->found));
    values_append(writer, array, entry);
  }
  return array;
}

static json_t *diagnosis(struct writer *writer) {
  const struct judged *judged = writer->run->judged;
  json_t *array = json_array();
  for (size_t i = 0; i < judged->diagnosis_count; i++)
    values_append(writer, array, string(judged->diagnosis[i]));
  return array;
}

/* As in the scenario: `link: {tap: true, peers: real}`. */
static json_t *link_kind(struct writer *writer) {
  const struct variant *variant = writer->run->variant;
  json_t *object = json_object();
  values_put(writer, object, "tap", json_boolean(variant->tap));
  if (variant->tap)
    values_put(writer, object, "peers",
               json_string(variant->real_peers ? "real" : "simulated"));
  return object;
}

static json_t *run_object(struct writer *writer) {
  const struct report_run *run = writer->run;
  json_t *object = json_object();
  values_put(writer, object, "scenario", string(run->scenario->name));
  values_put(writer, object, "intent", string(run->scenario->intent));
  values_put(writer, object, "variant", string(run->variant->name));
  values_put(writer, object, "about", string(run->variant->about));
  values_put(writer, object, "verdict",
             json_string(verdict_name(run->judged->verdict)));
  values_put(writer, object, "profile", string(run->variant->profile));
  values_put(writer, object, "lwip", string(run->trace->lwip_version));
  values_put(writer, object, "seed", seed(run->variant->seed));
  values_put(writer, object, "virtual_s", seconds(run->trace->ended_at_ns));
  values_put(writer, object, "wall_s", json_real(run->wall_s));
  if (run->trace->events_left_out > 0) /* of a run in real time */
    values_put(writer, object, "events_left_out",
               json_integer((json_int_t)run->trace->events_left_out));
  values_put(writer, object, "limits", limits(writer));
  values_put(writer, object, "sockets", sockets(writer));
  values_put(writer, object, "pools", pools(writer));
  values_put(writer, object, "consumers", consumers(writer));
  values_put(writer, object, "refusals", refusals(writer));
  values_put(writer, object, "peers", peers(writer));
  if (run->variant->fault_count > 0)
    values_put(writer, object, "faults", faults(writer));
  values_put(writer, object, "expectations", expectations(writer));
  values_put(writer, object, "diagnosis", diagnosis(writer));
  values_put(writer, object, "pool_refusals", pool_refusals(writer));
  values_put(writer, object, "counters", counters(writer));
  values_put(writer, object, "errno_numbers",
             json_string(errno_numbering(run->limits)));
  values_put(writer, object, "link", link_kind(writer));
  return object;
}

int report_json(FILE *out, const struct report_run *runs, size_t count) {
  struct writer writer = {0};
  json_t *root = json_object();
  json_t *array = json_array();
  for (size_t i = 0; i < count; i++) {
    writer.run = &runs[i];
    values_append(&writer, array, run_object(&writer));
  }
  values_put(&writer, root, "schema", json_string(SCHEMA));
  values_put(&writer, root, "runs", array);

  int error = writer.failed ? -ENOMEM : 0;
  size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(REAL_DIGITS);
  if (!error && json_dumpf(root, out, flags) != 0)
    error = -EIO;
  json_decref(root);
  if (!error && (fputc('\n', out) == EOF || fflush(out) != 0))
    error = -EIO;
  return error;
}
