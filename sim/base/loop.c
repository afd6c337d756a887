/* SPDX-License-Identifier: BSD-3-Clause */
/* base: the event loop. See loop.h. */
#include "base/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/loop_own.h"
#include "base/memory.h"

#define TICK_MS 250 /* for a person to see that something goes on */

static void on_signal(uv_signal_t *handle, int signal_number);

static void count_open(uv_handle_t *handle, void *arg) {
  (void)arg;
  if (!uv_is_closing(handle))
    uv_close(handle, NULL);
}

struct loop *loop_new(void) {
  struct loop *loop = calloc(1, sizeof(*loop));
  if (loop == NULL)
    return NULL;
  if (!memory_is_left(MEMORY_FEW_OCTETS) || uv_loop_init(&loop->uv) != 0) {
    free(loop);
    return NULL;
  }
  loop->uv.data = loop;
  uv_signal_init(&loop->uv, &loop->interrupt);
  uv_signal_init(&loop->uv, &loop->terminate);
  uv_timer_init(&loop->uv, &loop->tick);
  uv_signal_start(&loop->interrupt, on_signal, SIGINT);
  uv_signal_start(&loop->terminate, on_signal, SIGTERM);
  /* Watching for signals alone must not keep the loop alive. */
  uv_unref((uv_handle_t *)&loop->interrupt);
  uv_unref((uv_handle_t *)&loop->terminate);
  return loop;
}

void loop_free(struct loop *loop) {
  if (loop == NULL)
    return;
  uv_walk(&loop->uv, count_open, NULL);
  uv_run(&loop->uv, UV_RUN_DEFAULT);
  uv_loop_close(&loop->uv);
  free(loop);
}

bool loop_interrupted(const struct loop *loop) {
  return loop->interrupted;
}

void loop_limit_jobs(struct loop *loop, size_t jobs) {
  loop->jobs = jobs;
}

size_t loop_jobs(const struct loop *loop) {
  return loop->jobs != 0 ? loop->jobs : uv_available_parallelism();
}

/* ---- commands ---- */

struct child {
  uv_process_t process;
  uv_pipe_t error_pipe;
  uv_timer_t deadline;
  struct children *all;
  struct command *command;
  size_t text_len;
  int open_handles; /* finished when all three are closed */
  bool running;
};

struct children {
  struct loop *loop;
  struct child *children;
  struct command *commands;
  size_t count;
  size_t started;
  size_t unfinished;
  int result;
};

static void start_next(struct children *all);

static void kill_all(struct children *all) {
  for (size_t i = 0; i < all->started; i++) {
    struct child *child = &all->children[i];
    if (child->running)
      kill(-child->process.pid, SIGTERM);
  }
}

static void on_signal(uv_signal_t *handle, int signal_number) {
  (void)signal_number;
  struct loop *loop = handle->loop->data;
  loop->interrupted = true;
  if (loop->children != NULL) {
    loop->children->result = -ECANCELED;
    kill_all(loop->children);
  }
}

static void on_closed(uv_handle_t *handle) {
  struct child *child = handle->data;
  if (--child->open_handles > 0)
    return;
  child->all->unfinished--;
  start_next(child->all);
}

static void on_exit_status(uv_process_t *process, int64_t status, int signal) {
  struct child *child = process->data;
  child->running = false;
  child->command->exit_status = signal != 0 ? -1 : (int)status;
  if (child->command->exit_status != 0 && child->all->result == 0)
    child->all->result = -ECHILD;
  uv_close((uv_handle_t *)process, on_closed);
  uv_close((uv_handle_t *)&child->deadline, on_closed);
}

/* It may be stopped, and would not hear of another signal. */
static void on_deadline(uv_timer_t *deadline) {
  struct child *child = deadline->data;
  child->command->is_overdue = true;
  kill(-child->process.pid, SIGKILL);
}

static void on_buffer(uv_handle_t *handle, size_t wanted, uv_buf_t *buffer) {
  struct child *child = handle->data;
  char *text =
      realloc(child->command->error_text, child->text_len + wanted + 1);
  if (text == NULL) {
    child->all->result = -ENOMEM;   /* not its exit status, after SIGPIPE */
    *buffer = uv_buf_init(NULL, 0); /* libuv then reports ENOBUFS */
    return;
  }
  child->command->error_text = text;
  *buffer = uv_buf_init(text + child->text_len, (unsigned)wanted);
}

