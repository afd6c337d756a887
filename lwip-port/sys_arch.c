/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: lwIP's operating system layer (lwip/sys.h) on coroutines.
 *
 * Mailboxes hold exactly as many messages as they were made for: the accept
 * and receive mailboxes are limits that a device really has. A message stays
 * in its place until the receiver runs, as in a FreeRTOS queue.
 *
 * With NO_SYS there is one task and none of these; the clock is left. */
#include "lwip/sys.h"

#include <setjmp.h>
#include <stdlib.h>

#include "port.h"

#define NS_PER_MS INT64_C(1000000)

#if !NO_SYS

/* Tasks that wait, first come first served; nodes live on their stacks. */
struct waiter {
  struct image_task *task;
  struct waiter *next;
  bool listed;
};

struct port_sem {
  unsigned count;
  struct wait_list waiters;
};

struct port_mutex {
  struct image_task *holder;
  struct wait_list waiters;
};

struct port_mbox {
  enum port_queue role;
  int capacity;
  int count;
  int head;
  int left_behind;        /* fetchers of a mailbox that is gone */
  struct port_mbox *next; /* in mailboxes */
  struct port_mbox **link;
  struct wait_list fetchers;
  struct wait_list posters;
  void *messages[];
};

static struct port_mbox *mailboxes; /* all of them */
/* Of tcpip_thread's mailbox: who posted each message. No device keeps this, so
 * it is not part of the mailbox, which counts as heap. */
static int *posters;
static bool stack_starts;

static void wait_list_remove(struct wait_list *list, struct waiter *waiter) {
  struct waiter **link = &list->first;
  while (*link != waiter)
    link = &(*link)->next;
  *link = waiter->next;
}

/* True when woken, false when the deadline came first. */
static bool wait_on(struct wait_list *list, int64_t deadline_ns) {
  struct waiter self = {*port_services->current, NULL, true};
  struct waiter **link = &list->first;
  while (*link != NULL)
    link = &(*link)->next;
  *link = &self;
  port_services->task_wait(port_services->host, deadline_ns);
  if (!self.listed)
    return true;
  wait_list_remove(list, &self);
  return false;
}

static void wake_first(struct wait_list *list) {
  struct waiter *first = list->first;
  if (first == NULL)
    return;
  list->first = first->next;
  first->listed = false;
  port_services->task_wake(port_services->host, first->task);
}

bool port_wait_keep(struct wait_list *list, int64_t deadline_ns) {
  return wait_on(list, deadline_ns);
}

bool port_wait_on(struct wait_list *list, int64_t deadline_ns) {
  bool woken = wait_on(list, deadline_ns);
  port_task_end_if_over();
  return woken;
}

void port_wake_first(struct wait_list *list) {
  wake_first(list);
}

/* lwIP gives timeouts in ms, 0 meaning none. */
static int64_t deadline_after(u32_t timeout_ms) {
  if (timeout_ms == 0)
    return IMAGE_NEVER;
  return port_services->now_ns(port_services->host) + timeout_ms * NS_PER_MS;
}

static u32_t ms_since(int64_t from_ns) {
  return (u32_t)((port_services->now_ns(port_services->host) - from_ns) /
                 NS_PER_MS);
}

void sys_init(void) {
}

#endif

u32_t sys_now(void) {
  return (u32_t)(port_services->now_ns(port_services->host) / NS_PER_MS);
}

u32_t sys_jiffies(void) {
  return sys_now();
}

void port_sleep_until(int64_t at_ns) {
  while (port_services->now_ns(port_services->host) < at_ns)
    port_services->task_wait(port_services->host, at_ns);
  port_task_end_if_over();
}

/* ---- tasks ---- */

struct task_start {
  void (*entry)(void *arg);
  void *arg;
  uint32_t life;
};

uint32_t *port_lives;

static uint32_t life_of(int owner) {
  return port_lives == NULL || owner < 0 ? 0 : port_lives[owner];
}

/* A task's own stack frame, to which its end leads from wherever it is. */
static void run_to_end(const struct task_start *start) {
  struct image_task *task = *port_services->current;
  jmp_buf end;
  task->life = start->life;
  task->serves = OWNER_STACK;
  task->end = &end;
  if (setjmp(end) == 0)
    start->entry(start->arg);
}

bool port_task_is_over(void) {
  struct image_task *task = *port_services->current;
  return task != NULL && task->life != life_of(task->owner);
}

void port_task_end_if_over(void) {
  if (port_task_is_over())
    longjmp(*(jmp_buf *)(*port_services->current)->end, 1);
}

