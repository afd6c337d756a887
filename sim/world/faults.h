/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage, internal: faults on a timetable. A kind is one file,
 * fault_KIND.c, with struct fault_kind fault_KIND, and one line in
 * sim/scenario/kinds.def. */
#ifndef SOCKFIT_WORLD_FAULTS_H
#define SOCKFIT_WORLD_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/scenario.h"
#include "world/timers.h"

struct world;
struct resident;
struct fault;

/* What a kind does; all are called outside tasks, by the clock. */
struct fault_kind {
  /* Before the run, the hosts are started: does it make sense in this image?
   * NULL: it does. Returns 0 or -EINVAL with a diagnosis. */
  int (*check)(struct fault *fault);
  void (*begin)(struct fault *fault);
  /* Called `for` after begin. NULL: nothing ends. */
  void (*end)(struct fault *fault);
};

#define FAULT(id, ...) extern const struct fault_kind fault_##id;
#include "scenario/kinds.def"

/* One entry of `faults`. */
struct fault {
  struct timer timer; /* first: the next beginning or end */
  struct world *world;
  const struct item *item;
  const struct fault_kind *kind;
  size_t first_host; /* of `host` */
  size_t host_count;
  int64_t begun;    /* how often it has begun */
  int64_t begun_ns; /* the last time */
  bool active;
};

struct faults {
  struct fault *all; /* in the scenario's order */
  size_t count;
};

/* Put them on the clock. Returns 0 or -ENOMEM. */
int faults_plan(struct world *world);

/* Once the hosts are started. Returns 0 or -EINVAL with a diagnosis. */
int faults_check(struct world *world);

void faults_done(struct world *world);

/* ---- for the kinds ---- */

/* The k-th host of the fault's, from 0. */
struct resident *fault_host(const struct fault *fault, size_t k);

/* The next active fault of that kind that reaches the resident, after the one
 * given; NULL begins, and ends. In the scenario's order. */
const struct fault *fault_next(const struct resident *resident,
                               const struct fault_kind *kind,
                               const struct fault *after);

/* Tell the observer, with the kind in front: "link_down device: ...". */
void fault_tell(const struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
