/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: what pictures need beyond events. See detail.h. */
#include "trace/detail.h"

#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "trace/trace.h"

struct trace_detail *detail_new(void) {
  struct trace_detail *detail = calloc(1, sizeof(*detail));
  if (detail == NULL)
    return NULL;
  detail->step_ns = NS_PER_MS;
  detail->open = calloc(TRACE_SLOTS_MAX, sizeof(*detail->open));
  detail->seen = calloc(TRACE_SLOTS_MAX, sizeof(*detail->seen));
  detail->use = calloc(DETAIL_POOLS_MAX, sizeof(*detail->use));
  detail->pools = calloc(DETAIL_POOLS_MAX, sizeof(*detail->pools));
  detail->ring = calloc(DETAIL_RUN_UP_FRAMES, sizeof(*detail->ring));
  detail->run_ups = calloc(DETAIL_RUN_UPS_MAX, sizeof(*detail->run_ups));
  if (detail->open != NULL && detail->seen != NULL && detail->use != NULL &&
      detail->pools != NULL && detail->ring != NULL && detail->run_ups != NULL)
    return detail;
  detail_free(detail);
  return NULL;
}

void detail_free(struct trace_detail *detail) {
  if (detail == NULL)
    return;
  free(detail->holds);
  free(detail->open);
  free(detail->seen);
  free(detail->use);
  free(detail->pools);
  free(detail->ring);
  free(detail->run_ups);
  free(detail);
}

/* ---- slots ---- */

static void release(struct trace_detail *detail, int slot, int64_t at_ns) {
  if (detail->open[slot] != 0)
    detail->holds[detail->open[slot] - 1].until_ns = at_ns;
  detail->open[slot] = 0;
}

static void hold(struct trace_detail *detail, const struct image_slot *slot,
                 int64_t from_ns, uint64_t packet) {
  if (detail->hold_max != 0 && detail->hold_count >= detail->hold_max) {
    detail->holds_left_out = true;
    return;
  }
  if (detail->hold_count == detail->hold_capacity) {
    size_t capacity =
        detail->hold_capacity == 0 ? 256 : detail->hold_capacity * 2;
    struct detail_hold *holds =
        realloc(detail->holds, capacity * sizeof(*holds));
    if (holds == NULL) {
      detail->failed = true;
      return;
    }
    detail->holds = holds;
    detail->hold_capacity = capacity;
  }
  detail->holds[detail->hold_count++] = (struct detail_hold){
      .slot = *slot, .from_ns = from_ns, .until_ns = -1, .packet = packet};
  detail->open[slot->slot] = detail->hold_count;
}

/* The same socket in the same state. A remote address alone is no change: it
 * comes with a state. */
static bool goes_on(const struct image_slot *before,
                    const struct image_slot *now) {
  return before->owner == now->owner && before->since_ns == now->since_ns &&
         before->tcp_state == now->tcp_state &&
         strcmp(before->protocol, now->protocol) == 0;
}

static void look_at_slots(struct trace_detail *detail, int64_t at_ns,
                          uint64_t packet,
                          const struct image_interface *device) {
  size_t count = device->slots(detail->seen, TRACE_SLOTS_MAX);
  int next = 0; /* slots come in their order; those left out are free */
  for (size_t i = 0; i < count; i++) {
    const struct image_slot *slot = &detail->seen[i];
    for (; next < slot->slot; next++)
      release(detail, next, at_ns);
    next = slot->slot + 1;
    size_t open = detail->open[slot->slot];
    if (open != 0 && goes_on(&detail->holds[open - 1].slot, slot)) {
      detail->holds[open - 1].slot = *slot; /* ports may have been given */
      continue;
    }
    release(detail, slot->slot, at_ns);
    hold(detail, slot, at_ns, packet);
  }
  for (; next < detail->slot_end; next++)
    release(detail, next, at_ns);
  detail->slot_end = count == 0 ? 0 : detail->seen[count - 1].slot + 1;
}

