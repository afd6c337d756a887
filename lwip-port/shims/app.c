/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the user's code as a consumer. */
#include <stdio.h>
#include <string.h>

#include "sockfit/program.h"

#include "shims/shims.h"
#include "shims/zephyr.h"
#include "workload_own.h"

static struct shim_app **apps; /* by owner; the last one is the stack's */

struct shim_app *shim_app(void) {
  int owner = port_owner();
  size_t count = port_config->workload_count;
  size_t index = owner < 0 ? count : (size_t)owner;
  if (apps == NULL)
    apps = port_own_get_zeroed(count + 1, sizeof(struct shim_app *));
  if (apps != NULL && apps[index] == NULL)
    apps[index] = port_own_get_zeroed(1, sizeof(struct shim_app));
  if (apps == NULL || apps[index] == NULL)
    port_assert_failed("no memory for a consumer", __FILE__, __LINE__);
  return apps[index];
}

struct shim_app *shim_app_nth(size_t n, size_t *ret_count) {
  *ret_count = apps == NULL ? 0 : port_config->workload_count;
  return n < *ret_count ? apps[n] : NULL;
}

int64_t shim_now_ns(void) {
  return port_services->now_ns(port_services->host);
}

int64_t shim_uptime_ns(void) {
  return shim_now_ns() - port_booted_at_ns;
}

void shim_work(void) {
  port_task_end_if_over();
  port_services->work(port_services->host, WORK_CALL);
}

/* The n-th tick from now, the first of which may be near. */
int64_t shim_deadline(uint32_t ticks) {
  if (ticks == UINT32_MAX)
    return IMAGE_NEVER;
  int64_t now = shim_uptime_ns() / NS_PER_TICK;
  return port_booted_at_ns + (now + ticks) * NS_PER_TICK;
}

void *shim_get(size_t size) {
  void *memory = workload_calloc(1, size);
  if (memory == NULL)
    port_assert_failed("no memory for a shim", __FILE__, __LINE__);
  return memory;
}

static const char *consumer(void) {
  int owner = port_owner();
  return owner < 0 ? "lwIP" : port_config->workloads[owner].name;
}

void shim_panic(const char *file, int line, const char *format, ...) {
  char text[SHIM_LINE_OCTETS];
  int used = snprintf(text, sizeof(text), "consumer %s: ", consumer());
  va_list arguments;
  va_start(arguments, format);
  used +=
      vsnprintf(text + used, sizeof(text) - (size_t)used, format, arguments);
  va_end(arguments);
  if (file != NULL && used < (int)sizeof(text))
    snprintf(text + used, sizeof(text) - (size_t)used, " (%s:%d)", file, line);
  port_services->crash(port_services->host, IMAGE_CRASH_ABORT, text);
}

/* ---- the entry ---- */

static const struct port_program *program_of(const char *name) {
  for (const struct port_program *at = port_programs; at->name != NULL; at++)
    if (strcmp(at->name, name) == 0)
      return at;
  port_assert_failed("a program is not in this image", name, 0);
}

/* std::set_terminate; there is none without C++. */
__attribute__((weak)) void (*_ZSt13set_terminatePFvvE(void (*call)(void)))(
    void);

static void terminated(void) {
  shim_panic(NULL, 0,
             "std::terminate was called: an exception that nothing caught?");
}

void workload_program(const struct workload *w) {
  struct shim_app *app = shim_app();
  memset(app, 0, sizeof(*app)); /* it may have been restarted */
  const struct port_program *program = program_of(w->spec->name);
  app->workload = w;
  app->tick_ns = NS_PER_S / program->tick_hz;
  app->level = 3;
  app->random_state = 1;
  if (_ZSt13set_terminatePFvvE != NULL)
    _ZSt13set_terminatePFvvE(terminated);
  port_workload_set_up((struct workload *)w);
  for (void **at = program->threads; at < program->threads_end; at++)
    shim_zephyr_define(*at);
  shim_task_run("main", program->entry, NULL);
}
