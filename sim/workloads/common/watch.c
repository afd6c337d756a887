/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: one round of select(). */
#include "watch.h"

#include "moment.h"

#define PAUSE_AFTER_ERROR_MS 100

void watch_init(struct watch *watch) {
  FD_ZERO(&watch->read);
  FD_ZERO(&watch->write);
  watch->fd_max = -1;
}

static void watch_note(struct watch *watch, int fd) {
  if (fd > watch->fd_max)
    watch->fd_max = fd;
}

void watch_read(struct watch *watch, int fd) {
  FD_SET(fd, &watch->read);
  watch_note(watch, fd);
}

void watch_write(struct watch *watch, int fd) {
  FD_SET(fd, &watch->write);
  watch_note(watch, fd);
}

int watch_wait(struct watch *watch, int64_t deadline_ms) {
  struct timeval left;
  int ready = select(watch->fd_max + 1, &watch->read, &watch->write, NULL,
                     moment_left(deadline_ms, &left));
  if (ready > 0)
    return ready;
  int error = ready < 0 ? errno : 0;
  watch_init(watch);
  if (error)
    workload_sleep_ms(PAUSE_AFTER_ERROR_MS);
  return -error;
}

bool watch_can_read(const struct watch *watch, int fd) {
  return FD_ISSET(fd, &watch->read);
}

bool watch_can_write(const struct watch *watch, int fd) {
  return FD_ISSET(fd, &watch->write);
}