/* ---- pools ---- */

/* Steps of twice the length: the run turned out to be longer. */
static void widen(struct trace_detail *detail) {
  for (size_t pool = 0; pool < DETAIL_POOLS_MAX; pool++) {
    int64_t *use = detail->use[pool];
    for (size_t i = 0; i < DETAIL_STEPS; i++) {
      int64_t most = 0;
      if (2 * i < DETAIL_STEPS)
        most = use[2 * i] > use[2 * i + 1] ? use[2 * i] : use[2 * i + 1];
      use[i] = most;
    }
  }
  detail->step_count = (detail->step_count + 1) / 2;
  detail->step_ns *= 2;
}

/* Up to the step of that time nothing has changed. */
static size_t reach(struct trace_detail *detail, int64_t at_ns) {
  while (at_ns / detail->step_ns >= DETAIL_STEPS)
    widen(detail);
  size_t step = (size_t)(at_ns / detail->step_ns);
  for (; detail->step_count <= step; detail->step_count++) {
    for (size_t pool = 0; pool < DETAIL_POOLS_MAX; pool++)
      detail->use[pool][detail->step_count] = detail->used_last[pool];
  }
  return step;
}

static void look_at_pools(struct trace_detail *detail, int64_t at_ns,
                          const struct image_interface *device) {
  size_t step = reach(detail, at_ns);
  size_t count = device->pools(detail->pools, DETAIL_POOLS_MAX);
  for (size_t i = 0; i < count; i++) {
    int64_t used = detail->pools[i].used;
    if (used > detail->use[i][step])
      detail->use[i][step] = used;
    detail->used_last[i] = used;
  }
}

void detail_look(struct trace_detail *detail, int64_t at_ns, uint64_t packet,
                 const struct image_interface *device) {
  look_at_slots(detail, at_ns, packet, device);
  look_at_pools(detail, at_ns, device);
}

/* ---- packets ---- */

void detail_frame(struct trace_detail *detail, int64_t at_ns, uint64_t number,
                  const void *frame, size_t len) {
  struct detail_frame *kept =
      &detail->ring[detail->frame_count++ % DETAIL_RUN_UP_FRAMES];
  kept->at_ns = at_ns;
  kept->number = number;
  kept->len = len;
  kept->kept = len < sizeof(kept->octets) ? len : sizeof(kept->octets);
  memcpy(kept->octets, frame, kept->kept);
}

static bool same_text(const char *a, const char *b) {
  return a == b; /* a trace's texts are interned */
}

static bool same_sort(const struct trace_event *a,
                      const struct trace_event *b) {
  return a->owner == b->owner && a->call == b->call &&
         same_text(a->error_name, b->error_name) && same_text(a->pool, b->pool);
}

void detail_refused(struct trace_detail *detail, const struct trace *trace,
                    const struct trace_event *event) {
  if (detail->run_up_count == DETAIL_RUN_UPS_MAX)
    return;
  for (size_t i = 0; i < detail->run_up_count; i++) {
    if (same_sort(&trace->events[detail->run_ups[i].event], event))
      return;
  }
  struct detail_run_up *run_up = &detail->run_ups[detail->run_up_count++];
  run_up->event = (size_t)(event - trace->events);
  uint64_t i = detail->frame_count < DETAIL_RUN_UP_FRAMES
                   ? 0
                   : detail->frame_count - DETAIL_RUN_UP_FRAMES;
  for (; i < detail->frame_count; i++)
    run_up->frames[run_up->frame_count++] =
        detail->ring[i % DETAIL_RUN_UP_FRAMES];
}

void detail_end(struct trace_detail *detail, int64_t at_ns) {
  for (int slot = 0; slot < detail->slot_end; slot++)
    release(detail, slot, at_ns);
  reach(detail, at_ns);
  memset(detail->used_last, 0, sizeof(detail->used_last));
}
