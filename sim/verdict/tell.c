/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: words for people. See tell.h; reads the trace only. */
#include "verdict/tell.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"

void tell_time(struct text *text, int64_t at_ns) {
  int64_t ms = (at_ns + NS_PER_MS / 2) / NS_PER_MS;
  text_add(text, "%" PRId64 ".%03d s", ms / 1000, (int)(ms % 1000));
}

void tell_left_out(struct text *text, const struct trace *trace) {
  if (trace->events_left_out > 0 && trace->event_count > 0) {
    text_add(text, "the first %zu events are kept, up to ", trace->event_count);
    tell_time(text, trace->events[trace->event_count - 1].at_ns);
    text_add(text, "; %" PRIu64 " more were only counted",
             trace->events_left_out);
  }
  if (trace->detail != NULL && trace->detail->holds_left_out)
    text_add(text, "%sof slots the first %zu changes are kept",
             text->len > 0 ? "; " : "", trace->detail->hold_count);
}

void tell_packet(struct text *text, const struct trace *trace,
                 uint64_t packet) {
  if (packet > 0)
    text_add(text, ", %spacket %" PRIu64, trace->event_frames ? "" : "after ",
             packet);
}

const char *tell_owner(const struct trace *trace, int owner) {
  if (owner < 0 || (size_t)owner >= trace->consumer_count)
    return "lwIP";
  return trace->consumers[owner].name;
}

static const struct pool_words {
  const char *option;
  const char *holds;
  const char *meant;
} pool_words[] = {
#define POOL(option, holds, meant) {#option, holds, meant},
#include "verdict/pools.def"
#undef POOL
};

static const struct pool_words *find_words(const char *pool) {
  for (size_t i = 0; i < sizeof(pool_words) / sizeof(*pool_words); i++)
    if (strcmp(pool_words[i].option, pool) == 0)
      return &pool_words[i];
  return NULL;
}

const char *tell_pool(const char *pool) {
  const struct pool_words *words = find_words(pool);
  return words ? words->holds : pool;
}

const char *tell_refusal_meant(const char *pool) {
  const struct pool_words *words = find_words(pool);
  return words ? words->meant : NULL;
}

void tell_error(struct text *text, const char *error_name, const char *pool) {
  text_add(text, "%s", error_name ? error_name : "-");
  if (pool)
    text_add(text, " (%s)", tell_pool(pool));
}

void tell_call(struct text *text, const struct trace *trace,
               const struct trace_event *event) {
  text_add(text, "%s %s ", tell_owner(trace, event->owner),
           trace_call_name(event->call));
  tell_error(text, event->error_name, event->pool);
  text_add(text, " at ");
  tell_time(text, event->at_ns);
  tell_packet(text, trace, event->packet);
  const struct trace_peer *peer = trace_event_peer(trace, event);
  if (peer)
    text_add(text, ", connected to %s", peer->name);
  if (event->injected)
    text_add(text, ", by the fault refuse");
}

/* The owner with the most slots among those not told yet, or -2. Owners count
 * from OWNER_STACK (-1), which is told last of equals. */
static int next_holder(const size_t *counts, size_t owner_count) {
  int best = -2;
  size_t most = 0;
  for (size_t i = 1; i <= owner_count; i++) {
    size_t index = i % owner_count; /* 0 is OWNER_STACK: last */
    if (counts[index] > most) {
      most = counts[index];
      best = (int)index - 1;
    }
  }
  return best;
}

void tell_holders(struct text *text, const struct trace *trace,
                  const struct trace_slots *slots) {
  size_t owner_count = trace->consumer_count + 1;
  size_t *counts = calloc(owner_count, sizeof(*counts));
  if (!counts) {
    text->failed = 1;
    return;
  }
  for (size_t i = 0; i < slots->count; i++) {
    int owner = slots->slots[i].owner;
    bool known = owner >= 0 && (size_t)owner < trace->consumer_count;
    counts[known ? owner + 1 : 0]++;
  }
  const char *separator = "";
  int owner;
  while ((owner = next_holder(counts, owner_count)) != -2) {
    text_add(text, "%s%s %zu", separator, tell_owner(trace, owner),
             counts[owner + 1]);
    counts[owner + 1] = 0;
    separator = ", ";
  }
  if (slots->count == 0)
    text_add(text, "nobody");
  free(counts);
}

void tell_ordinal(struct text *text, uint32_t number) {
  const char *ending = "th";
  bool teen = number % 100 >= 11 && number % 100 <= 13;
  if (!teen && number % 10 == 1)
    ending = "st";
  if (!teen && number % 10 == 2)
    ending = "nd";
  if (!teen && number % 10 == 3)
    ending = "rd";
  text_add(text, "%" PRIu32 "%s", number, ending);
}
