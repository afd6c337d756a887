/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: what the files of this folder share. They are compiled as
 * the user's own files are, with the headers of include/ in front and the
 * device's errno numbers; but sockets.c and errno_map.c, which stand between.
 */
#ifndef SOCKFIT_SHIMS_H
#define SOCKFIT_SHIMS_H

#include <stdarg.h>

#include "sockfit/memory.h"

#include "port.h"

#define NS_PER_US INT64_C(1000)
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S INT64_C(1000000000)
/* A tick of the running consumer. */
#define NS_PER_TICK (shim_app()->tick_ns)

#define SHIM_LINE_OCTETS 512
#define SHIM_LEVELS_MAX 32
#define SHIM_SHUTDOWNS_MAX 5 /* as ESP-IDF */

struct shim_alarm;
struct shim_loop;
struct workload;

/* One consumer: each is a firmware of its own, with its own console line, log
 * levels, timer task, default event loop and Wi-Fi. */
struct shim_app {
  const struct workload *workload;
  int64_t tick_ns;
  char line[SHIM_LINE_OCTETS]; /* what was printed without a line end yet */
  size_t line_len;
  struct {
    char tag[24];
    int level;
  } levels[SHIM_LEVELS_MAX];
  size_t level_count;
  int level; /* of all other tags */
  struct shim_alarm *alarms;
  struct wait_list alarms_changed;
  bool alarms_run;
  struct shim_loop *loop;
  bool wifi_runs;
  bool wifi_connected;
  bool wifi_searches; /* esp_wifi_connect() without a link */
  struct shim_alarm *wifi_alarm;
  void (*shutdown[SHIM_SHUTDOWNS_MAX])(void); /* esp_restart() */
  size_t shutdown_count;
  uint64_t random_state; /* rand() */
};

/* app.c: of the running task. */
struct shim_app *shim_app(void);
int64_t shim_now_ns(void);
/* Since boot. */
int64_t shim_uptime_ns(void);
/* Processor time of a call that a loop may be made of. */
void shim_work(void);
/* When so many ticks are over: portMAX_DELAY is never. */
int64_t shim_deadline(uint32_t ticks);
/* Memory that is never NULL: the device ends without it. */
void *shim_get(size_t size);
/* The state of every consumer that has some, from 0; NULL: none, or no more
 * (count). */
struct shim_app *shim_app_nth(size_t n, size_t *ret_count);
/* The consumer's own fault: the device ends here, and this is why. file may be
 * NULL. */
void shim_panic(const char *file, int line, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));

/* console.c */
void shim_print(const char *text, size_t len);
void shim_vprint(const char *format, va_list arguments);

/* task.c: run a function as a task of this consumer; the entry as well. */
void shim_task_run(const char *name, void (*function)(void *), void *argument);

/* alarm.c: calls in the consumer's timer task. */
struct shim_alarm {
  void (*call)(void *argument);
  void *argument;
  int64_t due_ns;    /* valid while it is listed */
  int64_t period_ns; /* 0: once */
  bool listed;
  struct shim_alarm *next;
};
void shim_alarm_set(struct shim_alarm *alarm, int64_t due_ns,
                    int64_t period_ns);
void shim_alarm_stop(struct shim_alarm *alarm);

#endif
