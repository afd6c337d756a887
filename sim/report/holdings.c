/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: who held which slot. See holdings.h; reads the trace only. */
#include "report/holdings.h"

#include <errno.h>
#include <stdlib.h>

static bool is_opening(const struct trace_event *event) {
  return event->kind == TRACE_SOCKET_OPENED ||
         event->kind == TRACE_SOCKET_ACCEPTED;
}

static bool is_slot(int slot) {
  return slot >= 0 && slot < TRACE_SLOTS_MAX;
}

/* open: by slot, index of its item plus one. */
static void fill(const struct trace *trace, struct holdings *holdings,
                 size_t *open) {
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (!is_slot(event->slot))
      continue;
    if (event->kind == TRACE_SOCKET_CLOSED && open[event->slot] != 0) {
      holdings->items[open[event->slot] - 1].until_ns = event->at_ns;
      open[event->slot] = 0;
    } else if (is_opening(event)) {
      holdings->items[holdings->count++] =
          (struct holding){.slot = event->slot,
                           .owner = event->owner,
                           .from_ns = event->at_ns,
                           .until_ns = trace->ended_at_ns};
      open[event->slot] = holdings->count;
      if (event->slot >= holdings->slot_end)
        holdings->slot_end = event->slot + 1;
    }
  }
}

int holdings_of(const struct trace *trace, struct holdings *ret_holdings) {
  size_t most = 0;
  for (size_t i = 0; i < trace->event_count; i++)
    most += is_opening(&trace->events[i]);
  *ret_holdings =
      (struct holdings){.items = calloc(most + 1, sizeof(struct holding))};
  size_t *open = calloc(TRACE_SLOTS_MAX, sizeof(*open));
  if (ret_holdings->items != NULL && open != NULL)
    fill(trace, ret_holdings, open);
  int status = ret_holdings->items == NULL || open == NULL ? -ENOMEM : 0;
  free(open);
  if (status != 0)
    holdings_done(ret_holdings);
  return status;
}

void holdings_done(struct holdings *holdings) {
  free(holdings->items);
  *holdings = (struct holdings){0};
}
