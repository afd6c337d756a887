/* SPDX-License-Identifier: BSD-3-Clause */
/* lib: what came of a run, as the public structs have it. */
#include "lib/own.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define STACK "lwip" /* refused although no consumer asked */

static const char *consumer_name(const struct trace *trace, int owner) {
  return owner < 0 ? STACK : trace->consumers[owner].name;
}

static int take_events(struct sockfit_run *run, const struct trace *trace) {
  run->refusals = calloc(trace->event_count + 1, sizeof(*run->refusals));
  run->logs = calloc(trace->event_count + 1, sizeof(*run->logs));
  if (run->refusals == NULL || run->logs == NULL)
    return -ENOMEM;
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    const char *consumer = consumer_name(trace, event->owner);
    if (event->kind == TRACE_CALL_REFUSED)
      run->refusals[run->refusal_count++] = (struct sockfit_refusal){
          event->at_ns,      consumer,    trace_call_name(event->call),
          event->error_name, event->pool, event->nth,
          event->injected};
    else if (event->kind == TRACE_LOGGED)
      run->logs[run->log_count++] =
          (struct sockfit_log){event->at_ns, consumer, event->text};
  }
  return 0;
}

static int take_pools(struct sockfit_run *run, const struct trace *trace) {
  run->pools = calloc(trace->pool_count + 1, sizeof(*run->pools));
  for (size_t i = 0; run->pools != NULL && i < trace->pool_count; i++) {
    const struct image_pool *pool = &trace->pools[i];
    run->pools[run->pool_count++] = (struct sockfit_pool){
        pool->name, pool->limit, pool->peak, pool->used, pool->refused};
  }
  return run->pools == NULL ? -ENOMEM : 0;
}

static int take_consumers(struct sockfit_run *run, const struct trace *trace) {
  run->consumers = calloc(trace->consumer_count + 1, sizeof(*run->consumers));
  for (size_t i = 0; run->consumers != NULL && i < trace->consumer_count; i++) {
    const struct trace_consumer *consumer = &trace->consumers[i];
    run->consumers[run->consumer_count++] = (struct sockfit_consumer){
        consumer->name,
        consumer->kind,
        consumer->idle,
        consumer->peak,
        consumer->sockets,
        consumer->refused,
        trace_workload_state_name((int)consumer->state)};
  }
  return run->consumers == NULL ? -ENOMEM : 0;
}

static int take_peers(struct sockfit_run *run, const struct trace *trace) {
  run->peers = calloc(trace->peer_count + 1, sizeof(*run->peers));
  for (size_t i = 0; run->peers != NULL && i < trace->peer_count; i++) {
    const struct trace_peer *peer = &trace->peers[i];
    run->peers[run->peer_count++] = (struct sockfit_peer){
        peer->name,  peer->kind,      peer->attempts, peer->served,
        peer->reset, peer->closed,    peer->timeout,  peer->connected,
        peer->lost,  peer->slowest_ns};
  }
  return run->peers == NULL ? -ENOMEM : 0;
}

static int take_judgement(struct sockfit_run *run,
                          const struct judged *judged) {
  struct text text = {0};
  run->expectations = calloc(judged->count + 1, sizeof(*run->expectations));
  for (size_t i = 0; run->expectations != NULL && i < judged->count; i++) {
    const struct judgement *judgement = &judged->judgements[i];
    run->expectations[run->expectation_count++] = (struct sockfit_expectation){
        judgement->expectation->text, judgement->expectation->place.line,
        judgement->held, judgement->found};
  }
  for (size_t i = 0; i < judged->diagnosis_count; i++)
    text_add(&text, "%s%s", i == 0 ? "" : "\n", judged->diagnosis[i]);
  run->diagnosis = text.data;
  return text.failed || run->expectations == NULL ? -ENOMEM : 0;
}

int results_take(struct sockfit_run *run) {
  const struct trace *trace = &run->run.trace;
  int status = take_events(run, trace);
  if (status == 0)
    status = take_pools(run, trace);
  if (status == 0)
    status = take_consumers(run, trace);
  if (status == 0)
    status = take_peers(run, trace);
  return status == 0 ? take_judgement(run, &run->run.judgement) : status;
}

void sockfit_run_free(struct sockfit_run *run) {
  if (run == NULL)
    return;
  one_run_done(&run->run);
  limits_free(run->selected.limits);
  scenario_free(run->scenario);
  for (size_t i = 0; i < run->message_count; i++)
    free(run->messages[i]);
  free(run->messages);
  free(run->diagnosis);
  free(run->refusals);
  free(run->pools);
  free(run->consumers);
  free(run->peers);
  free(run->expectations);
  free(run->logs);
  free(run);
}

/* ---- asking ---- */

enum sockfit_verdict sockfit_verdict(const struct sockfit_run *run) {
  switch (run->run.judgement.verdict) {
  case VERDICT_PASS:
    return SOCKFIT_PASS;
  case VERDICT_FAIL:
    return SOCKFIT_FAIL;
  case VERDICT_UNDECIDED:
    return SOCKFIT_UNDECIDED;
  case VERDICT_ERROR:
    break;
  }
  return SOCKFIT_ERROR;
}

const char *sockfit_diagnosis(const struct sockfit_run *run) {
  return run->diagnosis == NULL ? "" : run->diagnosis;
}

int64_t sockfit_ended_at_ns(const struct sockfit_run *run) {
  return run->run.trace.ended_at_ns;
}

struct sockfit_sockets sockfit_sockets(const struct sockfit_run *run) {
  const struct trace *trace = &run->run.trace;
  return (struct sockfit_sockets){trace->sockets_limit, trace->sockets_idle,
                                  trace->sockets_peak, trace->sockets_now,
                                  trace->sockets_refused};
}

#define ARRAY(things, thing)                                                   \
  const struct sockfit_##thing *sockfit_##things(                              \
      const struct sockfit_run *run, size_t *ret_count) {                      \
    *ret_count = run->thing##_count;                                           \
    return run->things;                                                        \
  }
ARRAY(refusals, refusal)
ARRAY(pools, pool)
ARRAY(consumers, consumer)
ARRAY(peers, peer)
ARRAY(expectations, expectation)
ARRAY(logs, log)

#define BY_NAME(things, thing)                                                 \
  const struct sockfit_##thing *sockfit_##thing(const struct sockfit_run *run, \
                                                const char *name) {            \
    for (size_t i = 0; i < run->thing##_count; i++)                            \
      if (strcmp(run->things[i].name, name) == 0)                              \
        return &run->things[i];                                                \
    return NULL;                                                               \
  }
BY_NAME(pools, pool)
BY_NAME(consumers, consumer)
BY_NAME(peers, peer)
