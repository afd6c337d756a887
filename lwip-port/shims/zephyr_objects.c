/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: Zephyr's semaphores, mutexes and message queues
 * (zephyr/kernel.h). What does not come in time is -EAGAIN; without waiting it
 * is -EBUSY, for queues -ENOMSG. */
#include <zephyr/kernel.h>

#include <string.h>

#include "freertos/task.h"

#include "shims/shims.h"
#include "shims/zephyr.h"

static struct wait_list *list(struct shim_waiters *waiters) {
  return (struct wait_list *)waiters;
}

/* Wait until a count is no longer this; false: the time is over. */
static bool wait_until(const uint32_t *count, uint32_t not_this,
                       struct shim_waiters *waiters, k_timeout_t timeout) {
  int64_t deadline_ns = shim_zephyr_deadline(timeout);
  shim_work();
  while (*count == not_this && shim_now_ns() < deadline_ns)
    port_wait_on(list(waiters), deadline_ns);
  return *count != not_this;
}

/* ---- semaphores ---- */

int k_sem_init(struct k_sem *sem, unsigned int initial, unsigned int limit) {
  if (limit == 0 || initial > limit)
    return -EINVAL;
  *sem = (struct k_sem){.count = initial, .limit = limit};
  return 0;
}

int k_sem_take(struct k_sem *sem, k_timeout_t timeout) {
  if (!wait_until(&sem->count, 0, &sem->waiters, timeout))
    return timeout.ticks == 0 ? -EBUSY : -EAGAIN;
  sem->count--;
  return 0;
}

void k_sem_give(struct k_sem *sem) {
  shim_work();
  if (sem->count < sem->limit)
    sem->count++;
  port_wake_first(list(&sem->waiters));
}

/* Those who wait go on waiting; Zephyr would end their waits with -EAGAIN. */
void k_sem_reset(struct k_sem *sem) {
  sem->count = 0;
}

unsigned int k_sem_count_get(struct k_sem *sem) {
  shim_work();
  return sem->count;
}

/* ---- mutexes ---- */

int k_mutex_init(struct k_mutex *mutex) {
  *mutex = (struct k_mutex){0};
  return 0;
}

int k_mutex_lock(struct k_mutex *mutex, k_timeout_t timeout) {
  void *self = xTaskGetCurrentTaskHandle();
  int64_t deadline_ns = shim_zephyr_deadline(timeout);
  shim_work();
  while (mutex->lock_count > 0 && mutex->owner != self &&
         shim_now_ns() < deadline_ns)
    port_wait_on(list(&mutex->waiters), deadline_ns);
  if (mutex->lock_count > 0 && mutex->owner != self)
    return timeout.ticks == 0 ? -EBUSY : -EAGAIN;
  mutex->owner = self;
  mutex->lock_count++;
  return 0;
}

int k_mutex_unlock(struct k_mutex *mutex) {
  shim_work();
  if (mutex->lock_count == 0)
    return -EINVAL;
  if (mutex->owner != xTaskGetCurrentTaskHandle())
    return -EPERM;
  if (--mutex->lock_count == 0)
    port_wake_first(list(&mutex->waiters));
  return 0;
}

/* ---- message queues ---- */

void k_msgq_init(struct k_msgq *queue, char *buffer, size_t msg_size,
                 uint32_t max_msgs) {
  *queue = (struct k_msgq){
      .buffer = buffer, .msg_size = msg_size, .max_msgs = max_msgs};
}

static char *message_at(const struct k_msgq *queue, uint32_t index) {
  return queue->buffer +
         (queue->head + index) % queue->max_msgs * queue->msg_size;
}

int k_msgq_put(struct k_msgq *queue, const void *data, k_timeout_t timeout) {
  if (!wait_until(&queue->used_msgs, queue->max_msgs, &queue->putters, timeout))
    return timeout.ticks == 0 ? -ENOMSG : -EAGAIN;
  memcpy(message_at(queue, queue->used_msgs++), data, queue->msg_size);
  port_wake_first(list(&queue->getters));
  return 0;
}

int k_msgq_get(struct k_msgq *queue, void *ret_data, k_timeout_t timeout) {
  if (!wait_until(&queue->used_msgs, 0, &queue->getters, timeout))
    return timeout.ticks == 0 ? -ENOMSG : -EAGAIN;
  memcpy(ret_data, message_at(queue, 0), queue->msg_size);
  queue->head = (queue->head + 1) % queue->max_msgs;
  queue->used_msgs--;
  port_wake_first(list(&queue->putters));
  return 0;
}

int k_msgq_peek(struct k_msgq *queue, void *ret_data) {
  shim_work();
  if (queue->used_msgs == 0)
    return -ENOMSG;
  memcpy(ret_data, message_at(queue, 0), queue->msg_size);
  return 0;
}

void k_msgq_purge(struct k_msgq *queue) {
  queue->used_msgs = 0;
  port_wake_first(list(&queue->putters));
}

uint32_t k_msgq_num_used_get(struct k_msgq *queue) {
  shim_work();
  return queue->used_msgs;
}

uint32_t k_msgq_num_free_get(struct k_msgq *queue) {
  shim_work();
  return queue->max_msgs - queue->used_msgs;
}
