/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: virtual time. The clock runs whoever has something to do, and
 * when nobody has, jumps to the next timer. */
#ifndef SOCKFIT_WORLD_CLOCK_H
#define SOCKFIT_WORLD_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/loop.h"
#include "world/coroutine.h"
#include "world/timers.h"

/* Who has something to do: part of a host. run is called once for each time
 * that it was made ready. */
struct runnable {
  struct runnable *next;
  bool queued;
  void (*run)(struct runnable *runnable);
};

struct clock {
  int64_t now_ns;
  int64_t end_ns;
  struct timers timers;
  struct runnable *ready_first; /* first come, first served */
  struct runnable *ready_last;
  struct stack_pool stacks;
  int status; /* the first failure, such as -ENOMEM */
};

/* Put it at the end of the queue, unless it is in it. */
void clock_make_ready(struct clock *clock, struct runnable *runnable);

/* Set a timer; a lack of memory ends the run. */
void clock_set(struct clock *clock, struct timer *timer, int64_t at_ns);

/* Run until end_ns, in batches inside the loop. Returns 0 when end_ns was
 * reached, -ECANCELED when interrupted, or a failure. */
int clock_run(struct clock *clock, struct loop *loop);

void clock_done(struct clock *clock);

#endif
