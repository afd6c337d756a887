/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: a C function of the program on a host: what it may call besides
 * sockets (sockfit/calls.h), which are in function_sockets.c. */
#include "sockfit/function.h"
#include "sockfit/calls.h"

#include "function_own.h"
#include "port.h"
#include "workload_own.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct function {
  struct sockfit_calls calls; /* first */
  const struct workload *w;
};

static const struct workload *workload_of(const struct sockfit_calls *calls) {
  return ((const struct function *)calls)->w;
}

/* ---- the host, time and the verdict ---- */

static uint32_t call_resolve(const struct sockfit_calls *calls,
                             const char *name) {
  (void)calls;
  return workload_resolve(name);
}

static uint32_t call_device(const struct sockfit_calls *calls) {
  (void)calls;
  return workload_resolve("device");
}

static int64_t call_now_ns(const struct sockfit_calls *calls) {
  (void)calls;
  return workload_now_ns();
}

static void call_sleep_ns(const struct sockfit_calls *calls, int64_t ns) {
  (void)calls;
  workload_sleep_until_ns(workload_now_ns() + (ns > 0 ? ns : 0));
}

static uint32_t call_random(const struct sockfit_calls *calls, uint32_t below) {
  (void)calls;
  return workload_random(below);
}

static bool call_leaving(const struct sockfit_calls *calls) {
  (void)calls;
  return workload_leaving();
}

struct started {
  const struct sockfit_calls *calls;
  void (*entry)(const struct sockfit_calls *calls, void *arg);
  void *arg;
};

static void run_task(void *arg) {
  struct started started = *(struct started *)arg;
  free(arg);
  started.entry(started.calls, started.arg);
}

static int call_task(const struct sockfit_calls *calls, const char *name,
                     void (*entry)(const struct sockfit_calls *calls,
                                   void *arg),
                     void *arg) {
  struct started *started = malloc(sizeof(*started));
  if (started == NULL)
    return -ENOMEM;
  *started = (struct started){calls, entry, arg};
  int status = workload_task(workload_of(calls), name, run_task, started);
  if (status != 0)
    free(started);
  return status;
}

static void call_log(const struct sockfit_calls *calls, char level,
                     const char *tag, const char *text) {
  workload_log(workload_of(calls), level, tag, "%s", text);
}

static void call_failed(const struct sockfit_calls *calls) {
  workload_state(workload_of(calls), WORKLOAD_FAILED);
}

static int64_t call_attempt(const struct sockfit_calls *calls) {
  return workload_attempt(workload_of(calls));
}

static void call_attempt_ended(const struct sockfit_calls *calls,
                               int64_t began_ns, enum sockfit_outcome outcome) {
  static const enum image_attempt ends[] = {
      [SOCKFIT_SERVED] = ATTEMPT_SERVED,
      [SOCKFIT_RESET] = ATTEMPT_RESET,
      [SOCKFIT_CLOSED] = ATTEMPT_CLOSED,
      [SOCKFIT_TIMEOUT] = ATTEMPT_TIMEOUT,
  };
  size_t end = (size_t)outcome < COUNT(ends) ? outcome : SOCKFIT_TIMEOUT;
  workload_attempt_ended(workload_of(calls), began_ns, ends[end]);
}

static const struct sockfit_calls all_calls = {
    .size = sizeof(struct sockfit_calls),
    .resolve = call_resolve,
    .device = call_device,
    .now_ns = call_now_ns,
    .sleep_ns = call_sleep_ns,
    .random = call_random,
    .leaving = call_leaving,
    .task = call_task,
    .log = call_log,
    .failed = call_failed,
    .attempt = call_attempt,
    .attempt_ended = call_attempt_ended,
};

void workload_function(const struct workload *w) {
  struct function *function = malloc(sizeof(*function));
  if (function == NULL || w->spec->function == NULL)
    port_fatal("a C function that nobody gave", w->spec->name, 0);
  *function = (struct function){all_calls, w};
  function_sockets(&function->calls);
  port_workload_set_up((struct workload *)w);
  w->spec->function(&function->calls, w->spec->function_arg);
}
