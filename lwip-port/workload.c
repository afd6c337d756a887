/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: what workloads of either kind may use (sockfit/workload.h). Their
 * boot is in workload_tasks.c or workload_raw.c. */
#include "sockfit/workload.h"

#include <stdarg.h>

#include "lwip/inet.h"
#include "lwip/sys.h"

#include "port.h"
#include "workload_own.h"

#define NS_PER_MS INT64_C(1000000)

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
  port_fatal(text, w->spec->kind, 0);
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

uint32_t workload_random(uint32_t below) {
  return below == 0 ? 0 : port_random() % below;
}

void port_workload_report(const struct workload *w,
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
  port_workload_report(w, state);
  port_workload_set_up((struct workload *)w);
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

const struct port_kind *port_kind_of(const char *name) {
  for (size_t i = 0; i < port_kind_count; i++) {
    if (strcmp(port_kinds[i].name, name) == 0)
      return &port_kinds[i];
  }
  port_fatal("a workload is not in this image", name, 0);
}
