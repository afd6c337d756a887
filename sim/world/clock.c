/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: virtual time. See clock.h. */
#include "world/clock.h"

#include <errno.h>
#include <stddef.h>

/* Steps between two looks at the loop: far below a millisecond each, so that
 * Ctrl-C is quick, and enough to make the loop free of charge. */
#define BATCH_STEPS 2048

#define TURNS_MAX 16

void clock_make_ready(struct clock *clock, struct runnable *runnable) {
  if (runnable->queued)
    return;
  runnable->queued = true;
  runnable->next = NULL;
  if (clock->ready_last == NULL)
    clock->ready_first = runnable;
  else
    clock->ready_last->next = runnable;
  clock->ready_last = runnable;
}

void clock_set(struct clock *clock, struct timer *timer, int64_t at_ns) {
  int status = timers_set(&clock->timers, timer, at_ns);
  if (status != 0 && clock->status == 0)
    clock->status = status;
}

void *clock_out_of_memory(struct clock *clock) {
  if (clock->status == 0)
    clock->status = -ENOMEM;
  return NULL;
}

static struct runnable *take_ready(struct clock *clock) {
  struct runnable *runnable = clock->ready_first;
  if (runnable == NULL)
    return NULL;
  clock->ready_first = runnable->next;
  if (clock->ready_first == NULL)
    clock->ready_last = NULL;
  runnable->queued = false;
  return runnable;
}

static bool run_timer(struct clock *clock, int64_t until_ns) {
  struct timer *timer = timers_first(&clock->timers);
  if (timer == NULL || timer->at_ns > until_ns)
    return false;
  timers_stop(&clock->timers, timer);
  if (!clock->live)
    clock->now_ns = timer->at_ns;
  timer->due(timer);
  return true;
}

/* In real time a host that spins is ready again and again without ever being
 * busy: after so many turns, what is due goes before it. Not earlier, or frames
 * that were read together would all be in the mailbox before anybody looks. */
static bool is_overdue(struct clock *clock, int64_t until_ns) {
  if (!clock->live || clock->turns < TURNS_MAX)
    return false;
  if (run_timer(clock, until_ns))
    return true;
  clock->turns = 0;
  return false;
}

bool clock_step(struct clock *clock, int64_t until_ns) {
  if (is_overdue(clock, until_ns))
    return true;
  struct runnable *runnable = take_ready(clock);
  if (runnable == NULL) {
    clock->turns = 0;
    return run_timer(clock, until_ns);
  }
  clock->turns++;
  runnable->run(runnable);
  return true;
}

static bool batch(void *arg) {
  struct clock *clock = arg;
  if (clock->enough != NULL && *clock->enough)
    return false;
  for (int i = 0; i < BATCH_STEPS; i++) {
    if (clock->status != 0)
      return false;
    if (!clock_step(clock, clock->end_ns)) {
      clock->now_ns = clock->end_ns;
      return false;
    }
  }
  return true;
}

int clock_run(struct clock *clock, struct loop *loop) {
  int status = loop_run_batches(loop, batch, clock);
  return status != 0 ? status : clock->status;
}

void clock_done(struct clock *clock) {
  timers_done(&clock->timers);
  stack_pool_done(&clock->stacks);
}
