/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: one round of select(). Compiled into an image.
 *
 *     watch_init(&watch);
 *     watch_read(&watch, fd);
 *     watch_wait(&watch, deadline_ms);
 *     if (watch_can_read(&watch, fd)) ...
 */
#ifndef SOCKFIT_WORKLOADS_WATCH_H
#define SOCKFIT_WORKLOADS_WATCH_H

#include "sockfit/workload.h"

struct watch {
  fd_set read;
  fd_set write;
  int fd_max; /* -1 while empty */
};

void watch_init(struct watch *watch);
void watch_read(struct watch *watch, int fd);
void watch_write(struct watch *watch, int fd);

/* Wait until a socket is ready or deadline_ms (moment.h) has come.
 * Returns how many are ready, or the negative errno of select(); then no
 * socket counts as ready, and the call has slept a little, so that a loop
 * around it cannot spin. */
int watch_wait(struct watch *watch, int64_t deadline_ms);

/* After watch_wait: is it ready? A failed or closed stream is readable. */
bool watch_can_read(const struct watch *watch, int fd);
bool watch_can_write(const struct watch *watch, int fd);

#endif