static void on_text(uv_stream_t *stream, ssize_t count,
                    const uv_buf_t *buffer) {
  (void)buffer;
  struct child *child = stream->data;
  if (count > 0)
    child->text_len += (size_t)count;
  if (child->command->error_text != NULL)
    child->command->error_text[child->text_len] = '\0';
  if (count < 0)
    uv_close((uv_handle_t *)stream, on_closed);
}

static int spawn(struct child *child) {
  uv_loop_t *uv = &child->all->loop->uv;
  uv_stdio_container_t stdio[3] = {
      {.flags = UV_IGNORE},
      {.flags = UV_IGNORE},
      {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
       .data.stream = (uv_stream_t *)&child->error_pipe}};
  uv_process_options_t options = {.exit_cb = on_exit_status,
                                  .file = child->command->argv[0],
                                  .args = (char **)child->command->argv,
                                  .flags = UV_PROCESS_DETACHED,
                                  .stdio_count = 3,
                                  .stdio = stdio};
  uv_pipe_init(uv, &child->error_pipe, 0);
  child->error_pipe.data = child;
  child->process.data = child;
  uv_timer_init(uv, &child->deadline);
  child->deadline.data = child;
  child->open_handles = 3;
  int status = uv_spawn(uv, &child->process, &options);
  if (status != 0) {
    uv_close((uv_handle_t *)&child->process, on_closed);
    uv_close((uv_handle_t *)&child->error_pipe, on_closed);
    uv_close((uv_handle_t *)&child->deadline, on_closed);
    return status;
  }
  child->running = true;
  if (child->command->seconds_max > 0)
    uv_timer_start(&child->deadline, on_deadline,
                   (uint64_t)child->command->seconds_max * 1000, 0);
  return uv_read_start((uv_stream_t *)&child->error_pipe, on_buffer, on_text);
}

static void start_next(struct children *all) {
  if (all->started == all->count || all->result != 0)
    return;
  struct child *child = &all->children[all->started];
  child->all = all;
  child->command = &all->commands[all->started];
  all->started++;
  all->unfinished++;
  int status = spawn(child);
  if (status != 0 && all->result == 0)
    all->result = status;
}

void loop_watch_commands(struct loop *loop,
                         void (*watch)(void *arg, size_t ended, size_t count),
                         void *arg) {
  loop->watch = watch;
  loop->watch_arg = arg;
}

/* It has ended a wait, which is all. */
static void on_tick(uv_timer_t *tick) {
  (void)tick;
}

int loop_run_commands(struct loop *loop, struct command *commands,
                      size_t count) {
  size_t jobs = loop_jobs(loop);
  struct children all = {.loop = loop, .commands = commands, .count = count};
  for (size_t i = 0; i < count; i++) {
    commands[i].exit_status = -1;
    commands[i].is_overdue = false;
    commands[i].error_text = NULL;
  }
  if (loop->interrupted)
    return -ECANCELED;
  all.children = calloc(count == 0 ? 1 : count, sizeof(*all.children));
  if (all.children == NULL)
    return -ENOMEM;
  loop->children = &all;
  if (loop->watch != NULL)
    uv_timer_start(&loop->tick, on_tick, TICK_MS, TICK_MS);
  for (size_t i = 0; i < jobs && i < count; i++)
    start_next(&all);
  while (all.unfinished > 0) {
    if (loop->watch != NULL)
      loop->watch(loop->watch_arg, all.started - all.unfinished, count);
    uv_run(&loop->uv, UV_RUN_ONCE);
  }
  uv_timer_stop(&loop->tick);
  loop->children = NULL;
  free(all.children);
  for (size_t i = 0; i < count; i++) {
    if (commands[i].error_text == NULL)
      commands[i].error_text = strdup("");
    if (commands[i].error_text == NULL)
      all.result = -ENOMEM;
  }
  return loop->interrupted ? -ECANCELED : all.result;
}

/* ---- batches ---- */

struct batches {
  bool (*batch)(void *arg);
  void *arg;
  struct loop *loop;
};

static void on_idle(uv_idle_t *idle) {
  struct batches *batches = idle->data;
  if (batches->loop->interrupted || !batches->batch(batches->arg))
    uv_close((uv_handle_t *)idle, NULL);
}

int loop_run_batches(struct loop *loop, bool (*batch)(void *arg), void *arg) {
  struct batches batches = {batch, arg, loop};
  uv_idle_t idle;
  uv_idle_init(&loop->uv, &idle);
  idle.data = &batches;
  uv_idle_start(&idle, on_idle);
  uv_run(&loop->uv, UV_RUN_DEFAULT);
  return loop->interrupted ? -ECANCELED : 0;
}
