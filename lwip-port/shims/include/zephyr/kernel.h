/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: Zephyr's threads on coroutines: priorities, options and
 * stack sizes are taken and have no effect; a thread runs until it waits. Ticks
 * are of 100 us (CONFIG_SYS_CLOCK_TICKS_PER_SEC 10000). No timers, work queues,
 * events, pipes, FIFOs. */
#ifndef SOCKFIT_SHIMS_ZEPHYR_KERNEL_H
#define SOCKFIT_SHIMS_ZEPHYR_KERNEL_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zephyr/sys/printk.h>
#include <zephyr/sys/util.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Time. */
#define SHIM_TICK_US INT64_C(100)
typedef int64_t k_ticks_t;
typedef struct {
  k_ticks_t ticks; /* -1: for ever */
} k_timeout_t;
#define K_TICKS(count) ((k_timeout_t){(k_ticks_t)(count)})
#define K_USEC(us) K_TICKS(((us) + SHIM_TICK_US - 1) / SHIM_TICK_US)
#define K_MSEC(ms) K_TICKS((int64_t)(ms)*1000 / SHIM_TICK_US)
#define K_SECONDS(s) K_MSEC((int64_t)(s)*1000)
#define K_MINUTES(m) K_SECONDS((int64_t)(m)*60)
#define K_HOURS(h) K_MINUTES((int64_t)(h)*60)
#define K_NO_WAIT K_TICKS(0)
#define K_FOREVER K_TICKS(-1)
#define K_TIMEOUT_EQ(a, b) ((a).ticks == (b).ticks)

int32_t k_sleep(k_timeout_t timeout);
int32_t k_msleep(int32_t ms);
int32_t k_usleep(int32_t us);
void k_busy_wait(uint32_t us);
void k_yield(void);
int64_t k_uptime_get(void);
uint32_t k_uptime_get_32(void);
int64_t k_uptime_delta(int64_t *reference_ms);
int64_t k_uptime_ticks(void);

/* Memory. */
void *k_malloc(size_t size);
void *k_calloc(size_t count, size_t size);
void k_free(void *memory);

/* Who waits for an object. */
struct shim_waiters {
  struct waiter *first;
};

/* Threads. */
typedef void (*k_thread_entry_t)(void *p1, void *p2, void *p3);
typedef char k_thread_stack_t;
struct k_thread {
  k_thread_entry_t entry;
  void *p1, *p2, *p3;
  void *task; /* while it is there */
  k_timeout_t delay;
  char name[32];
  struct shim_waiters joiners;
  struct shim_waiters starts;
  struct k_thread *next;
};
typedef struct k_thread *k_tid_t;

#define K_PRIO_COOP(level) (-16 + (level))
#define K_PRIO_PREEMPT(level) (level)
#define K_LOWEST_APPLICATION_THREAD_PRIO 14
#define K_ESSENTIAL 1
#define K_FP_REGS 2
#define K_USER 4
#define K_INHERIT_PERMS 8
#define K_THREAD_STACK_DEFINE(name, size) k_thread_stack_t name[size]
#define K_THREAD_STACK_ARRAY_DEFINE(name, count, size)                         \
  k_thread_stack_t name[count][size]
#define K_THREAD_STACK_SIZEOF(stack) sizeof(stack)
#define K_KERNEL_STACK_DEFINE(name, size) K_THREAD_STACK_DEFINE(name, size)

k_tid_t k_thread_create(struct k_thread *thread, k_thread_stack_t *stack,
                        size_t stack_octets, k_thread_entry_t entry, void *p1,
                        void *p2, void *p3, int priority, uint32_t options,
                        k_timeout_t delay);
void k_thread_start(k_tid_t thread);
void k_thread_abort(k_tid_t thread);
int k_thread_join(struct k_thread *thread, k_timeout_t timeout);
int k_thread_name_set(k_tid_t thread, const char *name);
const char *k_thread_name_get(k_tid_t thread);
k_tid_t k_current_get(void);

/* Started before the entry of its consumer: the linker gathers them. */
struct shim_thread_define {
  struct k_thread *thread;
  const char *name;
  k_thread_entry_t entry;
  void *p1, *p2, *p3;
  int32_t delay_ms;
};
#define K_THREAD_DEFINE(name, stack_octets, function, p1, p2, p3, priority,    \
                        options, delay_ms)                                     \
  static struct k_thread shim_thread_##name;                                   \
  static struct shim_thread_define shim_define_##name = {                      \
      &shim_thread_##name, #name, (function), (p1), (p2), (p3), (delay_ms)};   \
  static struct shim_thread_define *shim_defines_##name                        \
      __attribute__((used, section("sockfit_threads"))) = &shim_define_##name; \
  const k_tid_t name = &shim_thread_##name

/* Semaphores. */
struct k_sem {
  unsigned int count, limit;
  struct shim_waiters waiters;
};
#define K_SEM_MAX_LIMIT 0xffffffffU
#define K_SEM_DEFINE(name, initial, most)                                      \
  struct k_sem name = {(initial), (most), {0}}
int k_sem_init(struct k_sem *sem, unsigned int initial, unsigned int limit);
int k_sem_take(struct k_sem *sem, k_timeout_t timeout);
void k_sem_give(struct k_sem *sem);
void k_sem_reset(struct k_sem *sem);
unsigned int k_sem_count_get(struct k_sem *sem);

/* Mutexes: one thread may lock again. */
struct k_mutex {
  void *owner;
  uint32_t lock_count;
  struct shim_waiters waiters;
};
#define K_MUTEX_DEFINE(name) struct k_mutex name = {0}
int k_mutex_init(struct k_mutex *mutex);
int k_mutex_lock(struct k_mutex *mutex, k_timeout_t timeout);
int k_mutex_unlock(struct k_mutex *mutex);

/* Message queues. */
struct k_msgq {
  char *buffer;
  size_t msg_size;
  uint32_t max_msgs, used_msgs, head;
  struct shim_waiters getters, putters;
};
#define K_MSGQ_DEFINE(name, octets, most, align)                               \
  static char shim_msgq_##name[(octets) * (most)]                              \
      __attribute__((aligned(align)));                                         \
  struct k_msgq name = {shim_msgq_##name, (octets), (most), 0, 0, {0}, {0}}
void k_msgq_init(struct k_msgq *queue, char *buffer, size_t msg_size,
                 uint32_t max_msgs);
int k_msgq_put(struct k_msgq *queue, const void *data, k_timeout_t timeout);
int k_msgq_get(struct k_msgq *queue, void *ret_data, k_timeout_t timeout);
int k_msgq_peek(struct k_msgq *queue, void *ret_data);
void k_msgq_purge(struct k_msgq *queue);
uint32_t k_msgq_num_used_get(struct k_msgq *queue);
uint32_t k_msgq_num_free_get(struct k_msgq *queue);

#ifdef __cplusplus
}
#endif

#endif
