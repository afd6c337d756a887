/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a host: its tasks, its processor and what its image may ask
 * for. See host.h. */
#include "world/host.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "world/lan.h"
#include "world/random.h"

/* A task gives way after this much processor time, a fraction of a tick of
 * FreeRTOS (1 ms); a wait that is over at once still takes 1 us. */
#define SLICE_NS (100 * NS_PER_US)
#define WAIT_LEAST_NS (1 * NS_PER_US)

struct task {
  struct image_task shared; /* first: the image's view */
  struct host *host;
  struct task *next_ready;
  struct task *next; /* in host->tasks */
  struct coroutine coroutine;
  struct timer deadline;
  bool ready;
  bool woken;
  void (*entry)(void *arg);
  void *arg;
};

/* ---- crashes ---- */

/* tcpip_thread works for whoever has sent it a message. */
static int owner_now(const struct host *host) {
  const struct image_task *task = host->current;
  if (task == NULL)
    return OWNER_STACK;
  return task->owner == OWNER_STACK ? task->serves : task->owner;
}

/* A function of its own, below which nothing is left of those that the longjmp
 * skipped: sanitizers look at frames. */
__attribute__((noinline)) static void tell_crash(struct host *host, int owner) {
  struct crash crash = host->guarded.crash; /* telling may enter again */
  host->failed = true;
  host->telling = true;
  host->listener.crashed(host->listener.arg, owner, &crash);
  host->telling = false;
}

/* After every crash_try, in either case: its own code has crashed, or not. */
static bool is_over(struct host *host) {
  bool crashed = crash_over(&host->guarded);
  int owner = owner_now(host);
  if (crashed)
    host->current = NULL;
  if (crashed && !host->failed && !host->guarded.crash.interrupted)
    tell_crash(host, owner);
  host->failed |= crashed && !host->telling;
  return !crashed;
}

bool host_look(struct host *host, void (*look)(void *arg), void *arg) {
  if (!host->on)
    return false;
  if (crash_is_inside(&host->guarded)) {
    look(arg); /* a crash ends what is going on as a whole */
    return true;
  }
  if (crash_try(&host->guarded))
    look(arg);
  return is_over(host);
}

/* ---- turns ---- */

/* At one instant frames come first, then hosts in their order, and of each its
 * tasks in the order in which they were started; tasks from the last rank on
 * share it. */
#define RANKS_OF_HOST 64

static uint32_t next_ranks(struct clock *clock) {
  if (clock->ranks + 2 * RANKS_OF_HOST < TIMERS_RANKS)
    clock->ranks += RANKS_OF_HOST;
  return clock->ranks;
}

static uint32_t rank_of_task(struct host *host) {
  uint32_t number = ++host->task_count;
  return host->ranks + (number < RANKS_OF_HOST ? number : RANKS_OF_HOST - 1);
}

/* ---- the processor ---- */

static bool is_busy(const struct host *host) {
  return host->clock->now_ns < host->busy_until_ns;
}

/* Something is ready: run now, or when the processor is free. */
static void schedule(struct host *host) {
  if (host->failed || host->restarting || host->ready_first == NULL)
    return;
  if (!is_busy(host))
    clock_make_ready(host->clock, &host->runnable);
  else if (!timer_is_set(&host->resume))
    clock_set(host->clock, &host->resume, host->busy_until_ns);
}

static void resume_due(struct timer *timer) {
  struct host *host =
      (struct host *)((char *)timer - offsetof(struct host, resume));
  schedule(host);
}

static void make_task_ready(struct task *task) {
  struct host *host = task->host;
  if (task->ready)
    return;
  task->ready = true;
  task->next_ready = NULL;
  if (host->ready_last == NULL)
    host->ready_first = task;
  else
    host->ready_last->next_ready = task;
  host->ready_last = task;
  if (host->current == NULL) /* otherwise run_slice looks at the queue itself */
    schedule(host);
}

static struct task *take_ready_task(struct host *host) {
  struct task *task = host->ready_first;
  if (task == NULL)
    return NULL;
  host->ready_first = task->next_ready;
  if (host->ready_first == NULL)
    host->ready_last = NULL;
  task->ready = false;
  return task;
}

static void task_free(struct task *task) {
  struct host *host = task->host;
  struct task **link = &host->tasks;
  while (*link != task)
    link = &(*link)->next;
  *link = task->next;
  timers_stop(&host->clock->timers, &task->deadline);
  coroutine_done(&task->coroutine, &host->clock->stacks);
  free(task);
}

/* Turn what was used into a time until which the host is busy. */
static void settle(struct host *host) {
  int64_t from = host->clock->now_ns;
  if (host->busy_until_ns > from)
    from = host->busy_until_ns;
  host->busy_until_ns = from + host->used_ns;
  host->used_ns = 0;
}

