/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: what happens when: a heap. See timers.h. */
#include "world/timers.h"

#include <errno.h>
#include <stdlib.h>

/* As many timers as a run of days sets. */
#define TURN_BITS 40

static bool before(const struct timers_entry *a, const struct timers_entry *b) {
  if (a->at_ns != b->at_ns)
    return a->at_ns < b->at_ns;
  return a->turn < b->turn;
}

static void put(struct timers *timers, size_t place,
                struct timers_entry entry) {
  timers->heap[place] = entry;
  entry.timer->place = place;
}

/* Four children each: an entry moves half as often as with two, and each move
 * writes to a timer that is in no cache. Places are 1, 2 ... count. */
#define CHILDREN 4

static size_t parent_of(size_t place) {
  return (place + CHILDREN - 2) / CHILDREN;
}

/* Put an entry where place is free, or nearer to the top. */
static void sift_up(struct timers *timers, size_t place,
                    struct timers_entry entry) {
  while (place > 1 && before(&entry, &timers->heap[parent_of(place)])) {
    put(timers, place, timers->heap[parent_of(place)]);
    place = parent_of(place);
  }
  put(timers, place, entry);
}

/* The one of place's children that is due first; 0: it has none. */
static size_t first_child(const struct timers *timers, size_t place) {
  size_t first = place * CHILDREN - (CHILDREN - 2);
  size_t end = first + CHILDREN;
  if (first > timers->count)
    return 0;
  if (end > timers->count + 1)
    end = timers->count + 1;
  for (size_t child = first + 1; child < end; child++) {
    if (before(&timers->heap[child], &timers->heap[first]))
      first = child;
  }
  return first;
}

/* Put an entry where place is free, or further down. */
static void sift_down(struct timers *timers, size_t place,
                      struct timers_entry entry) {
  size_t child;
  while ((child = first_child(timers, place)) != 0 &&
         before(&timers->heap[child], &entry)) {
    put(timers, place, timers->heap[child]);
    place = child;
  }
  put(timers, place, entry);
}

static void sift(struct timers *timers, size_t place,
                 struct timers_entry entry) {
  if (place > 1 && before(&entry, &timers->heap[parent_of(place)]))
    sift_up(timers, place, entry);
  else
    sift_down(timers, place, entry);
}

static int reserve(struct timers *timers) {
  if (timers->count + 1 < timers->capacity)
    return 0;
  size_t capacity = timers->capacity == 0 ? 64 : timers->capacity * 2;
  struct timers_entry *heap = realloc(timers->heap, capacity * sizeof(*heap));
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
  uint64_t turn = (uint64_t)timer->rank << TURN_BITS | timers->next_sequence++;
  struct timers_entry entry = {at_ns, turn, timer};
  if (was_set)
    sift(timers, timer->place, entry);
  else
    sift_up(timers, ++timers->count, entry);
  return 0;
}

void timers_stop(struct timers *timers, struct timer *timer) {
  if (!timer_is_set(timer))
    return;
  size_t place = timer->place;
  struct timers_entry last = timers->heap[timers->count--];
  timer->place = 0;
  if (last.timer != timer)
    sift(timers, place, last);
}

struct timer *timers_first(const struct timers *timers) {
  return timers->count == 0 ? NULL : timers->heap[1].timer;
}

void timers_done(struct timers *timers) {
  free(timers->heap);
  *timers = (struct timers){0};
}
