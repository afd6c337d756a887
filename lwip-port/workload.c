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

#include "sockfit/raw.h"

#define NS_PER_MS INT64_C(1000000)

struct workload {
  const struct image_workload *spec;
  const struct port_kind *kind;
  bool reported;
#if NO_SYS
  struct raw_timer start;
#else
  sys_sem_t set_up; /* signalled when its set-up is over */
#endif
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

#if !NO_SYS
void workload_sleep_ms(uint32_t ms) {
  port_sleep_until(workload_now_ns() + ms * NS_PER_MS);
}

void workload_sleep_until_ns(int64_t at_ns) {
  port_sleep_until(at_ns);
}
#endif

uint32_t workload_random(uint32_t below) {
  return below == 0 ? 0 : port_random() % below;
}

#if !NO_SYS
int workload_task(const struct workload *w, const char *name,
                  void (*entry)(void *arg), void *arg) {
  return port_task_start(name, w->spec->owner, entry, arg) == NULL ? -ENOMEM
                                                                   : 0;
}
#endif

static void set_up_over(struct workload *w) {
  if (w->reported)
    return;
  w->reported = true;
#if !NO_SYS
  sys_sem_signal(&w->set_up);
#endif
}

void workload_state(const struct workload *w, enum image_workload_state state) {
  struct image_event event = {.kind = IMAGE_WORKLOAD_STATE,
                              .owner = w->spec->owner,
                              .slot = -1,
                              .call = -1,
                              .state = state};
  port_services->event(port_services->host, &event);
  set_up_over((struct workload *)w);
}

void workload_log(const struct workload *w, char level, const char *tag,
                  const char *format, ...) {
  char text[512];
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
  return port_stopping();
}

/* ---- boot ---- */

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

#if NO_SYS
static void boot(struct workload *workloads) {
  for (size_t i = 0; i < port_config->workload_count; i++) {
    struct workload *w = &workloads[i];
    int caller = port_owner_set(w->spec->owner);
    raw_timer_set(&w->start, w->spec->at_ns, run_workload, w);
    port_owner_set(caller);
  }
}
#else
/* Those with one start time are set up in the scenario's order. */
static void boot(void *arg) {
  struct workload *workloads = arg;
  size_t count = port_config->workload_count;
  for (size_t i = 0; i < count; i++) {
    struct workload *w = &workloads[i];
    port_sleep_until(w->spec->at_ns);
    if (port_task_start(w->spec->name, w->spec->owner, run_workload, w) == NULL)
      port_assert_failed("no memory for a workload's task", w->spec->name, 0);
    sys_arch_sem_wait(&w->set_up, 0);
  }
}
#endif

/* Start times in ascending order, the scenario's order among equals. */
static void order_by_start(struct workload *workloads, size_t count) {
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
  struct workload *workloads =
      port_heap_get_zeroed(count == 0 ? 1 : count, sizeof(*workloads));
  for (size_t i = 0; i < count; i++) {
    workloads[i].spec = &port_config->workloads[i];
    workloads[i].kind = kind_of(workloads[i].spec->kind);
#if !NO_SYS
    if (sys_sem_new(&workloads[i].set_up, 0) != ERR_OK)
      port_assert_failed("no memory for the boot", __FILE__, __LINE__);
#endif
  }
  order_by_start(workloads, count);
#if NO_SYS
  boot(workloads);
#else
  port_task_start("boot", OWNER_STACK, boot, workloads);
#endif
}
