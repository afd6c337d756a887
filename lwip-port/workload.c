/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: what workloads may use (sockfit/workload.h), and their boot.
 *
 * A device sets its components up one after the other, as ESPHome's and
 * Arduino's main task does: the next one starts when the one before has
 * reported a state or returned. Which of them finds the table full depends on
 * this order. */
#include "sockfit/workload.h"

#include <stdarg.h>

#include "lwip/inet.h"
#include "lwip/sys.h"

#include "port.h"

#define NS_PER_MS INT64_C(1000000)

struct workload {
  const struct image_workload *spec;
  const struct port_kind *kind;
  bool reported;
  bool stopped;     /* and not yet set up again */
  sys_sem_t set_up; /* signalled when its set-up is over */
};

static const struct image_param *param_of(const struct workload *w,
                                          const char *name) {
  for (size_t i = 0; i < w->spec->param_count; i++) {
    if (strcmp(w->spec->params[i].name, name) == 0)
      return &w->spec->params[i];
  }
  char text[128];
  snprintf(text, sizeof(text),
           "workload %s asks for the parameter %s, which "
           "sim/scenario/kinds.def does not give it",
           w->spec->kind, name);
  port_assert_failed(text, w->spec->kind, 0);
}

int64_t workload_number(const struct workload *w, const char *name) {
  return param_of(w, name)->number;
}

const char *workload_text(const struct workload *w, const char *name) {
  return param_of(w, name)->text;
}

bool workload_given(const struct workload *w, const char *name) {
  return param_of(w, name)->given;
}

const char *workload_name(const struct workload *w) {
  return w->spec->name;
}

uint32_t workload_ms(const struct workload *w, const char *name) {
  return (uint32_t)(param_of(w, name)->number / NS_PER_MS);
}

int64_t workload_now_ns(void) {
  return port_services->now_ns(port_services->host);
}

uint32_t workload_now_ms(void) {
  return sys_now();
}

void workload_sleep_ms(uint32_t ms) {
  port_sleep_until(workload_now_ns() + ms * NS_PER_MS);
}

void workload_sleep_until_ns(int64_t at_ns) {
  port_sleep_until(at_ns);
}

uint32_t workload_random(uint32_t below) {
  return below == 0 ? 0 : port_random() % below;
}

int workload_task(const struct workload *w, const char *name,
                  void (*entry)(void *arg), void *arg) {
  return port_task_start(name, w->spec->owner, entry, arg) == NULL ? -ENOMEM
                                                                   : 0;
}

static void set_up_over(struct workload *w) {
  if (w->reported)
    return;
  w->reported = true;
  sys_sem_signal(&w->set_up);
}

static void report_state(const struct workload *w,
                         enum image_workload_state state) {
  struct image_event event = {.kind = IMAGE_WORKLOAD_STATE,
                              .owner = w->spec->owner,
                              .slot = -1,
                              .call = -1,
                              .state = state};
  port_services->event(port_services->host, &event);
}

void workload_state(const struct workload *w, enum image_workload_state state) {
  port_task_end_if_over();
  report_state(w, state);
  set_up_over((struct workload *)w);
}

void workload_log(const struct workload *w, char level, const char *tag,
                  const char *format, ...) {
  char text[512];
  port_task_end_if_over();
  int used = snprintf(text, sizeof(text), "%c %s: ", level, tag);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text + used, sizeof(text) - (size_t)used, format, arguments);
  va_end(arguments);
  struct image_event event = {.kind = IMAGE_WORKLOAD_LOG,
                              .owner = w->spec->owner,
                              .slot = -1,
                              .call = -1,
                              .text = text};
  port_services->event(port_services->host, &event);
}

static void report_attempt(const struct workload *w, enum image_attempt how,
                           int64_t elapsed_ns) {
  port_task_end_if_over();
  struct image_event event = {.kind = IMAGE_ATTEMPT,
                              .owner = w->spec->owner,
                              .slot = -1,
                              .call = -1,
                              .attempt = how,
                              .elapsed_ns = elapsed_ns};
  port_services->event(port_services->host, &event);
}

int64_t workload_attempt(const struct workload *w) {
  report_attempt(w, ATTEMPT_STARTED, 0);
  return workload_now_ns();
}

void workload_attempt_ended(const struct workload *w, int64_t started_ns,
                            enum image_attempt how) {
  report_attempt(w, how, workload_now_ns() - started_ns);
}

