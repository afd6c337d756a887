/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `refused: {consumer, call, errno, pool, peer, count, nth,
 * after, before}`. A failed call of the device counts when it has all that is
 * given; without `count` there must be one at least. Where only a pool and
 * times are given and no call failed for that pool at all, what it refused in
 * silence counts: SYNs, datagrams, frames. */
#include <string.h>

#include "verdict/expect.h"
#include "verdict/tell.h"

void expect_refused_check(const struct checking *checking) {
  check_consumer(checking, "consumer");
  check_errno(checking, "errno");
  check_pool(checking, "pool");
  check_peer(checking, "peer");
  const struct param *after = item_param(checking->item, "after");
  const struct param *before = item_param(checking->item, "before");
  if (after->given && before->given && before->number < after->number)
    diag_add(checking->diag, DIAG_ERROR, &before->place,
             "refused: 'before' (%s) is earlier than 'after' (%s)",
             before->text, after->text);
}

static bool same(const char *a, const char *b) {
  return a && b && strcmp(a, b) == 0;
}

/* EAGAIN and EWOULDBLOCK are one number in lwIP. */
static bool same_errno(const char *a, const char *b) {
  if (same(a, "EAGAIN"))
    a = "EWOULDBLOCK";
  if (same(b, "EAGAIN"))
    b = "EWOULDBLOCK";
  return same(a, b);
}

/* Whether the event has what one parameter asks for; true when it does not
 * ask. */
static bool param_matches(const struct item *item, const struct param *param,
                          const struct trace *trace,
                          const struct trace_event *event) {
  const char *name = param->spec->name;
  if (!param->given)
    return true;
  if (strcmp(name, "consumer") == 0)
    return same(param->text, tell_owner(trace, event->owner));
  if (strcmp(name, "call") == 0)
    return same(param->text, trace_call_name(event->call));
  if (strcmp(name, "errno") == 0)
    return same_errno(param->text, event->error_name);
  if (strcmp(name, "pool") == 0)
    return same(param->text, event->pool);
  if (strcmp(name, "peer") == 0) {
    const struct trace_peer *peer = trace_event_peer(trace, event);
    return peer && same(param->text, peer->name);
  }
  if (strcmp(name, "nth") == 0)
    return param->number == (item_param(item, "consumer")->given
                                 ? event->nth
                                 : event->nth_of_host);
  if (strcmp(name, "after") == 0)
    return event->at_ns >= param->number;
  if (strcmp(name, "before") == 0)
    return event->at_ns <= param->number;
  return true; /* count is no property of one event */
}

/* How many parameters do not match. */
static size_t misses(const struct item *item, const struct trace *trace,
                     const struct trace_event *event) {
  size_t count = 0;
  for (size_t i = 0; i < item->kind->param_count; i++)
    if (!param_matches(item, &item->params[i], trace, event))
      count++;
  return count;
}

/* No event matched: tell the one that came nearest, and where it differs. */
static void tell_nearest(const struct item *item, const struct trace *trace,
                         const struct trace_event *event, struct text *found) {
  text_add(found, "not seen; nearest: ");
  tell_call(found, trace, event);
  const char *separator = " (differs in ";
  for (size_t i = 0; i < item->kind->param_count; i++) {
    if (param_matches(item, &item->params[i], trace, event))
      continue;
    const char *name = item->params[i].spec->name;
    text_add(found, "%s%s", separator, name);
    if (strcmp(name, "nth") == 0)
      text_add(found, ": it was %u",
               item_param(item, "consumer")->given ? event->nth
                                                   : event->nth_of_host);
    if (strcmp(name, "pool") == 0)
      text_add(found, ": it was %s", event->pool ? event->pool : "none");
    separator = ", ";
  }
  text_add(found, ")");
}

static bool asks_for_call(const struct item *item) {
  return item_param(item, "consumer")->given ||
         item_param(item, "call")->given || item_param(item, "errno")->given ||
         item_param(item, "peer")->given || item_param(item, "nth")->given;
}

/* The kind of event that can match: TRACE_POOL_REFUSED only where there is no
 * failed call, since a call that fails follows on such an event. */
static bool looks_at_pools(const struct item *item, const struct trace *trace) {
  const struct param *pool = item_param(item, "pool");
  if (!pool->given || asks_for_call(item))
    return false;
  for (size_t i = 0; i < trace->event_count; i++)
    if (expect_is_failed_call(&trace->events[i]) &&
        same(pool->text, trace->events[i].pool))
      return false;
  return true;
}

static void tell_seen(struct text *found, const struct trace *trace,
                      const struct trace_event *event) {
  if (event->kind != TRACE_POOL_REFUSED) {
    tell_call(found, trace, event);
    return;
  }
  text_add(found, "%s refused at ", event->pool);
  tell_time(found, event->at_ns);
  tell_packet(found, trace, event->packet);
}

bool expect_refused_judge(const struct item *item, const struct trace *trace,
                          struct text *found) {
  const struct trace_event *first = NULL;
  const struct trace_event *nearest = NULL;
  size_t fewest = 0;
  int64_t count = 0;
  bool pools = looks_at_pools(item, trace);
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    bool pool_event = event->kind == TRACE_POOL_REFUSED;
    if (pools ? !pool_event && !expect_is_failed_call(event)
              : !expect_is_failed_call(event))
      continue;
    size_t missed = misses(item, trace, event);
    if (missed == 0) {
      count++;
      first = first ? first : event;
    }
    if (!pool_event && (!nearest || missed < fewest)) {
      nearest = event;
      fewest = missed;
    }
  }

  const struct param *bound = item_param(item, "count");
  bool held = bound->given ? bound_holds(bound, count) : count >= 1;
  if (first) {
    text_add(found, "seen: ");
    tell_seen(found, trace, first);
    text_add(found, " (%lldx)", (long long)count);
  } else if (nearest) {
    tell_nearest(item, trace, nearest, found);
  } else {
    text_add(found, "not seen; no call of the device failed");
  }
  if (!held && first) {
    text_add(found, ", expected ");
    bounds_tell(found, bound->op, bound->number);
  }
  return held;
}
