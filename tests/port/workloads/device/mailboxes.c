/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: lwIP's operating system layer, as lwip/sys.h promises it.
 * Asserts; a log line says that everything was reached. */
#include "sockfit/workload.h"

#include "lwip/sys.h"

static void exact_size(void) {
  sys_mbox_t mbox;
  int message = 0;
  LWIP_ASSERT("made", sys_mbox_new(&mbox, 3) == ERR_OK);
  for (int i = 0; i < 3; i++)
    LWIP_ASSERT("fits", sys_mbox_trypost(&mbox, &message) == ERR_OK);
  LWIP_ASSERT("the fourth does not",
              sys_mbox_trypost(&mbox, &message) == ERR_MEM);
  for (int i = 0; i < 3; i++)
    LWIP_ASSERT("is there", sys_arch_mbox_tryfetch(&mbox, NULL) == 0);
  LWIP_ASSERT("empty", sys_arch_mbox_tryfetch(&mbox, NULL) == SYS_MBOX_EMPTY);
  sys_mbox_free(&mbox);
}

static void in_order(void) {
  sys_mbox_t mbox;
  int messages[5];
  sys_mbox_new(&mbox, 2);
  for (int i = 0; i < 5; i++) { /* around the ring more than once */
    void *got;
    sys_mbox_post(&mbox, &messages[i]);
    sys_arch_mbox_fetch(&mbox, &got, 0);
    LWIP_ASSERT("first in, first out", got == &messages[i]);
  }
  sys_mbox_free(&mbox);
}

static void timeouts(void) {
  sys_mbox_t mbox;
  sys_sem_t sem;
  void *got = &got;
  sys_mbox_new(&mbox, 1);
  sys_sem_new(&sem, 0);
  int64_t began_ns = workload_now_ns();
  LWIP_ASSERT("times out",
              sys_arch_mbox_fetch(&mbox, &got, 250) == SYS_ARCH_TIMEOUT);
  LWIP_ASSERT("nothing came", got == NULL);
  LWIP_ASSERT("after exactly 250 ms",
              workload_now_ns() - began_ns == INT64_C(250000000));
  began_ns = workload_now_ns();
  LWIP_ASSERT("times out", sys_arch_sem_wait(&sem, 40) == SYS_ARCH_TIMEOUT);
  LWIP_ASSERT("after exactly 40 ms",
              workload_now_ns() - began_ns == INT64_C(40000000));
  sys_sem_signal(&sem);
  LWIP_ASSERT("a signal is kept", sys_arch_sem_wait(&sem, 1) == 0);
  sys_sem_free(&sem);
  sys_mbox_free(&mbox);
}

/* ---- several tasks ---- */

struct shared {
  sys_sem_t go;
  sys_mutex_t mutex;
  sys_mbox_t mbox;
  int order[3];
  int arrived;
  int inside;
  int done;
};

static struct shared shared;

static void waits_its_turn(void *arg) {
  int number = *(int *)arg;
  sys_arch_sem_wait(&shared.go, 0);
  shared.order[shared.arrived++] = number;
  sys_mutex_lock(&shared.mutex);
  LWIP_ASSERT("one at a time", shared.inside++ == 0);
  workload_sleep_ms(5);
  shared.inside--;
  sys_mutex_unlock(&shared.mutex);
  shared.done++;
}

static void posts_when_full(void *arg) {
  (void)arg;
  sys_mbox_post(&shared.mbox, &shared.order[0]);
  sys_mbox_post(&shared.mbox, &shared.order[1]); /* waits for room */
  shared.done++;
}

static void several_tasks(const struct workload *w) {
  static int numbers[3] = {0, 1, 2};
  void *got;
  sys_sem_new(&shared.go, 0);
  sys_mutex_new(&shared.mutex);
  sys_mbox_new(&shared.mbox, 1);
  for (int i = 0; i < 3; i++)
    workload_task(w, "turn", waits_its_turn, &numbers[i]);
  workload_sleep_ms(1);
  for (int i = 0; i < 3; i++)
    sys_sem_signal(&shared.go);
  workload_sleep_ms(100);
  LWIP_ASSERT("all went through", shared.done == 3);
  for (int i = 0; i < 3; i++)
    LWIP_ASSERT("first come, first served", shared.order[i] == i);
  workload_task(w, "poster", posts_when_full, NULL);
  workload_sleep_ms(10);
  LWIP_ASSERT("the second post waits", shared.done == 3);
  sys_arch_mbox_fetch(&shared.mbox, &got, 0);
  LWIP_ASSERT("oldest first", got == &shared.order[0]);
  workload_sleep_ms(10);
  LWIP_ASSERT("then it has room", shared.done == 4);
  sys_arch_mbox_fetch(&shared.mbox, &got, 0);
  LWIP_ASSERT("and comes next", got == &shared.order[1]);
}

void mailboxes_main(const struct workload *w);
void mailboxes_main(const struct workload *w) {
  exact_size();
  in_order();
  timeouts();
  several_tasks(w);
  workload_log(w, 'I', "mailboxes", "everything held");
}
