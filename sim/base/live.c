/* SPDX-License-Identifier: BSD-3-Clause */
/* base: the loop in real time. See live.h. */
#include "base/live.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/loop_own.h"
#include "base/units.h"

int64_t live_now_ns(void) {
  return (int64_t)uv_hrtime();
}

/* ---- descriptors ---- */

static void on_readable(uv_poll_t *poll, int status, int events) {
  const struct live_descriptor *descriptor = poll->data;
  (void)status;
  (void)events;
  if (!descriptor->readable(descriptor->arg))
    uv_poll_stop(poll);
}

static int watch(uv_loop_t *uv, uv_poll_t *poll,
                 const struct live_descriptor *descriptor) {
  int status = uv_poll_init(uv, poll, descriptor->fd);
  if (status != 0)
    return status;
  poll->data = (void *)descriptor;
  return uv_poll_start(poll, UV_READABLE, on_readable);
}

/* ---- the deadline ---- */

/* A timerfd: uv_timer_t counts in milliseconds, a host is busy for less. */
struct alarm {
  int fd;
  int64_t at_ns; /* what it is set to */
  struct live_descriptor descriptor;
  uv_poll_t poll;
};

static bool alarm_rang(void *arg) {
  struct alarm *alarm = arg;
  uint64_t times;
  if (read(alarm->fd, &times, sizeof(times)) > 0)
    alarm->at_ns = INT64_MAX;
  return true;
}

/* Setting it costs a system call: one that rings earlier stays as it is, to be
 * set again then. */
static void alarm_set(struct alarm *alarm, int64_t at_ns) {
  struct itimerspec when = {
      .it_value = {.tv_sec = at_ns / NS_PER_S, .tv_nsec = at_ns % NS_PER_S}};
  if (alarm->at_ns <= at_ns)
    return;
  alarm->at_ns = at_ns;
  timerfd_settime(alarm->fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static int alarm_open(struct alarm *alarm, uv_loop_t *uv) {
  alarm->fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (alarm->fd < 0)
    return -errno;
  alarm->at_ns = INT64_MAX;
  alarm->descriptor = (struct live_descriptor){alarm->fd, alarm_rang, alarm};
  int status = watch(uv, &alarm->poll, &alarm->descriptor);
  if (status != 0)
    close(alarm->fd);
  return status;
}

/* ---- turns ---- */

static int take_turns(struct loop *loop, const struct live *live,
                      struct alarm *alarm) {
  while (!loop->interrupted) {
    int64_t now_ns = live_now_ns();
    int64_t at_ns = live->turn(live->arg, now_ns);
    if (at_ns == LIVE_OVER)
      return 0;
    if (at_ns > now_ns)
      alarm_set(alarm, at_ns);
    uv_run(&loop->uv, at_ns > now_ns ? UV_RUN_ONCE : UV_RUN_NOWAIT);
  }
  return -ECANCELED;
}

int live_run(struct loop *loop, const struct live *live) {
  uv_poll_t polls[LIVE_DESCRIPTORS_MAX];
  struct alarm alarm;
  size_t watched = 0;
  int status = alarm_open(&alarm, &loop->uv);
  if (status != 0)
    return status;
  while (watched < live->descriptor_count && status == 0) {
    status = watch(&loop->uv, &polls[watched], &live->descriptors[watched]);
    if (status == 0)
      watched++;
  }
  if (status == 0)
    status = take_turns(loop, live, &alarm);
  uv_close((uv_handle_t *)&alarm.poll, NULL);
  for (size_t i = 0; i < watched; i++)
    uv_close((uv_handle_t *)&polls[i], NULL);
  uv_run(&loop->uv, UV_RUN_NOWAIT); /* the handles are ours again */
  close(alarm.fd);
  return status;
}
