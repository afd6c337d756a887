/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: Zephyr's threads and clock (zephyr/kernel.h), which are
 * FreeRTOS's tasks underneath (task.c). */
#include <zephyr/kernel.h>

#include <stdio.h>
#include <string.h>

#include "freertos/task.h"

#include "shims/shims.h"
#include "shims/zephyr.h"

static struct k_thread *threads; /* that have not ended */

/* ---- time ---- */

int64_t shim_zephyr_deadline(k_timeout_t timeout) {
  if (timeout.ticks < 0)
    return IMAGE_NEVER;
  return shim_now_ns() + timeout.ticks * SHIM_TICK_US * NS_PER_US;
}

int32_t k_sleep(k_timeout_t timeout) {
  shim_work();
  port_sleep_until(shim_zephyr_deadline(timeout));
  port_task_end_if_over();
  return 0;
}

int32_t k_msleep(int32_t ms) {
  return k_sleep(K_MSEC(ms));
}

int32_t k_usleep(int32_t us) {
  return k_sleep(K_USEC(us));
}

void k_busy_wait(uint32_t us) {
  k_sleep(K_USEC(us));
}

void k_yield(void) {
  k_sleep(K_TICKS(0));
}

int64_t k_uptime_get(void) {
  shim_work();
  return shim_uptime_ns() / NS_PER_MS;
}

uint32_t k_uptime_get_32(void) {
  return (uint32_t)k_uptime_get();
}

int64_t k_uptime_delta(int64_t *reference_ms) {
  int64_t now_ms = k_uptime_get(), delta_ms = now_ms - *reference_ms;
  *reference_ms = now_ms;
  return delta_ms;
}

int64_t k_uptime_ticks(void) {
  shim_work();
  return shim_uptime_ns() / NS_PER_US / SHIM_TICK_US;
}

/* ---- memory ---- */

void *k_malloc(size_t size) {
  return workload_malloc(size);
}

void *k_calloc(size_t count, size_t size) {
  return workload_calloc(count, size);
}

void k_free(void *memory) {
  workload_free(memory);
}

/* ---- threads ---- */

static struct wait_list *list(struct shim_waiters *waiters) {
  return (struct wait_list *)waiters;
}

static bool is_there(const struct k_thread *thread) {
  const struct k_thread *at = threads;
  while (at != NULL && at != thread)
    at = at->next;
  return at != NULL;
}

static void ended(struct k_thread *thread) {
  struct k_thread **link = &threads;
  while (*link != NULL && *link != thread)
    link = &(*link)->next;
  if (*link == NULL)
    return;
  *link = thread->next;
  thread->task = NULL;
  port_wake_first(list(&thread->joiners));
}

static void run(void *arg) {
  struct k_thread *thread = arg;
  while (thread->delay.ticks < 0)
    port_wait_on(list(&thread->starts), IMAGE_NEVER);
  if (thread->delay.ticks > 0)
    k_sleep(thread->delay);
  thread->entry(thread->p1, thread->p2, thread->p3);
  ended(thread);
}

static k_tid_t begin(struct k_thread *thread) {
  TaskHandle_t task;
  thread->next = threads;
  threads = thread;
  if (xTaskCreate(run, thread->name, 0, thread, 0, &task) != pdPASS)
    port_assert_failed("no memory for a thread", __FILE__, __LINE__);
  thread->task = task;
  return thread;
}

k_tid_t k_thread_create(struct k_thread *thread, k_thread_stack_t *stack,
                        size_t stack_octets, k_thread_entry_t entry, void *p1,
                        void *p2, void *p3, int priority, uint32_t options,
                        k_timeout_t delay) {
  (void)stack;
  (void)stack_octets;
  (void)priority;
  (void)options;
  if (is_there(thread))
    shim_panic(__FILE__, __LINE__, "k_thread_create of a thread that runs");
  *thread = (struct k_thread){
      .entry = entry, .p1 = p1, .p2 = p2, .p3 = p3, .delay = delay};
  snprintf(thread->name, sizeof(thread->name), "thread");
  return begin(thread);
}

void shim_zephyr_define(const struct shim_thread_define *define) {
  struct k_thread *thread = define->thread;
  if (is_there(thread))
    return; /* a consumer that is set up again */
  *thread = (struct k_thread){.entry = define->entry,
                              .p1 = define->p1,
                              .p2 = define->p2,
                              .p3 = define->p3,
                              .delay = K_MSEC(define->delay_ms)};
  snprintf(thread->name, sizeof(thread->name), "%s", define->name);
  begin(thread);
}

void k_thread_start(k_tid_t thread) {
  if (thread->delay.ticks < 0)
    thread->delay = K_NO_WAIT;
  port_wake_first(list(&thread->starts));
}

/* It ends at its next call (task.c). */
void k_thread_abort(k_tid_t thread) {
  TaskHandle_t task = thread->task;
  if (!is_there(thread))
    return;
  ended(thread);
  vTaskDelete(task);
}

int k_thread_join(struct k_thread *thread, k_timeout_t timeout) {
  int64_t deadline_ns = shim_zephyr_deadline(timeout);
  shim_work();
  while (is_there(thread)) {
    if (shim_now_ns() >= deadline_ns)
      return timeout.ticks == 0 ? -EBUSY : -EAGAIN;
    port_wait_on(list(&thread->joiners), deadline_ns);
  }
  port_wake_first(list(&thread->joiners)); /* the next one that joins */
  return 0;
}

int k_thread_name_set(k_tid_t thread, const char *name) {
  thread = thread == NULL ? k_current_get() : thread;
  snprintf(thread->name, sizeof(thread->name), "%s", name);
  return 0;
}

const char *k_thread_name_get(k_tid_t thread) {
  return thread->name;
}

/* The entry's own task has no struct until somebody asks for it. */
k_tid_t k_current_get(void) {
  TaskHandle_t task = xTaskGetCurrentTaskHandle();
  struct k_thread *at = threads;
  while (at != NULL && at->task != task)
    at = at->next;
  if (at != NULL)
    return at;
  at = shim_get(sizeof(*at));
  at->task = task;
  at->next = threads;
  snprintf(at->name, sizeof(at->name), "main");
  return threads = at;
}
