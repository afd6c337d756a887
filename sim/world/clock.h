/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: time. The clock runs whoever has something to do, and when
 * nobody has, jumps to the next timer. In real time (clock_live.c) it sleeps
 * until then instead, or until there is something to read. */
#ifndef SOCKFIT_WORLD_CLOCK_H
#define SOCKFIT_WORLD_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/live.h"
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
  const bool *enough; /* NULL; or true: end now */
  struct timers timers;
  uint32_t ranks; /* of timers: up to here they are taken (host.c) */
  struct runnable *ready_first; /* first come, first served */
  struct runnable *ready_last;
  struct stack_pool stacks;
  int status;        /* the first failure, such as -ENOMEM */
  bool live;         /* real time: now_ns follows the machine's clock */
  int64_t origin_ns; /* of this run, on the machine's clock */
  int turns;         /* one after the other, without a timer between them */
};

/* Put it at the end of the queue, unless it is in it. */
void clock_make_ready(struct clock *clock, struct runnable *runnable);

/* Set a timer; a lack of memory ends the run. */
void clock_set(struct clock *clock, struct timer *timer, int64_t at_ns);

/* The machine has no memory for what a host asks for: ends the run, since what
 * follows would be told of the device. Returns NULL. */
void *clock_out_of_memory(struct clock *clock);

/* Run until end_ns, in batches inside the loop. Returns 0 when end_ns was
 * reached, -ECANCELED when interrupted, or a failure. */
int clock_run(struct clock *clock, struct loop *loop);

/* Run until end_ns in real time, from 0 now on; descriptors are watched
 * meanwhile. Nothing happens before its time; how late it happens is up to the
 * machine. over is called after each round of work (NULL: nobody is), and ends
 * the run early with true. Returns as clock_run. */
int clock_run_live(struct clock *clock, struct loop *loop,
                   const struct live_descriptor *descriptors, size_t count,
                   bool (*over)(void *arg), void *arg);

/* One turn of somebody, or one timer that is due until until_ns. False when
 * there is none. For the two files of the clock. */
bool clock_step(struct clock *clock, int64_t until_ns);

/* In real time: what time it is by now; now_ns stands still within a round. */
int64_t clock_live_now_ns(const struct clock *clock);

void clock_done(struct clock *clock);

#endif
