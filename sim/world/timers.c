/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: what happens when: a binary heap. See timers.h. */
#include "world/timers.h"

#include <errno.h>
#include <stdlib.h>

static bool before(const struct timers_entry *a, const struct timers_entry *b) {
  if (a->at_ns != b->at_ns)
    return a->at_ns < b->at_ns;
  return a->timer->sequence < b->timer->sequence;
}

static void put(struct timers *timers, size_t place,
                struct timers_entry entry) {
  timers->heap[place] = entry;
  entry.timer->place = place;
}

/* Put an entry where place is free, or nearer to the top. */
static void sift_up(struct timers *timers, size_t place,
                    struct timers_entry entry) {
  while (place > 1 && before(&entry, &timers->heap[place / 2])) {
    put(timers, place, timers->heap[place / 2]);
    place /= 2;
  }
  put(timers, place, entry);
}

/* Put an entry where place is free, or further down. */
static void sift_down(struct timers *timers, size_t place,
                      struct timers_entry entry) {
  const struct timers_entry *heap = timers->heap;
  for (;;) {
    size_t child = place * 2;
    if (child > timers->count)
      break;
    if (child < timers->count && before(&heap[child + 1], &heap[child]))
      child++;
    if (!before(&heap[child], &entry))
      break;
    put(timers, place, heap[child]);
    place = child;
  }
  put(timers, place, entry);
}

static void sift(struct timers *timers, size_t place,
                 struct timers_entry entry) {
  if (place > 1 && before(&entry, &timers->heap[place / 2]))
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
  timer->sequence = timers->next_sequence++;
  struct timers_entry entry = {at_ns, timer};
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