/* A task that is over begets no others of a later life. */
static uint32_t life_of_new(int owner) {
  struct image_task *task = *port_services->current;
  return task != NULL && task->owner == owner ? task->life : life_of(owner);
}

static void task_entry(void *arg) {
  struct task_start start = *(struct task_start *)arg;
  port_services->heap_put(port_services->host, arg);
  run_to_end(&start);
#if !NO_SYS
  struct image_task *task = *port_services->current;
  if (task->local != NULL) {
    sys_sem_free((sys_sem_t *)&task->local);
    task->local = NULL;
  }
#endif
}

struct image_task *port_task_start(const char *name, int owner,
                                   void (*entry)(void *arg), void *arg) {
  struct task_start *start = port_own_get_zeroed(1, sizeof(*start));
  if (start == NULL)
    return NULL;
  start->entry = entry;
  start->arg = arg;
  start->life = life_of_new(owner);
  struct image_task *task = port_services->task_start(port_services->host, name,
                                                      owner, task_entry, start);
  if (task == NULL)
    port_services->heap_put(port_services->host, start);
  return task;
}

#if !NO_SYS
sys_thread_t sys_thread_new(const char *name, lwip_thread_fn thread, void *arg,
                            int stacksize, int prio) {
  (void)stacksize;
  (void)prio;
  struct image_task *task =
      port_task_start(name, port_owner(), (void (*)(void *))thread, arg);
  LWIP_ASSERT("sys_thread_new: no memory for a task", task != NULL);
  return task;
}
#endif

int port_owner(void) {
  struct image_task *task = *port_services->current;
  return task == NULL ? OWNER_STACK : task->owner;
}

#if !NO_SYS

sys_sem_t *port_thread_sem(void) {
  struct image_task *task = *port_services->current;
  sys_sem_t *sem = (sys_sem_t *)&task->local;
  if (task->local == NULL && sys_sem_new(sem, 0) != ERR_OK)
    port_fatal("no memory for a thread's semaphore", __FILE__, __LINE__);
  return sem;
}

/* ---- semaphores ---- */

err_t sys_sem_new(sys_sem_t *sem, u8_t count) {
  struct port_sem *made = port_heap_get_zeroed(1, sizeof(*made));
  *sem = made;
  if (made == NULL)
    return ERR_MEM;
  made->count = count;
  return ERR_OK;
}

void sys_sem_free(sys_sem_t *sem) {
  port_heap_put(*sem);
}

void sys_sem_signal(sys_sem_t *sem) {
  (*sem)->count++;
  wake_first(&(*sem)->waiters);
}

u32_t sys_arch_sem_wait(sys_sem_t *sem_at, u32_t timeout_ms) {
  struct port_sem *sem = *sem_at;
  int64_t began_ns = port_services->now_ns(port_services->host);
  int64_t deadline_ns = deadline_after(timeout_ms);
  while (sem->count == 0) {
    if (!wait_on(&sem->waiters, deadline_ns) && sem->count == 0)
      return SYS_ARCH_TIMEOUT;
  }
  sem->count--;
  return ms_since(began_ns);
}

/* ---- mutexes ---- */

err_t sys_mutex_new(sys_mutex_t *mutex) {
  *mutex = port_heap_get_zeroed(1, sizeof(**mutex));
  return *mutex == NULL ? ERR_MEM : ERR_OK;
}

void sys_mutex_free(sys_mutex_t *mutex) {
  port_heap_put(*mutex);
}

void sys_mutex_lock(sys_mutex_t *mutex_at) {
  struct port_mutex *mutex = *mutex_at;
  while (mutex->holder != NULL)
    wait_on(&mutex->waiters, IMAGE_NEVER);
  mutex->holder = *port_services->current;
}

void sys_mutex_unlock(sys_mutex_t *mutex_at) {
  struct port_mutex *mutex = *mutex_at;
  mutex->holder = NULL;
  wake_first(&mutex->waiters);
}

/* ---- mailboxes ---- */

void port_mbox_stack_starts(bool starts) {
  stack_starts = starts;
}

int64_t port_mbox_most(enum port_queue role) {
  int64_t most = 0;
  for (const struct port_mbox *mbox = mailboxes; mbox; mbox = mbox->next) {
    if (mbox->role == role && mbox->count > most)
      most = mbox->count;
  }
  return most;
}

static void mbox_enlist(struct port_mbox *mbox) {
  mbox->next = mailboxes;
  mbox->link = &mailboxes;
  if (mailboxes != NULL)
    mailboxes->link = &mbox->next;
  mailboxes = mbox;
}

static void mbox_delist(struct port_mbox *mbox) {
  *mbox->link = mbox->next;
  if (mbox->next != NULL)
    mbox->next->link = mbox->link;
}

