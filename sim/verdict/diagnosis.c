/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: the lines that explain a verdict other than pass: who was
 * refused what and when, which pool was full and who held it, what the peers
 * saw. Reads the trace, writes judged->diagnosis. */
#include "verdict/diagnosis.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "verdict/crashes.h"
#include "verdict/refusals.h"
#include "verdict/tell.h"

#define GROUPS_TOLD_MAX 5 /* of refusals; the rest is counted */

int judged_add_diagnosis(struct judged *judged, struct text *text) {
  size_t size = (judged->diagnosis_count + 1) * sizeof(*judged->diagnosis);
  char **lines = text->failed ? NULL : realloc(judged->diagnosis, size);
  if (!lines) {
    text_done(text);
    return -ENOMEM;
  }
  judged->diagnosis = lines;
  lines[judged->diagnosis_count++] = text->data;
  *text = (struct text){0};
  return 0;
}

static int tell_refusal(const struct trace *trace, struct judged *judged,
                        const struct refusal_group *group) {
  const struct trace_event *event = group->first;
  struct text line = {0};
  text_add(&line, "%s was refused its ", tell_owner(trace, event->owner));
  tell_ordinal(&line, event->nth);
  text_add(&line, " %s() with ", trace_call_name(event->call));
  tell_error(&line, event->error_name, event->pool);
  text_add(&line, " at ");
  tell_time(&line, event->at_ns);
  tell_packet(&line, trace, event->packet);
  text_add(&line, "; it was the device's ");
  tell_ordinal(&line, event->nth_of_host);
  if (group->count > 1)
    text_add(&line, ", and the first of %zu such refusals", group->count);
  if (event->injected)
    text_add(&line, "; the fault refuse asked for it");
  text_add(&line, ".");
  return judged_add_diagnosis(judged, &line);
}

/* The table of slots was full, or the netconns behind them (one option sets
 * both): the owners of the slots say who has them. */
static int tell_full_table(const struct trace *trace, struct judged *judged,
                           const struct trace_event *event) {
  struct text line = {0};
  text_add(&line, "MEMP_NUM_NETCONN (%" PRId64 ") was used up by ",
           trace->sockets_limit);
  tell_holders(&line, trace, &event->slots);
  text_add(&line, ".");
  return judged_add_diagnosis(judged, &line);
}

static int tell_full_pool(const struct trace *trace, struct judged *judged,
                          const char *name) {
  const struct image_pool *pool = trace_pool(trace, name);
  struct text line = {0};
  text_add(&line, "%s", name);
  if (pool && pool->limit >= 0)
    text_add(&line, " (%" PRId64 ")", pool->limit);
  const char *meant = tell_refusal_meant(name);
  if (meant && pool)
    text_add(&line, " was full %" PRId64 "x: %s (peak %" PRId64 ")",
             pool->refused, meant, pool->peak);
  else if (pool && pool->limit < 0)
    text_add(&line, ": the heap had no room for %s", tell_pool(name));
  else
    text_add(&line, " was used up: no %s were left", tell_pool(name));
  if (!meant && pool)
    text_add(&line, " (peak %" PRId64 ", %" PRId64 " refused)", pool->peak,
             pool->refused);
  text_add(&line, ".");
  return judged_add_diagnosis(judged, &line);
}

/* Nothing is full yet: httpd_start() compares two numbers, then opens. */
static int tell_httpd_start(const struct trace *trace, struct judged *judged) {
  struct text line = {0};
  text_add(&line,
           "MEMP_NUM_NETCONN (%" PRId64 ") is below max_open_sockets + 3, "
           "which httpd_start() asks for before it opens any socket.",
           trace->sockets_limit);
  return judged_add_diagnosis(judged, &line);
}

static int tell_full(const struct trace *trace, struct judged *judged,
                     const struct trace_event *event) {
  if (!event->pool || event->injected)
    return 0;
  if (event->call == IMAGE_CALL_HTTPD_START)
    return tell_httpd_start(trace, judged);
  if (strcmp(event->pool, "NUM_SOCKETS") == 0 ||
      strcmp(event->pool, "MEMP_NUM_NETCONN") == 0)
    return tell_full_table(trace, judged, event);
  return tell_full_pool(trace, judged, event->pool);
}

static int tell_refusals(const struct trace *trace, struct judged *judged,
                         const struct refusal_group *groups, size_t count) {
  int error = 0;
  for (size_t i = 0; i < count && i < GROUPS_TOLD_MAX && !error; i++) {
    error = tell_refusal(trace, judged, &groups[i]);
    /* The pool once, not for each consumer that met it. */
    bool told = false;
    for (size_t j = 0; j < i; j++)
      told =
          told || (groups[i].first->pool && !groups[j].first->injected &&
                   groups[j].first->pool &&
                   strcmp(groups[i].first->pool, groups[j].first->pool) == 0);
    if (!error && !told)
      error = tell_full(trace, judged, groups[i].first);
  }
  if (error || count <= GROUPS_TOLD_MAX)
    return error;
  struct text line = {0};
  text_add(&line, "%zu more consumers or calls were refused.",
           count - GROUPS_TOLD_MAX);
  return judged_add_diagnosis(judged, &line);
}

