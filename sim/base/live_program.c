/* SPDX-License-Identifier: BSD-3-Clause */
/* base: a program beside the loop in real time, under a guard (guard.h), which
 * is what the loop knows as its child. See live.h. */
#include "base/live.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/guard.h"
#include "base/loop_own.h"

#define GRACE_MS 1000 /* from SIGTERM to SIGKILL */

struct live_program {
  struct loop *loop;
  uv_process_t guard;
  uv_timer_t grace;
  uv_poll_t poll;
  int told; /* the guard's words are read here */
  char parent[24];
  char **argv;
  bool guard_ended;
  bool ended;
  int status;
};

static void on_guard_exit(uv_process_t *process, int64_t status, int signal) {
  struct live_program *program = process->data;
  (void)status;
  (void)signal;
  program->guard_ended = true;
}

/* A guard that says nothing was killed, and the program with it. */
static void on_told(uv_poll_t *poll, int status, int events) {
  struct live_program *program = poll->data;
  (void)events;
  if (status != 0 ||
      read(program->told, &status, sizeof(status)) != (ssize_t)sizeof(status))
    status = 128 + SIGKILL;
  program->ended = true;
  program->status = status;
  uv_poll_stop(poll);
}

static char **guarded(struct live_program *program, char *const *argv) {
  size_t count = 0;
  while (argv[count] != NULL)
    count++;
  char **whole = calloc(count + 4, sizeof(*whole));
  if (whole == NULL)
    return NULL;
  snprintf(program->parent, sizeof(program->parent), "%ld", (long)getpid());
  whole[0] = (char *)files_program();
  whole[1] = (char *)GUARD_WORD;
  whole[2] = program->parent;
  memcpy(whole + 3, argv, count * sizeof(*argv));
  return whole;
}

static int spawn(struct live_program *program, bool stdout_is_taken, int tell) {
  uv_stdio_container_t stdio[GUARD_STATUS_FD + 1] = {
      {.flags = UV_INHERIT_FD, .data.fd = STDIN_FILENO},
      {.flags = UV_INHERIT_FD,
       .data.fd = stdout_is_taken ? STDERR_FILENO : STDOUT_FILENO},
      {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO},
      {.flags = UV_INHERIT_FD, .data.fd = tell}};
  uv_process_options_t options = {.exit_cb = on_guard_exit,
                                  .file = program->argv[0],
                                  .args = program->argv,
                                  .stdio_count = GUARD_STATUS_FD + 1,
                                  .stdio = stdio};
  program->guard.data = program;
  return uv_spawn(&program->loop->uv, &program->guard, &options);
}

/* Handles are the loop's until it has closed them. */
static void close_and_free(struct live_program *program) {
  uv_close((uv_handle_t *)&program->guard, NULL);
  uv_close((uv_handle_t *)&program->grace, NULL);
  uv_close((uv_handle_t *)&program->poll, NULL);
  uv_run(&program->loop->uv, UV_RUN_NOWAIT);
  close(program->told);
  free(program->argv);
  free(program);
}

static int open_words(struct live_program *program, int *ret_tell) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return -errno;
  int status = uv_poll_init(&program->loop->uv, &program->poll, ends[0]);
  if (status != 0) {
    close(ends[0]);
    close(ends[1]);
    return status;
  }
  uv_timer_init(&program->loop->uv, &program->grace);
  program->poll.data = program;
  program->grace.data = program;
  program->told = ends[0];
  *ret_tell = ends[1];
  return 0;
}

int live_program_start(struct loop *loop, char *const *argv,
                       bool stdout_is_taken,
                       struct live_program **ret_program) {
  struct live_program *program = calloc(1, sizeof(*program));
  int tell = -1, status = -ENOMEM;
  if (program != NULL)
    program->argv = guarded(program, argv);
  if (program != NULL && program->argv != NULL) {
    program->loop = loop;
    status = open_words(program, &tell);
  }
  if (status != 0) {
    if (program != NULL)
      free(program->argv);
    free(program);
    return status;
  }
  status = spawn(program, stdout_is_taken, tell);
  close(tell);
  if (status == 0)
    status = uv_poll_start(&program->poll, UV_READABLE, on_told);
  if (status != 0) {
    close_and_free(program);
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
  uv_process_kill(&program->guard, GUARD_KILL);
}

void live_program_end(struct live_program *program) {
  if (program == NULL)
    return;
  uv_timer_start(&program->grace, on_grace_over, GRACE_MS, 0);
  uv_process_kill(&program->guard, GUARD_LEAVE);
  while (!program->guard_ended)
    uv_run(&program->loop->uv, UV_RUN_ONCE);
  close_and_free(program);
}
