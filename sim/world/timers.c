/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: what happens when: a binary heap. See timers.h. */
#include "world/timers.h"

#include <errno.h>
#include <stdlib.h>

static bool before(const struct timer *a, const struct timer *b) {
  return a->at_ns != b->at_ns ? a->at_ns < b->at_ns : a->sequence < b->sequence;
}

static void put(struct timers *timers, size_t place, struct timer *timer) {
  timers->heap[place] = timer;
  timer->place = place;
}

static void sift_up(struct timers *timers, size_t place) {
  struct timer *timer = timers->heap[place];
  while (place > 1 && before(timer, timers->heap[place / 2])) {
    put(timers, place, timers->heap[place / 2]);
    place /= 2;
  }
  put(timers, place, timer);
}

static void sift_down(struct timers *timers, size_t place) {
  struct timer *timer = timers->heap[place];
  for (;;) {
    size_t child = place * 2;
    if (child > timers->count)
      break;
    if (child < timers->count &&
        before(timers->heap[child + 1], timers->heap[child]))
      child++;
    if (!before(timers->heap[child], timer))
      break;
    put(timers, place, timers->heap[child]);
    place = child;
  }
  put(timers, place, timer);
}

static int reserve(struct timers *timers) {
  if (timers->count + 1 < timers->capacity)
    return 0;
  size_t capacity = timers->capacity == 0 ? 64 : timers->capacity * 2;
  struct timer **heap = realloc(timers->heap, capacity * sizeof(*heap));
  if (heap == NULL)
    return -ENOMEM;
  timers->heap = heap;
  timers->capacity = capacity;
  return 0;
}

int timers_set(struct timers *timers, struct timer *timer, int64_t at_ns) {
  bool was_set = timer_is_set(timer);
  if (!was_set && reserve(timers) != 0)
    return -ENOMEM;
  timer->at_ns = at_ns;
  timer->sequence = timers->next_sequence++;
  if (!was_set) {
    timers->count++;
    put(timers, timers->count, timer);
  }
  sift_up(timers, timer->place);
  sift_down(timers, timer->place);
  return 0;
}

void timers_stop(struct timers *timers, struct timer *timer) {
  if (!timer_is_set(timer))
    return;
  size_t place = timer->place;
  struct timer *last = timers->heap[timers->count--];
  timer->place = 0;
  if (last == timer)
    return;
  put(timers, place, last);
  sift_up(timers, place);
  sift_down(timers, last->place);
}

struct timer *timers_first(const struct timers *timers) {
  return timers->count == 0 ? NULL : timers->heap[1];
}

void timers_done(struct timers *timers) {
  free(timers->heap);
  *timers = (struct timers){0};
}
