/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `state_at: {at, sockets, time_wait, ...}`: what was in use at
 * one moment, from the sample that the world took then. */
#include <string.h>

#include "verdict/expect.h"
#include "verdict/tell.h"

void expect_state_at_check(const struct checking *checking) {
  check_consumer(checking, "consumer");
  check_some_bound(checking);
  if (!check_required(checking, "at"))
    return;
  const struct param *at = item_param(checking->item, "at");
  if (at->number > checking->variant->run_for_ns)
    diag_add(checking->diag, DIAG_ERROR, &at->place,
             "state_at: %s is after the end of the run (run_for)", at->text);
  if (!item_param(checking->item, "consumer")->given)
    return;
  for (size_t i = 0; i < checking->item->kind->param_count; i++) {
    const struct param *param = &checking->item->params[i];
    if (param->spec->type == PARAM_BOUND && param->given &&
        strcmp(param->spec->name, "sockets") != 0)
      diag_add(checking->diag, DIAG_ERROR, &param->place,
               "state_at: '%s' belongs to the device, not to a consumer; with"
               " 'consumer' only 'sockets' can be compared",
               param->spec->name);
  }
}

struct state {
  const struct trace *trace;
  const struct trace_sample *sample;
  const char *consumer; /* NULL: the device */
};

/* Parameters that are one TCP state. */
static const struct {
  const char *param;
  enum image_tcp_state state;
} states[] = {
    {"listen", IMAGE_TCP_LISTEN},
    {"syn_sent", IMAGE_TCP_SYN_SENT},
    {"syn_rcvd", IMAGE_TCP_SYN_RCVD},
    {"established", IMAGE_TCP_ESTABLISHED},
    {"fin_wait_1", IMAGE_TCP_FIN_WAIT_1},
    {"fin_wait_2", IMAGE_TCP_FIN_WAIT_2},
    {"close_wait", IMAGE_TCP_CLOSE_WAIT},
    {"closing", IMAGE_TCP_CLOSING},
    {"last_ack", IMAGE_TCP_LAST_ACK},
    {"time_wait", IMAGE_TCP_TIME_WAIT},
};

static int64_t sockets_of(const struct state *state) {
  if (!state->consumer)
    return state->sample->sockets;
  for (size_t i = 0; i < state->trace->consumer_count; i++)
    if (strcmp(state->trace->consumers[i].name, state->consumer) == 0)
      return state->sample->consumer_sockets[i];
  return 0;
}

static const struct image_pool *pool_of(const struct trace_sample *sample,
                                        const char *name) {
  for (size_t i = 0; i < sample->pool_count; i++)
    if (strcmp(sample->pools[i].name, name) == 0)
      return &sample->pools[i];
  return NULL;
}

/* The pool counts PCBs that are in no state yet as well (after socket()); a
 * stack without that count has at least those in lwIP's lists. */
static int64_t tcp_pcbs_of(const struct trace_sample *sample) {
  const struct image_pool *pool = pool_of(sample, "MEMP_NUM_TCP_PCB");
  if (pool)
    return pool->used;
  int64_t sum = 0;
  for (int i = 0; i < IMAGE_TCP_STATE_COUNT; i++)
    if (i != IMAGE_TCP_LISTEN)
      sum += sample->tcp_states[i];
  return sum;
}

/* lwIP's own heap is named by its option. */
static const struct image_pool *heap_of(const struct trace_sample *sample) {
  const struct image_pool *pool = pool_of(sample, "heap");
  return pool ? pool : pool_of(sample, "MEM_SIZE");
}

static bool measure(const void *context, const char *param, int64_t *ret_value,
                    struct text *found) {
  const struct state *state = context;
  for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
    if (strcmp(states[i].param, param) == 0) {
      *ret_value = state->sample->tcp_states[states[i].state];
      return true;
    }
  }
  if (strcmp(param, "sockets") == 0) {
    *ret_value = sockets_of(state);
    return true;
  }
  if (strcmp(param, "tcp_pcbs") == 0) {
    *ret_value = tcp_pcbs_of(state->sample);
    return true;
  }
  const struct image_pool *pool = NULL;
  if (strcmp(param, "heap") == 0)
    pool = heap_of(state->sample);
  else if (strcmp(param, "udp_pcbs") == 0)
    pool = pool_of(state->sample, "MEMP_NUM_UDP_PCB");
  if (!pool) {
    text_add(found, "%s is not counted in this image", param);
    return false;
  }
  *ret_value = pool->used;
  return true;
}

bool expect_state_at_judge(const struct item *item, const struct trace *trace,
                           struct text *found) {
  int64_t at_ns = item_number(item, "at");
  const struct trace_sample *sample = trace_sample_at(trace, at_ns);
  if (!sample) {
    text_add(found, "the run ended at ");
    tell_time(found, trace->ended_at_ns);
    text_add(found, ", before it came to this moment");
    return false;
  }
  struct state state = {trace, sample, item_text(item, "consumer")};
  text_add(found, "seen: ");
  return bounds_judge(item, measure, &state, found);
}