static bool slice_is_over(const struct host *host) {
  return host->used_ns >= SLICE_NS ||
         (host->clock->live &&
          clock_live_now_ns(host->clock) - host->slice_began_ns >= SLICE_NS);
}

static void run_tasks(struct host *host) {
  struct task *task;
  if (host->clock->live)
    host->slice_began_ns = clock_live_now_ns(host->clock);
  while (!host->failed && !host->restarting && !slice_is_over(host) &&
         (task = take_ready_task(host)) != NULL) {
    host->current = &task->shared;
    crash_running(&host->guarded, &task->coroutine);
    coroutine_resume(&task->coroutine);
    crash_running(&host->guarded, NULL);
    if (crash_is_found(&host->guarded))
      return; /* current says whose it is */
    host->current = NULL;
    if (task->coroutine.finished)
      task_free(task);
  }
}

/* A slice of what is ready; called by the clock. */
static void run_slice(struct runnable *runnable) {
  struct host *host = (struct host *)runnable;
  if (is_busy(host)) { /* a frame came in meanwhile */
    schedule(host);
    return;
  }
  if (crash_try(&host->guarded))
    run_tasks(host);
  is_over(host);
  settle(host);
  schedule(host);
}

/* ---- services ---- */

static int64_t service_now_ns(void *arg) {
  return ((struct host *)arg)->clock->now_ns;
}

/* Every host has its own stream, made from the seed. */
static uint32_t service_random(void *arg) {
  struct host *host = arg;
  return (uint32_t)(random_next(&host->random_state) >> 32);
}

static void task_entry(void *arg) {
  struct task *task = arg;
  task->entry(task->arg);
}

static void deadline_due(struct timer *timer) {
  struct task *task =
      (struct task *)((char *)timer - offsetof(struct task, deadline));
  make_task_ready(task);
}

static struct image_task *service_task_start(void *arg, const char *name,
                                             int owner,
                                             void (*entry)(void *arg),
                                             void *entry_arg) {
  struct host *host = arg;
  (void)name;
  struct task *task = calloc(1, sizeof(*task));
  if (task == NULL)
    return clock_out_of_memory(host->clock);
  task->shared.owner = owner;
  task->host = host;
  task->entry = entry;
  task->arg = entry_arg;
  task->deadline.due = deadline_due;
  task->deadline.rank = rank_of_task(host);
  if (coroutine_init(&task->coroutine, &host->clock->stacks, task_entry,
                     task) != 0) {
    free(task);
    return clock_out_of_memory(host->clock);
  }
  task->next = host->tasks;
  host->tasks = task;
  make_task_ready(task);
  return &task->shared;
}

static bool service_task_wait(void *arg, int64_t deadline_ns) {
  struct host *host = arg;
  struct task *task = (struct task *)host->current;
  task->woken = false;
  if (deadline_ns != IMAGE_NEVER) {
    int64_t soonest_ns = host->clock->now_ns + WAIT_LEAST_NS;
    clock_set(host->clock, &task->deadline,
              deadline_ns > soonest_ns ? deadline_ns : soonest_ns);
  }
  coroutine_yield(&task->coroutine);
  timers_stop(&host->clock->timers, &task->deadline);
  return task->woken;
}

static void service_task_wake(void *arg, struct image_task *woken) {
  (void)arg;
  struct task *task = (struct task *)woken;
  task->woken = true;
  make_task_ready(task);
}

static void service_work(void *arg, enum image_work work) {
  struct host *host = arg;
  host->used_ns += work == WORK_CALL ? host->call_cost_ns : host->frame_cost_ns;
  if (host->current == NULL || !slice_is_over(host))
    return;
  struct task *task = (struct task *)host->current;
  make_task_ready(task);
  coroutine_yield(&task->coroutine);
}

static void service_frame_send(void *arg, const void *frame, size_t len) {
  struct host *host = arg;
  host->used_ns += host->frame_cost_ns;
  lan_send(host->port, frame, len);
}

static void service_event(void *arg, const struct image_event *event) {
  struct host *host = arg;
  if (event->kind == IMAGE_CALL_FAILED)
    host->used_ns += host->failure_cost_ns;
  host->listener.event(host->listener.arg, event);
}

/* The image is in an unknown state: none of it may run again. */
__attribute__((noreturn)) static void
service_fatal(void *arg, const char *text, const char *file, int line) {
  struct host *host = arg;
  char *message = text_format("%s (%s:%d)", text, file, line);
  host->failed = true;
  host->listener.failed(host->listener.arg, message == NULL ? text : message);
  free(message);
  crash_end(&host->guarded, IMAGE_CRASH_ASSERT, text);
}

__attribute__((noreturn)) static void
service_crash(void *arg, enum image_crash kind, const char *text) {
  crash_end(&((struct host *)arg)->guarded, kind, text);
}

