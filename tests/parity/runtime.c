/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: the workload API on threads and real time. See runtime.h. */
#define PEER_SOCKETS
#include "runtime.h"

#include <net/if.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <time.h>

#include "lwip/inet_chksum.h"
#include "lwip/netif.h"
#include "sockfit/workload.h"

#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S INT64_C(1000000000)
#define LOOK_NS (5 * NS_PER_MS) /* while the run has not begun */

struct workload {
  const struct item *item;
};

struct netif peer_netif;

static const struct runtime_peer *self;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static uint64_t random_state;

int64_t runtime_machine_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * NS_PER_S + now.tv_nsec;
}

void runtime_wait_begins(void) {
  pthread_mutex_unlock(&turn);
}

void runtime_wait_is_over(void) {
  int error = errno;
  pthread_mutex_lock(&turn);
  errno = error;
}

void runtime_is_listening(void) {
  atomic_fetch_add(&self->shared->listening_count, 1);
}

/* ---- parameters ---- */

int64_t workload_number(const struct workload *w, const char *name) {
  return item_number(w->item, name);
}

const char *workload_text(const struct workload *w, const char *name) {
  return item_text(w->item, name);
}

bool workload_given(const struct workload *w, const char *name) {
  return item_param(w->item, name)->given;
}

const char *workload_name(const struct workload *w) {
  return w->item->name;
}

uint32_t workload_ms(const struct workload *w, const char *name) {
  return (uint32_t)(item_number(w->item, name) / NS_PER_MS);
}

/* ---- time ---- */

/* Stands at 0 until the device has sent its first frame. */
int64_t workload_now_ns(void) {
  int64_t origin_ns = atomic_load(&self->shared->origin_ns);
  return origin_ns == 0 ? 0 : runtime_machine_ns() - origin_ns;
}

uint32_t workload_now_ms(void) {
  return (uint32_t)(workload_now_ns() / NS_PER_MS);
}

void workload_sleep_until_ns(int64_t at_ns) {
  for (int64_t left_ns; (left_ns = at_ns - workload_now_ns()) > 0;) {
    if (atomic_load(&self->shared->origin_ns) == 0)
      left_ns = LOOK_NS;
    struct timespec left = {left_ns / NS_PER_S, left_ns % NS_PER_S};
    runtime_wait_begins();
    nanosleep(&left, NULL);
    runtime_wait_is_over();
  }
}

void workload_sleep_ms(uint32_t ms) {
  workload_sleep_until_ns(workload_now_ns() + ms * NS_PER_MS);
}

uint32_t workload_random(uint32_t below) {
  random_state = random_state * UINT64_C(6364136223846793005) + 1;
  return below == 0 ? 0 : (uint32_t)(random_state >> 33) % below;
}

/* ---- tasks ---- */

struct task {
  void (*entry)(void *arg);
  void *arg;
};

static void *run_task(void *arg) {
  struct task task = *(struct task *)arg;
  free(arg);
  pthread_mutex_lock(&turn);
  task.entry(task.arg);
  pthread_mutex_unlock(&turn);
  return NULL;
}

int workload_task(const struct workload *w, const char *name,
                  void (*entry)(void *arg), void *arg) {
  struct task *task = malloc(sizeof *task);
  pthread_t thread;
  (void)w;
  (void)name;
  if (task == NULL)
    return -ENOMEM;
  *task = (struct task){entry, arg};
  if (pthread_create(&thread, NULL, run_task, task) != 0) {
    free(task);
    return -ENOMEM;
  }
  pthread_detach(thread);
  return 0;
}

/* ---- what the peer reports ---- */

void workload_state(const struct workload *w, enum image_workload_state state) {
  (void)w;
  (void)state;
}

void workload_log(const struct workload *w, char level, const char *tag,
                  const char *format, ...) {
  va_list arguments;
  fprintf(stderr, "%s: %c %s: ", w->item->name, level, tag);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
}

int64_t workload_attempt(const struct workload *w) {
  (void)w;
  atomic_fetch_add(&self->counts->attempts, 1);
  return workload_now_ns();
}

void workload_attempt_ended(const struct workload *w, int64_t started_ns,
                            enum image_attempt how) {
  (void)w;
  (void)started_ns;
  atomic_fetch_add(&self->counts->ended[how], 1);
}

/* ---- the host ---- */

uint32_t workload_resolve(const char *name) {
  struct in_addr address;
  for (size_t i = 0; i < self->addresses->name_count; i++) {
    if (strcmp(self->addresses->names[i].name, name) == 0)
      return htonl(self->addresses->names[i].ipv4);
  }
  return inet_aton(name, &address) ? address.s_addr : 0;
}

uint32_t workload_target(void) {
  return htonl(addresses_ipv4(0));
}

bool workload_link_up(void) {
  return true;
}

/* A peer that leaves is killed. */
bool workload_leaving(void) {
  return false;
}

uint16_t inet_chksum(const void *data, uint16_t len) {
  const uint8_t *octets = data;
  uint32_t sum = 0;
  for (uint16_t i = 0; i + 1 < len; i += 2) {
    uint16_t word;
    memcpy(&word, octets + i, sizeof word);
    sum += word;
  }
  while (sum >> 16)
    sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

void runtime_be(const struct runtime_peer *peer) {
  struct workload w = {peer->item};
  self = peer;
  random_state = peer->seed;
  peer_netif = (struct netif){if_nametoindex(peer->interface),
                              htonl(peer->ipv4), htonl(ADDRESSES_NETMASK)};
  signal(SIGPIPE, SIG_IGN);
  runtime_introduce(peer);
  pthread_mutex_lock(&turn);
  peer->main(&w);
  pthread_mutex_unlock(&turn);
  for (;;)
    pause(); /* its other tasks, and what it has open, go on */
}
