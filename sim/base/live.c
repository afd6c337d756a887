/* SPDX-License-Identifier: BSD-3-Clause */
/* base: the loop in real time. See live.h. */
#include "base/live.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/loop_own.h"
#include "base/units.h"

#define GRACE_MS 1000 /* from SIGTERM to SIGKILL */

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

/* ---- a program beside ---- */

struct live_program {
  struct loop *loop;
  uv_process_t process;
  uv_timer_t grace;
  char **argv;
  bool ended;
  int status;
};

static void on_exit_status(uv_process_t *process, int64_t status, int signal) {
  struct live_program *program = process->data;
  program->ended = true;
  program->status = signal != 0 ? 128 + signal : (int)status;
}

/* setpriv asks the kernel to kill the program when its parent is gone; that
 * outlives exec, and libuv has no place for code of ours after its fork. */
static char **with_death_signal(char *const *argv) {
  static const char *const setpriv[] = {"setpriv", "--pdeathsig", "KILL", "--"};
  size_t count = 0, front = sizeof(setpriv) / sizeof(*setpriv);
  while (argv[count] != NULL)
    count++;
  char **whole = calloc(front + count + 1, sizeof(*whole));
  if (whole == NULL)
    return NULL;
  memcpy(whole, setpriv, sizeof(setpriv));
  memcpy(whole + front, argv, count * sizeof(*argv));
  return whole;
}

static void on_closed(uv_handle_t *handle) {
  struct live_program *program = handle->data;
  free(program->argv);
  free(program);
}

int live_program_start(struct loop *loop, char *const *argv,
                       bool stdout_is_taken,
                       struct live_program **ret_program) {
  struct live_program *program = calloc(1, sizeof(*program));
  if (program != NULL)
    program->argv = with_death_signal(argv);
  if (program == NULL || program->argv == NULL) {
    free(program);
    return -ENOMEM;
  }
  uv_stdio_container_t stdio[3] = {
      {.flags = UV_INHERIT_FD, .data.fd = STDIN_FILENO},
      {.flags = UV_INHERIT_FD,
       .data.fd = stdout_is_taken ? STDERR_FILENO : STDOUT_FILENO},
      {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO}};
  uv_process_options_t options = {.exit_cb = on_exit_status,
                                  .file = program->argv[0],
                                  .args = program->argv,
                                  .stdio_count = 3,
                                  .stdio = stdio};
  program->loop = loop;
  program->process.data = program;
  int status = uv_spawn(&loop->uv, &program->process, &options);
  if (status != 0) {
    uv_close((uv_handle_t *)&program->process, on_closed);
    uv_run(&loop->uv, UV_RUN_NOWAIT);
    return status;
  }
  *ret_program = program;
  return 0;
}

bool live_program_has_ended(const struct live_program *program,
                            int *ret_status) {
  if (program->ended)
    *ret_status = program->status;
  return program->ended;
}

static void on_grace_over(uv_timer_t *timer) {
  struct live_program *program = timer->data;
  uv_process_kill(&program->process, SIGKILL);
}

void live_program_end(struct live_program *program) {
  if (program == NULL)
    return;
  uv_loop_t *uv = &program->loop->uv;
  uv_timer_init(uv, &program->grace);
  program->grace.data = program;
  uv_timer_start(&program->grace, on_grace_over, GRACE_MS, 0);
  if (!program->ended)
    uv_process_kill(&program->process, SIGTERM);
  while (!program->ended)
    uv_run(uv, UV_RUN_ONCE);
  uv_close((uv_handle_t *)&program->grace, NULL);
  uv_close((uv_handle_t *)&program->process, on_closed);
  uv_run(uv, UV_RUN_NOWAIT);
}
