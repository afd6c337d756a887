/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the clock in real time. See clock.h. */
#include <errno.h>
#include <string.h>

#include "world/clock.h"

/* A round is over when it took so long, so that frames are read and Ctrl-C is
 * seen however much there is to do; the clock is looked at every few steps. */
#define ROUND_NS INT64_C(500000)
#define STEPS_A_LOOK 16

struct rounds {
  struct clock *clock;
  bool (*over)(void *arg);
  void *arg;
};

int64_t clock_live_now_ns(const struct clock *clock) {
  return live_now_ns() - clock->origin_ns;
}

/* Whether everything is done that is due at now_ns. */
static bool do_what_is_due(struct clock *clock) {
  int64_t began_ns = clock->now_ns;
  do {
    for (int i = 0; i < STEPS_A_LOOK; i++) {
      if (clock->status != 0 || !clock_step(clock, clock->now_ns))
        return true;
    }
    clock->now_ns = clock_live_now_ns(clock);
  } while (clock->now_ns - began_ns < ROUND_NS);
  return false;
}

static int64_t next_deadline(const struct clock *clock) {
  const struct timer *timer = timers_first(&clock->timers);
  return timer != NULL && timer->at_ns < clock->end_ns ? timer->at_ns
                                                       : clock->end_ns;
}

/* end_ns may be moved nearer meanwhile. */
static int64_t turn(void *arg, int64_t machine_ns) {
  struct rounds *rounds = arg;
  struct clock *clock = rounds->clock;
  int64_t now_ns = machine_ns - clock->origin_ns;
  bool at_end = now_ns >= clock->end_ns;
  clock->now_ns = at_end ? clock->end_ns : now_ns;
  bool idle = do_what_is_due(clock);
  if (rounds->over != NULL && rounds->over(rounds->arg))
    at_end = true;
  if (at_end || clock->status != 0)
    return LIVE_OVER;
  return idle ? next_deadline(clock) + clock->origin_ns : machine_ns;
}

int clock_run_live(struct clock *clock, struct loop *loop,
                   const struct live_descriptor *descriptors, size_t count,
                   bool (*over)(void *arg), void *arg) {
  struct rounds rounds = {clock, over, arg};
  struct live live = {.turn = turn, .arg = &rounds, .descriptor_count = count};
  if (count > LIVE_DESCRIPTORS_MAX)
    return -EINVAL;
  if (count > 0)
    memcpy(live.descriptors, descriptors, count * sizeof(*descriptors));
  clock->live = true;
  clock->origin_ns = live_now_ns() - clock->now_ns;
  int status = live_run(loop, &live);
  return status != 0 ? status : clock->status;
}