/* Pools that ran out without any call failing for it. */
static int tell_silent_pools(const struct trace *trace, struct judged *judged,
                             const struct refusal_group *groups, size_t count) {
  int error = 0;
  for (size_t i = 0; i < trace->pool_count && !error; i++) {
    const struct image_pool *pool = &trace->pools[i];
    bool told = pool->refused == 0;
    for (size_t j = 0; j < count && !told; j++)
      told = groups[j].first->pool && !groups[j].first->injected &&
             strcmp(groups[j].first->pool, pool->name) == 0;
    if (!told)
      error = tell_full_pool(trace, judged, pool->name);
  }
  return error;
}

static bool is_taken_port(const struct trace_event *event) {
  return event->kind == TRACE_CALL_FAILED && event->error_name &&
         strcmp(event->error_name, "EADDRINUSE") == 0;
}

/* bind() or listen() that found its port taken: for want of nothing, so it is
 * no refusal, but it may well be why the rest failed. The first is told. */
static int tell_taken_ports(const struct trace *trace, struct judged *judged) {
  const struct trace_event *first = NULL;
  size_t count = 0;
  for (size_t i = 0; i < trace->event_count; i++) {
    if (!is_taken_port(&trace->events[i]))
      continue;
    first = first ? first : &trace->events[i];
    count++;
  }
  if (!first)
    return 0;
  struct text line = {0};
  text_add(&line, "The port was taken, by another socket or in TIME_WAIT: ");
  tell_call(&line, trace, first);
  if (count > 1)
    text_add(&line, ", and %zu more", count - 1);
  text_add(&line, ".");
  return judged_add_diagnosis(judged, &line);
}

static void add_count(struct text *line, int64_t count, const char *what) {
  if (count > 0)
    text_add(line, ", %" PRId64 " %s", count, what);
}

/* Peers that did not get all they asked for. */
static int tell_peers(const struct trace *trace, struct judged *judged) {
  int error = 0;
  for (size_t i = 0; i < trace->peer_count && !error; i++) {
    const struct trace_peer *peer = &trace->peers[i];
    if (peer->reset + peer->closed + peer->timeout == 0)
      continue;
    struct text line = {0};
    text_add(&line, "%s saw: %" PRId64 " of %" PRId64 " attempts served",
             peer->name, peer->served, peer->attempts);
    add_count(&line, peer->reset, "reset");
    add_count(&line, peer->closed, "closed before an answer");
    add_count(&line, peer->timeout, "without an answer");
    text_add(&line, ".");
    error = judged_add_diagnosis(judged, &line);
  }
  return error;
}

static int tell_failure(const struct trace *trace, struct judged *judged) {
  struct refusal_group *groups = NULL;
  size_t count = 0;
  int error = refusals_group(trace, &groups, &count);
  if (!error)
    error = tell_refusals(trace, judged, groups, count);
  if (!error)
    error = tell_silent_pools(trace, judged, groups, count);
  if (!error)
    error = tell_taken_ports(trace, judged);
  if (!error && judged->diagnosis_count == 0) {
    struct text line = {0};
    text_add(&line, "Nothing was refused: ");
    if (trace->sockets_limit < 0)
      text_add(&line, "the consumers' PCBs peaked at %" PRId64 ".",
               trace->sockets_peak);
    else
      text_add(&line, "sockets peaked at %" PRId64 " of %" PRId64 ".",
               trace->sockets_peak, trace->sockets_limit);
    error = judged_add_diagnosis(judged, &line);
  }
  free(groups);
  return error ? error : tell_peers(trace, judged);
}

static int tell_host_failures(const struct trace *trace,
                              struct judged *judged) {
  int error = 0;
  for (size_t i = 0; i < trace->event_count && !error; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind != TRACE_HOST_FAILED)
      continue;
    struct text line = {0};
    text_add(&line, "The device's stack ended at ");
    tell_time(&line, event->at_ns);
    text_add(&line, ": %s", event->text ? event->text : "no reason given");
    error = judged_add_diagnosis(judged, &line);
  }
  return error;
}

static int tell_incomplete(const struct trace *trace, struct judged *judged) {
  struct text line = {0};
  text_add(&line, "The run ended early, at ");
  tell_time(&line, trace->ended_at_ns);
  text_add(&line, ": %s",
           trace->incomplete_because ? trace->incomplete_because
                                     : "no reason given");
  return judged_add_diagnosis(judged, &line);
}

int diagnosis_write(const struct trace *trace, struct judged *judged) {
  int error = 0;
  switch (judged->verdict) {
  case VERDICT_PASS:
    return 0;
  case VERDICT_FAIL:
    error = crashes_diagnose(trace, judged);
    return error ? error : tell_failure(trace, judged);
  case VERDICT_UNDECIDED:
    error = crashes_diagnose(trace, judged);
    return error ? error : tell_incomplete(trace, judged);
  case VERDICT_ERROR:
    return tell_host_failures(trace, judged);
  }
  return 0;
}