uint32_t workload_resolve(const char *name) {
  ip4_addr_t address;
  for (size_t i = 0; i < port_config->name_count; i++) {
    if (strcmp(port_config->names[i].name, name) == 0)
      return lwip_htonl(port_config->names[i].ipv4);
  }
  return ip4addr_aton(name, &address) ? ip4_addr_get_u32(&address) : 0;
}

uint32_t workload_target(void) {
  return port_config->target == NULL ? 0
                                     : workload_resolve(port_config->target);
}

bool workload_leaving(void) {
  return port_stopping() || port_task_is_over();
}

bool workload_link_up(void) {
  return port_netif_link_is_up();
}

void workload_fault_close(const struct workload *w) {
  workload_log(w, 'W', "fault", "injected: close() frees nothing from now on");
  port_sockets_fault_close();
}

/* ---- boot ---- */

static struct workload *workloads; /* in the order of their start */

static void run_workload(void *arg) {
  struct workload *w = arg;
  w->kind->main(w);
  set_up_over(w);
}

static const struct port_kind *kind_of(const char *name) {
  for (size_t i = 0; i < port_kind_count; i++) {
    if (strcmp(port_kinds[i].name, name) == 0)
      return &port_kinds[i];
  }
  port_assert_failed("a workload is not in this image", name, 0);
}

/* Those with one start time are set up in the scenario's order. */
static void boot(void *arg) {
  (void)arg;
  size_t count = port_config->workload_count;
  for (size_t i = 0; i < count; i++) {
    struct workload *w = &workloads[i];
    port_sleep_until(port_booted_at_ns + w->spec->at_ns);
    if (port_lives[w->spec->owner] > 0)
      continue; /* stopped before its set-up: whoever stopped it starts it */
    if (port_task_start(w->spec->name, w->spec->owner, run_workload, w) == NULL)
      port_assert_failed("no memory for a workload's task", w->spec->name, 0);
    sys_arch_sem_wait(&w->set_up, 0);
  }
}

/* Start times in ascending order, the scenario's order among equals. */
static void order_by_start(size_t count) {
  for (size_t i = 1; i < count; i++) {
    struct workload moved = workloads[i];
    size_t at = i;
    while (at > 0 && workloads[at - 1].spec->at_ns > moved.spec->at_ns) {
      workloads[at] = workloads[at - 1];
      at--;
    }
    workloads[at] = moved;
  }
}

void port_workloads_start(void) {
  size_t count = port_config->workload_count;
  workloads = port_heap_get_zeroed(count == 0 ? 1 : count, sizeof(*workloads));
  port_lives = calloc(count + 1, sizeof(*port_lives));
  if (port_lives == NULL)
    port_assert_failed("no memory for the boot", __FILE__, __LINE__);
  for (size_t i = 0; i < count; i++) {
    workloads[i].spec = &port_config->workloads[i];
    workloads[i].kind = kind_of(workloads[i].spec->kind);
    if (sys_sem_new(&workloads[i].set_up, 0) != ERR_OK)
      port_assert_failed("no memory for the boot", __FILE__, __LINE__);
  }
  order_by_start(count);
  port_task_start("boot", OWNER_STACK, boot, NULL);
}

/* ---- stopped and set up again ---- */

static struct workload *workload_of(int owner) {
  size_t i = 0;
  while (workloads[i].spec->owner != owner)
    i++;
  return &workloads[i];
}

static void close_sockets(void *arg) {
  port_sockets_close(((struct workload *)arg)->spec->owner);
}

void port_workload_stop(int owner) {
  if (workloads == NULL)
    return; /* the stack is not up yet */
  struct workload *w = workload_of(owner);
  port_lives[owner]++;
  w->stopped = true;
  report_state(w, WORKLOAD_STOPPED);
  set_up_over(w); /* boot goes on */
  if (port_task_start("stop", OWNER_STACK, close_sockets, w) == NULL)
    port_assert_failed("no memory for a task", w->spec->name, 0);
}

void port_workload_start(int owner) {
  struct workload *w = workloads == NULL ? NULL : workload_of(owner);
  if (w == NULL || !w->stopped)
    return; /* the host has booted since, or it was set up already */
  w->stopped = false;
  report_state(w, WORKLOAD_RUNNING);
  if (port_task_start(w->spec->name, owner, run_workload, w) == NULL)
    port_assert_failed("no memory for a workload's task", w->spec->name, 0);
}
