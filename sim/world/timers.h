/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: what happens when. Timers are ordered by time, then by rank,
 * then by the order in which they were set, so that equal times are
 * explainable, and the same however often somebody looked meanwhile whether it
 * was time. */
#ifndef SOCKFIT_WORLD_TIMERS_H
#define SOCKFIT_WORLD_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIMERS_RANKS (UINT32_C(1) << 24)

/* Part of the thing that waits; zero-initialised before its first use. Must
 * be stopped before it goes away. */
struct timer {
  int64_t at_ns;
  size_t place;  /* in the heap, from 1; 0: not set */
  uint32_t rank; /* below TIMERS_RANKS; not changed while it is set */
  void (*due)(struct timer *timer);
};

/* When and in which turn, beside who: no comparison looks at the timer. */
struct timers_entry {
  int64_t at_ns;
  uint64_t turn; /* rank, and behind its 24 bits the order of setting */
  struct timer *timer;
};

struct timers {
  struct timers_entry *heap; /* heap[0] is unused */
  size_t count;
  size_t capacity;
  uint64_t next_sequence;
};

/* Set, or set anew. Returns 0 or -ENOMEM (only when it was not set). */
int timers_set(struct timers *timers, struct timer *timer, int64_t at_ns);

/* Nothing happens when it is not set. */
void timers_stop(struct timers *timers, struct timer *timer);

/* The next one, or NULL. It stays set. */
struct timer *timers_first(const struct timers *timers);

static inline bool timer_is_set(const struct timer *timer) {
  return timer->place != 0;
}

void timers_done(struct timers *timers);

#endif
