/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: tasks and time for lwIP's unit tests. See unit_host.h. */
#include "unit_host.h"

#include <stdio.h>
#include <stdlib.h>

#include "unit_time.h"
#include "world/coroutine.h"

#define NS_PER_MS INT64_C(1000000)

struct task {
  struct image_task shared; /* first: the image's view */
  struct task *next;        /* in the order in which they were started */
  struct coroutine coroutine;
  int64_t deadline_ns; /* IMAGE_NEVER: only a wake makes it ready */
  uint64_t ready_at;   /* its place in the queue; 0: not ready */
  bool woken;
};

struct host {
  struct image_task *current;
  struct task *tasks;
  struct stack_pool stacks;
  uint64_t ready_count;
  uint32_t random_state;
};

/* One process is one host, and lwIP's test variables are global as well. */
static struct host host;
uint32_t lwip_sys_now;

static void make_ready(struct task *task) {
  if (task->ready_at == 0)
    task->ready_at = ++host.ready_count;
}

/* ---- services ---- */

static int64_t now_ns(void *arg) {
  (void)arg;
  return lwip_sys_now * NS_PER_MS;
}

/* A fixed sequence (Knuth's constants): a failure must come again. */
static uint32_t next_random(void *arg) {
  struct host *self = arg;
  self->random_state = self->random_state * 1664525u + 1013904223u;
  return self->random_state ^ (self->random_state >> 16);
}

static struct image_task *task_start(void *arg, const char *name, int owner,
                                     void (*entry)(void *arg),
                                     void *entry_arg) {
  struct host *self = arg;
  (void)name;
  struct task *task = calloc(1, sizeof(*task));
  if (task == NULL ||
      coroutine_init(&task->coroutine, &self->stacks, entry, entry_arg) != 0) {
    free(task);
    return NULL;
  }
  struct task **link = &self->tasks;
  while (*link != NULL)
    link = &(*link)->next;
  *link = task;
  task->shared.owner = owner;
  task->deadline_ns = IMAGE_NEVER;
  make_ready(task);
  return &task->shared;
}

static bool task_wait(void *arg, int64_t deadline_ns) {
  struct task *task = (struct task *)((struct host *)arg)->current;
  task->woken = false;
  task->deadline_ns = deadline_ns;
  coroutine_yield(&task->coroutine);
  task->deadline_ns = IMAGE_NEVER;
  return task->woken;
}

static void task_wake(void *arg, struct image_task *woken) {
  (void)arg;
  struct task *task = (struct task *)woken;
  task->woken = true;
  make_ready(task);
}

/* Processor time, frames and events are the simulator's; the tests of lwIP
 * bring their own netifs and look at lwIP only. */
static void work(void *arg, enum image_work kind) {
  (void)arg;
  (void)kind;
}

static void event(void *arg, const struct image_event *reported) {
  (void)arg;
  (void)reported;
}

__attribute__((noreturn)) static void fatal(void *arg, const char *text,
                                            const char *file, int line) {
  (void)arg;
  fprintf(stderr, "%s (%s:%d)\n", text, file, line);
  abort();
}

static void frame_send(void *arg, const void *frame, size_t len) {
  (void)frame;
  (void)len;
  fatal(arg, "there is no switch", __FILE__, __LINE__);
}

static void *heap_get(void *arg, size_t size) {
  (void)arg;
  return malloc(size);
}

static void heap_put(void *arg, void *memory) {
  (void)arg;
  free(memory);
}

const struct image_services *unit_host_services(void) {
  static const struct image_services services = {.host = &host,
                                                 .current = &host.current,
                                                 .now_ns = now_ns,
                                                 .random = next_random,
                                                 .task_start = task_start,
                                                 .task_wait = task_wait,
                                                 .task_wake = task_wake,
                                                 .work = work,
                                                 .frame_send = frame_send,
                                                 .event = event,
                                                 .fatal = fatal,
                                                 .heap_get = heap_get,
                                                 .heap_put = heap_put};
  return &services;
}

/* ---- running ---- */

/* First come, first served. */
static struct task *first_ready(void) {
  struct task *first = NULL;
  for (struct task *task = host.tasks; task != NULL; task = task->next) {
    if (task->ready_at != 0 &&
        (first == NULL || task->ready_at < first->ready_at))
      first = task;
  }
  return first;
}

/* Time goes on to the next deadline; those that it reaches are ready. */
static void jump(void) {
  int64_t next_ns = IMAGE_NEVER;
  for (struct task *task = host.tasks; task != NULL; task = task->next) {
    if (task->deadline_ns < next_ns)
      next_ns = task->deadline_ns;
  }
  if (next_ns == IMAGE_NEVER)
    fatal(&host, "every task waits for ever", __FILE__, __LINE__);
  if (next_ns > now_ns(&host))
    lwip_sys_now = (uint32_t)((next_ns + NS_PER_MS - 1) / NS_PER_MS);
  for (struct task *task = host.tasks; task != NULL; task = task->next) {
    if (task->deadline_ns <= next_ns)
      make_ready(task);
  }
}

static void task_end(struct task *ended) {
  struct task **link = &host.tasks;
  while (*link != ended)
    link = &(*link)->next;
  *link = ended->next;
  coroutine_done(&ended->coroutine, &host.stacks);
  free(ended);
}

void unit_host_run(void (*entry)(void *arg)) {
  struct image_task *root =
      task_start(&host, "tests", OWNER_STACK, entry, NULL);
  if (root == NULL)
    fatal(&host, "no memory for a task", __FILE__, __LINE__);
  for (;;) {
    struct task *task = first_ready();
    if (task == NULL) {
      jump();
      continue;
    }
    task->ready_at = 0;
    host.current = &task->shared;
    coroutine_resume(&task->coroutine);
    host.current = NULL;
    if (!task->coroutine.finished)
      continue;
    bool over = &task->shared == root;
    task_end(task);
    if (over)
      return;
  }
}