__attribute__((noreturn)) static void service_restart(void *arg) {
  struct host *host = arg;
  host->listener.restarts(host->listener.arg, owner_now(host));
  host->restarting = true;
  for (;;)
    service_task_wait(host, IMAGE_NEVER);
}

/* ---- memory ---- */

static void *service_flash(void *arg, size_t size) {
  struct host *host = arg;
  if (host->flash == NULL)
    host->flash = calloc(1, size);
  return host->flash == NULL ? clock_out_of_memory(host->clock) : host->flash;
}

/* What is more than any device has is refused to it as there. Of anything else
 * it is this machine that has none, which says nothing about the device. */
#define DEVICE_OCTETS_MAX ((size_t)1 << 30)

static void *service_heap_get(void *arg, size_t size) {
  struct host *host = arg;
  if (size > DEVICE_OCTETS_MAX)
    return NULL;
  void *memory = blocks_get(&host->blocks, size);
  return memory == NULL ? clock_out_of_memory(host->clock) : memory;
}

static void service_heap_put(void *arg, void *memory) {
  blocks_put(&((struct host *)arg)->blocks, memory);
}

/* ---- from outside ---- */

int host_init(struct host *host, struct clock *clock, const struct image *image,
              const struct image_config *config,
              const struct host_listener *listener, struct diag *diag) {
  host->clock = clock;
  host->image = image;
  host->runnable.run = run_slice;
  host->ranks = next_ranks(clock);
  host->resume.rank = host->ranks;
  host->resume.due = resume_due;
  host->config = *config;
  host->listener = *listener;
  host->services = (struct image_services){.host = host,
                                           .current = &host->current,
                                           .now_ns = service_now_ns,
                                           .random = service_random,
                                           .task_start = service_task_start,
                                           .task_wait = service_task_wait,
                                           .task_wake = service_task_wake,
                                           .work = service_work,
                                           .frame_send = service_frame_send,
                                           .event = service_event,
                                           .fatal = service_fatal,
                                           .crash = service_crash,
                                           .restart = service_restart,
                                           .flash = service_flash,
                                           .heap_get = service_heap_get,
                                           .heap_put = service_heap_put};
  return host_power_on(host, diag);
}

int host_power_on(struct host *host, struct diag *diag) {
  int status = image_load(host->image, &host->instance, diag);
  Dl_info info;
  host->on = status == 0;
  if (host->on && dladdr(host->instance.interface, &info) != 0)
    host->guarded.code = info.dli_fbase;
  return status;
}

void host_power_off(struct host *host) {
  while (host->tasks != NULL)
    task_free(host->tasks);
  host->ready_first = host->ready_last = NULL;
  if (host->clock != NULL)
    timers_stop(&host->clock->timers, &host->resume);
  if (host->on)
    image_unload(&host->instance);
  blocks_done(&host->blocks);
  host->on = false;
  host->failed = false;
  host->restarting = false;
  host->busy_until_ns = 0;
  host->used_ns = 0;
  host->task_count = 0;
}

void host_start(struct host *host) {
  if (crash_try(&host->guarded))
    host->instance.interface->start(&host->services, &host->config);
  is_over(host);
}

void host_frame_input(void *arg, const void *frame, size_t len) {
  struct host *host = arg;
  if (!host->on || host->failed)
    return;
  host->used_ns += host->frame_cost_ns;
  settle(host);
  if (crash_try(&host->guarded))
    host->instance.interface->frame_input(frame, len);
  is_over(host);
}

/* From outside tasks nothing may run in an image that is off or failed. */
static bool can_call(const struct host *host) {
  return host->on && !host->failed;
}

bool host_refuse(struct host *host, const char *pool, uint32_t nth,
                 uint32_t count) {
  volatile bool known = false; /* kept over a longjmp */
  if (!can_call(host))
    return false;
  if (crash_try(&host->guarded))
    known = host->instance.interface->refuse(pool, nth, count);
  return is_over(host) && known;
}

void host_workload_stop(struct host *host, int owner) {
  if (!can_call(host))
    return;
  if (crash_try(&host->guarded))
    host->instance.interface->workload_stop(owner);
  is_over(host);
}

void host_workload_start(struct host *host, int owner) {
  if (!can_call(host))
    return;
  if (crash_try(&host->guarded))
    host->instance.interface->workload_start(owner);
  is_over(host);
}

void host_link(struct host *host, bool up) {
  if (!can_call(host))
    return;
  if (crash_try(&host->guarded))
    host->instance.interface->link(up);
  is_over(host);
}

void host_stop(struct host *host) {
  if (!can_call(host))
    return;
  if (crash_try(&host->guarded))
    host->instance.interface->stop();
  is_over(host);
}

void host_done(struct host *host) {
  host_power_off(host);
  free(host->flash);
  host->flash = NULL;
}
