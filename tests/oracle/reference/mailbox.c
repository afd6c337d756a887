/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle, reference: mailboxes of the size that lwIP asks for, in place
 * of the unix port's, which all hold 128 messages. Linked with --wrap. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "lwip/sys.h"

struct box {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int size, used, first;
  void *messages[];
};

static struct box *box_of(sys_mbox_t *mbox) {
  return (struct box *)(void *)*mbox;
}

err_t __wrap_sys_mbox_new(sys_mbox_t *mbox, int size);
err_t __wrap_sys_mbox_new(sys_mbox_t *mbox, int size) {
  LWIP_ASSERT("a mailbox has a size", size > 0);
  struct box *box =
      calloc(1, sizeof(*box) + (size_t)size * sizeof(box->messages[0]));
  pthread_condattr_t attributes;
  if (box == NULL)
    return ERR_MEM;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&box->changed, &attributes);
  pthread_condattr_destroy(&attributes);
  pthread_mutex_init(&box->mutex, NULL);
  box->size = size;
  *mbox = (sys_mbox_t)(void *)box;
  return ERR_OK;
}

void __wrap_sys_mbox_free(sys_mbox_t *mbox);
void __wrap_sys_mbox_free(sys_mbox_t *mbox) {
  struct box *box = box_of(mbox);
  LWIP_ASSERT("a mailbox is empty in the end", box->used == 0);
  pthread_cond_destroy(&box->changed);
  pthread_mutex_destroy(&box->mutex);
  free(box);
}

static void put(struct box *box, void *message) {
  box->messages[(box->first + box->used++) % box->size] = message;
  pthread_cond_broadcast(&box->changed);
}

static void *take(struct box *box) {
  void *message = box->messages[box->first];
  box->first = (box->first + 1) % box->size;
  box->used--;
  pthread_cond_broadcast(&box->changed);
  return message;
}

err_t __wrap_sys_mbox_trypost(sys_mbox_t *mbox, void *message);
err_t __wrap_sys_mbox_trypost(sys_mbox_t *mbox, void *message) {
  struct box *box = box_of(mbox);
  pthread_mutex_lock(&box->mutex);
  err_t result = box->used < box->size ? ERR_OK : ERR_MEM;
  if (result == ERR_OK)
    put(box, message);
  pthread_mutex_unlock(&box->mutex);
  return result;
}

void __wrap_sys_mbox_post(sys_mbox_t *mbox, void *message);
void __wrap_sys_mbox_post(sys_mbox_t *mbox, void *message) {
  struct box *box = box_of(mbox);
  pthread_mutex_lock(&box->mutex);
  while (box->used == box->size)
    pthread_cond_wait(&box->changed, &box->mutex);
  put(box, message);
  pthread_mutex_unlock(&box->mutex);
}

static void give(void **ret_message, void *message) {
  if (ret_message != NULL)
    *ret_message = message;
}

u32_t __wrap_sys_arch_mbox_tryfetch(sys_mbox_t *mbox, void **ret_message);
u32_t __wrap_sys_arch_mbox_tryfetch(sys_mbox_t *mbox, void **ret_message) {
  struct box *box = box_of(mbox);
  u32_t result = SYS_MBOX_EMPTY;
  pthread_mutex_lock(&box->mutex);
  if (box->used > 0) {
    give(ret_message, take(box));
    result = 0;
  }
  pthread_mutex_unlock(&box->mutex);
  return result;
}

/* lwIP's timeout of 0 means to wait for ever. */
u32_t __wrap_sys_arch_mbox_fetch(sys_mbox_t *mbox, void **ret_message,
                                 u32_t timeout_ms);
u32_t __wrap_sys_arch_mbox_fetch(sys_mbox_t *mbox, void **ret_message,
                                 u32_t timeout_ms) {
  struct box *box = box_of(mbox);
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
  until.tv_sec += (time_t)(timeout_ms / 1000) + until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  int late = 0;
  pthread_mutex_lock(&box->mutex);
  while (box->used == 0 && !late) {
    if (timeout_ms == 0)
      pthread_cond_wait(&box->changed, &box->mutex);
    else
      late = pthread_cond_timedwait(&box->changed, &box->mutex, &until) != 0;
  }
  u32_t result = box->used > 0 ? 0 : SYS_ARCH_TIMEOUT;
  give(ret_message, box->used > 0 ? take(box) : NULL);
  pthread_mutex_unlock(&box->mutex);
  return result;
}