err_t sys_mbox_new(sys_mbox_t *mbox, int size) {
  LWIP_ASSERT("sys_mbox_new: a mailbox needs a size", size > 0);
  struct port_mbox *made = port_heap_get_zeroed(
      1, sizeof(*made) + (size_t)size * sizeof(made->messages[0]));
  *mbox = made;
  if (made == NULL)
    return ERR_MEM;
  made->capacity = size;
  made->role = port_mbox_role(mbox, stack_starts);
  if (made->role == PORT_QUEUE_TCPIP)
    posters = port_own_get_zeroed((size_t)size, sizeof(*posters));
  mbox_enlist(made);
  return ERR_OK;
}

/* Without FULLDUPLEX nobody may wait at a mailbox that is freed, but for the
 * tasks of a workload that is stopped: they end there. */
static void wake_left_behind(struct port_mbox *mbox) {
  while (mbox->fetchers.first != NULL) {
    mbox->left_behind++;
    wake_first(&mbox->fetchers);
  }
}

static void end_if_left_behind(struct port_mbox *mbox) {
  if (mbox->left_behind == 0)
    return;
  LWIP_ASSERT("a mailbox is freed that a task waits at", port_task_is_over());
  if (--mbox->left_behind == 0)
    port_heap_put(mbox);
  port_task_end_if_over();
}

void sys_mbox_free(sys_mbox_t *mbox) {
  LWIP_ASSERT("sys_mbox_free: messages are left", (*mbox)->count == 0);
  mbox_delist(*mbox);
  wake_left_behind(*mbox);
  if ((*mbox)->left_behind == 0)
    port_heap_put(*mbox);
}

static void mbox_put(struct port_mbox *mbox, void *message) {
  int tail = (mbox->head + mbox->count) % mbox->capacity;
  if (mbox->role == PORT_QUEUE_TCPIP)
    port_timers_pass(*port_services->current != NULL);
  mbox->messages[tail] = message;
  if (mbox->role == PORT_QUEUE_TCPIP && posters != NULL)
    posters[tail] = port_owner();
  mbox->count++;
  port_queue_holds(mbox->role, mbox->count);
  wake_first(&mbox->fetchers);
}

static void *mbox_take(struct port_mbox *mbox) {
  void *message = mbox->messages[mbox->head];
  if (mbox->role == PORT_QUEUE_TCPIP && posters != NULL)
    (*port_services->current)->serves = posters[mbox->head];
  mbox->head = (mbox->head + 1) % mbox->capacity;
  mbox->count--;
  wake_first(&mbox->posters);
  return message;
}

err_t sys_mbox_trypost(sys_mbox_t *mbox, void *message) {
  if ((*mbox)->count == (*mbox)->capacity) {
    port_mbox_full((*mbox)->role, mbox, message);
    return ERR_MEM;
  }
  mbox_put(*mbox, message);
  return ERR_OK;
}

err_t sys_mbox_trypost_fromisr(sys_mbox_t *mbox, void *message) {
  return sys_mbox_trypost(mbox, message);
}

void sys_mbox_post(sys_mbox_t *mbox_at, void *message) {
  struct port_mbox *mbox = *mbox_at;
  if (mbox->count == mbox->capacity)
    port_queue_waited(mbox->role);
  while (mbox->count == mbox->capacity)
    wait_on(&mbox->posters, IMAGE_NEVER);
  mbox_put(mbox, message);
}

u32_t sys_arch_mbox_tryfetch(sys_mbox_t *mbox, void **ret_message) {
  if ((*mbox)->count == 0)
    return SYS_MBOX_EMPTY;
  void *message = mbox_take(*mbox);
  if (ret_message != NULL)
    *ret_message = message;
  return 0;
}

u32_t sys_arch_mbox_fetch(sys_mbox_t *mbox_at, void **ret_message,
                          u32_t timeout_ms) {
  struct port_mbox *mbox = *mbox_at;
  int64_t began_ns = port_services->now_ns(port_services->host);
  int64_t deadline_ns = deadline_after(timeout_ms);
  if (mbox->role == PORT_QUEUE_TCPIP)
    (*port_services->current)->serves =
        OWNER_STACK; /* timers, if it times out */
  while (mbox->count == 0) {
    bool woken = wait_on(&mbox->fetchers, deadline_ns);
    end_if_left_behind(mbox);
    if (!woken && mbox->count == 0) {
      if (ret_message != NULL)
        *ret_message = NULL;
      return SYS_ARCH_TIMEOUT;
    }
  }
  void *message = mbox_take(mbox);
  if (ret_message != NULL)
    *ret_message = message;
  return ms_since(began_ns);
}

#endif
