/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: boot of a device with threads, and what its workloads may do with
 * tasks (sockfit/workload.h).
 *
 * A device sets its components up one after the other, as ESPHome's and
 * Arduino's main task does: the next one starts when the one before has
 * reported a state or returned. Which of them finds the table full depends on
 * this order. */
#include "workload_own.h"

#include "lwip/sys.h"

#define NS_PER_MS INT64_C(1000000)

struct booting {
  struct workload workload; /* first */
  sys_sem_t set_up;         /* signalled when its set-up is over */
};

static struct booting *all; /* in the order of their start */

void workload_sleep_ms(uint32_t ms) {
  port_sleep_until(workload_now_ns() + ms * NS_PER_MS);
}

void workload_sleep_until_ns(int64_t at_ns) {
  port_sleep_until(at_ns);
}

int workload_task(const struct workload *w, const char *name,
                  void (*entry)(void *arg), void *arg) {
  return port_task_start(name, w->spec->owner, entry, arg) == NULL ? -ENOMEM
                                                                   : 0;
}

void workload_fault_close(const struct workload *w) {
  workload_log(w, 'W', "fault", "injected: close() frees nothing from now on");
  port_sockets_fault_close();
}

/* ---- boot ---- */

void port_workload_set_up(struct workload *w) {
  if (w->reported)
    return;
  w->reported = true;
  sys_sem_signal(&((struct booting *)w)->set_up);
}

static void run_workload(void *arg) {
  struct workload *w = arg;
  w->kind->main(w);
  port_workload_set_up(w);
}

static void start_task(struct workload *w) {
  if (port_task_start(w->spec->name, w->spec->owner, run_workload, w) == NULL)
    port_fatal("no memory for a workload's task", w->spec->name, 0);
}

/* Those with one start time are set up in the scenario's order. */
static void boot(void *arg) {
  (void)arg;
  for (size_t i = 0; i < port_config->workload_count; i++) {
    struct workload *w = &all[i].workload;
    port_sleep_until(port_booted_at_ns + w->spec->at_ns);
    if (port_lives[w->spec->owner] > 0)
      continue; /* stopped before its set-up: whoever stopped it starts it */
    start_task(w);
    sys_arch_sem_wait(&all[i].set_up, 0);
  }
}

/* Start times in ascending order, the scenario's order among equals. */
static void order_by_start(size_t count) {
  for (size_t i = 1; i < count; i++) {
    struct booting moved = all[i];
    size_t at = i;
    while (at > 0 &&
           all[at - 1].workload.spec->at_ns > moved.workload.spec->at_ns) {
      all[at] = all[at - 1];
      at--;
    }
    all[at] = moved;
  }
}

void port_workloads_start(void) {
  size_t count = port_config->workload_count;
  all = port_heap_get_zeroed(count == 0 ? 1 : count, sizeof(*all));
  port_lives = port_own_get_zeroed(count + 1, sizeof(*port_lives));
  if (all == NULL || port_lives == NULL)
    port_fatal("no memory for the boot", __FILE__, __LINE__);
  for (size_t i = 0; i < count; i++) {
    all[i].workload.spec = &port_config->workloads[i];
    all[i].workload.kind = port_kind_of(all[i].workload.spec->kind);
    if (sys_sem_new(&all[i].set_up, 0) != ERR_OK)
      port_fatal("no memory for the boot", __FILE__, __LINE__);
  }
  order_by_start(count);
  port_task_start("boot", OWNER_STACK, boot, NULL);
}

/* ---- stopped and set up again ---- */

static struct workload *workload_of(int owner) {
  size_t i = 0;
  while (all[i].workload.spec->owner != owner)
    i++;
  return &all[i].workload;
}

static void close_sockets(void *arg) {
  port_sockets_close(((struct workload *)arg)->spec->owner);
}

void port_workload_stop(int owner) {
  if (all == NULL)
    return; /* the stack is not up yet */
  struct workload *w = workload_of(owner);
  port_lives[owner]++;
  w->stopped = true;
  port_workload_report(w, WORKLOAD_STOPPED);
  port_workload_set_up(w); /* boot goes on */
  if (port_task_start("stop", OWNER_STACK, close_sockets, w) == NULL)
    port_fatal("no memory for a task", w->spec->name, 0);
}

void port_workload_start(int owner) {
  struct workload *w = all == NULL ? NULL : workload_of(owner);
  if (w == NULL || !w->stopped)
    return; /* the host has booted since, or it was set up already */
  w->stopped = false;
  port_workload_report(w, WORKLOAD_RUNNING);
  start_task(w);
}
