/* SPDX-License-Identifier: BSD-3-Clause */
/* Zephyr's kernel as the shims have it: what does not hold ends the device with
 * the line. */
#include <assert.h>
#include <string.h>

#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>
#include <zephyr/net/socket.h>

LOG_MODULE_REGISTER(primitives);

K_SEM_DEFINE(go, 0, 2);
K_MUTEX_DEFINE(lock);
K_MSGQ_DEFINE(queue, sizeof(int), 2, 4);
K_THREAD_STACK_DEFINE(stack, 512);
static struct k_thread helper;
static int started_at_ms = -1, steps;

static void early(void *p1, void *p2, void *p3) {
  assert(p1 == &steps && p2 == NULL && p3 == NULL);
  started_at_ms = k_uptime_get();
}

K_THREAD_DEFINE(early_id, 512, early, &steps, NULL, NULL, 5, 0, 30);

static k_tid_t begin(k_thread_entry_t entry, k_timeout_t delay) {
  return k_thread_create(&helper, stack, K_THREAD_STACK_SIZEOF(stack), entry,
                         NULL, NULL, NULL, K_PRIO_COOP(1), 0, delay);
}

static void check_time(void) {
  int64_t mark = k_uptime_get();
  k_msleep(25);
  assert(k_uptime_delta(&mark) >= 25 && started_at_ms == -1);
  k_sleep(K_MSEC(10));
  assert(started_at_ms >= 30 && started_at_ms < 35);
  assert(K_TIMEOUT_EQ(K_SECONDS(1), K_MSEC(1000)));
  assert(K_USEC(101).ticks == 2);
}

static void giver(void *p1, void *p2, void *p3) {
  k_sleep(K_MSEC(20));
  k_sem_give(&go);
}

static void check_semaphores(void) {
  assert(k_sem_take(&go, K_NO_WAIT) == -EBUSY);
  assert(k_sem_take(&go, K_MSEC(5)) == -EAGAIN);
  k_tid_t thread = begin(giver, K_FOREVER);
  assert(k_sem_take(&go, K_MSEC(50)) == -EAGAIN);
  k_thread_start(thread);
  int64_t mark = k_uptime_get();
  assert(k_sem_take(&go, K_FOREVER) == 0 && k_uptime_delta(&mark) >= 20);
  assert(k_thread_join(thread, K_FOREVER) == 0);
  k_sem_give(&go);
  k_sem_give(&go);
  k_sem_give(&go);
  assert(k_sem_count_get(&go) == 2);
  k_sem_reset(&go);
  assert(k_sem_count_get(&go) == 0);
  assert(k_sem_init(&go, 3, 2) == -EINVAL);
}

static void locker(void *p1, void *p2, void *p3) {
  assert(k_mutex_lock(&lock, K_NO_WAIT) == -EBUSY);
  assert(k_mutex_lock(&lock, K_MSEC(5)) == -EAGAIN);
  assert(k_mutex_unlock(&lock) == -EPERM);
  assert(k_mutex_lock(&lock, K_FOREVER) == 0);
  steps = 7;
  k_mutex_unlock(&lock);
}

static void check_mutexes(void) {
  k_mutex_lock(&lock, K_FOREVER);
  k_mutex_lock(&lock, K_FOREVER);
  begin(locker, K_NO_WAIT);
  k_msleep(10);
  k_mutex_unlock(&lock);
  k_msleep(10);
  assert(steps == 0);
  k_mutex_unlock(&lock);
  assert(k_thread_join(&helper, K_SECONDS(1)) == 0 && steps == 7);
  assert(k_mutex_unlock(&lock) == -EINVAL);
}

static void taker(void *p1, void *p2, void *p3) {
  int seen;
  for (int i = 0; i < 4; i++)
    assert(k_msgq_get(&queue, &seen, K_FOREVER) == 0 && seen == i);
  k_sleep(K_FOREVER);
}

static void check_queues(void) {
  int seen = 0;
  assert(k_msgq_get(&queue, &seen, K_NO_WAIT) == -ENOMSG);
  assert(k_msgq_get(&queue, &seen, K_MSEC(1)) == -EAGAIN);
  begin(taker, K_MSEC(10));
  assert(k_thread_join(&helper, K_NO_WAIT) == -EBUSY);
  for (int i = 0; i < 4; i++) {
    assert(k_msgq_put(&queue, &i, K_FOREVER) == 0);
    if (i == 1)
      assert(k_msgq_put(&queue, &i, K_NO_WAIT) == -ENOMSG);
  }
  k_msleep(5);
  assert(k_msgq_num_used_get(&queue) == 0);
  assert(k_thread_join(&helper, K_MSEC(5)) == -EAGAIN);
  k_thread_abort(&helper);
  assert(k_thread_join(&helper, K_FOREVER) == 0);
  k_msgq_put(&queue, &seen, K_NO_WAIT);
  assert(k_msgq_peek(&queue, &seen) == 0 && k_msgq_num_free_get(&queue) == 1);
  k_msgq_purge(&queue);
  assert(k_msgq_num_free_get(&queue) == 2);
}

static void check_config(void) {
  assert(CONFIG_MY_NUMBER == 0x10 && strcmp(CONFIG_MY_TEXT, "a b") == 0);
  assert(IS_ENABLED(CONFIG_LOG) && !IS_ENABLED(CONFIG_MY_SWITCH));
  assert(ETIMEDOUT == 116 && EADDRINUSE == 112);
#if defined(CONFIG_MY_SWITCH) || defined(ESP_PLATFORM) || !defined(__ZEPHYR__)
#error "not the names of a prj.conf"
#endif
}

/* As many as there are contexts; the device's ENOENT is lwIP's ENFILE. */
static void check_sockets(void) {
  int first = zsock_socket(AF_INET, SOCK_STREAM, IPPROTO_TCP), count = 1;
  int last = first, fd;
  while ((fd = zsock_socket(AF_INET, SOCK_DGRAM, 0)) >= 0) {
    last = fd;
    count++;
  }
  assert(errno == ENFILE);
  printk("%d sockets, then %d\n", count, errno);
  for (fd = first; fd <= last; fd++)
    zsock_close(fd);
}

int main(void) {
  k_thread_name_set(NULL, "mine");
  assert(strcmp(k_thread_name_get(k_current_get()), "mine") == 0);
  check_time();
  check_semaphores();
  check_mutexes();
  check_queues();
  check_config();
  check_sockets();
  LOG_INF("all hold");
  LOG_DBG("is not told at this level");
  return 0;
}
