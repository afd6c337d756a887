/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the task of a consumer in which its timers fire, those of
 * freertos/timers.h and of esp_timer.h. */
#include <string.h>

#include "esp_timer.h"
#include "freertos/timers.h"

#include "shims/shims.h"

/* ---- the task ---- */

static void unlist(struct shim_app *app, struct shim_alarm *alarm) {
  struct shim_alarm **link = &app->alarms;
  while (*link != NULL && *link != alarm)
    link = &(*link)->next;
  if (*link == alarm)
    *link = alarm->next;
  alarm->listed = false;
}

/* Earliest first; equal times in the order in which they were set. */
static void list(struct shim_app *app, struct shim_alarm *alarm) {
  struct shim_alarm **link = &app->alarms;
  while (*link != NULL && (*link)->due_ns <= alarm->due_ns)
    link = &(*link)->next;
  alarm->next = *link;
  alarm->listed = true;
  *link = alarm;
}

static void fire(struct shim_app *app, struct shim_alarm *alarm) {
  unlist(app, alarm);
  if (alarm->period_ns > 0) {
    alarm->due_ns += alarm->period_ns;
    list(app, alarm);
  }
  alarm->call(alarm->argument);
}

static void run_alarms(void *arg) {
  struct shim_app *app = arg;
  for (;;) {
    struct shim_alarm *first = app->alarms;
    if (first != NULL && first->due_ns <= shim_now_ns())
      fire(app, first);
    else
      port_wait_on(&app->alarms_changed,
                   first == NULL ? IMAGE_NEVER : first->due_ns);
  }
}

static void run_as_task(void *arg) {
  shim_task_run("esp_timer", run_alarms, arg);
}

void shim_alarm_set(struct shim_alarm *alarm, int64_t due_ns,
                    int64_t period_ns) {
  struct shim_app *app = shim_app();
  unlist(app, alarm);
  alarm->due_ns = due_ns;
  alarm->period_ns = period_ns;
  list(app, alarm);
  if (!app->alarms_run &&
      port_task_start("esp_timer", port_owner(), run_as_task, app) == NULL)
    port_assert_failed("no memory for a task", __FILE__, __LINE__);
  app->alarms_run = true;
  port_wake_first(&app->alarms_changed);
}

void shim_alarm_stop(struct shim_alarm *alarm) {
  unlist(shim_app(), alarm);
}

/* ---- freertos/timers.h ---- */

struct tmrTimerControl {
  struct shim_alarm alarm;
  const char *name;
  TickType_t period;
  bool reload;
  void *id;
  TimerCallbackFunction_t callback;
};

static void call_timer(void *arg) {
  TimerHandle_t timer = arg;
  timer->callback(timer);
}

TimerHandle_t xTimerCreate(const char *name, TickType_t period,
                           BaseType_t reload, void *id,
                           TimerCallbackFunction_t callback) {
  TimerHandle_t timer = period == 0 ? NULL : workload_calloc(1, sizeof(*timer));
  if (timer == NULL)
    return NULL;
  *timer =
      (struct tmrTimerControl){.alarm = {.call = call_timer, .argument = timer},
                               .name = name,
                               .period = period,
                               .reload = reload != pdFALSE,
                               .id = id,
                               .callback = callback};
  return timer;
}

TimerHandle_t xTimerCreateStatic(const char *name, TickType_t period,
                                 BaseType_t reload, void *id,
                                 TimerCallbackFunction_t callback,
                                 StaticTimer_t *memory) {
  (void)memory;
  return xTimerCreate(name, period, reload, id, callback);
}

BaseType_t xTimerStart(TimerHandle_t timer, TickType_t ticks) {
  (void)ticks;
  shim_work();
  shim_alarm_set(&timer->alarm, shim_deadline(timer->period),
                 timer->reload ? timer->period * NS_PER_TICK : 0);
  return pdPASS;
}

BaseType_t xTimerReset(TimerHandle_t timer, TickType_t ticks) {
  return xTimerStart(timer, ticks);
}

BaseType_t xTimerStop(TimerHandle_t timer, TickType_t ticks) {
  (void)ticks;
  shim_alarm_stop(&timer->alarm);
  return pdPASS;
}

BaseType_t xTimerChangePeriod(TimerHandle_t timer, TickType_t period,
                              TickType_t ticks) {
  timer->period = period;
  return xTimerStart(timer, ticks);
}

BaseType_t xTimerDelete(TimerHandle_t timer, TickType_t ticks) {
  xTimerStop(timer, ticks);
  workload_free(timer);
  return pdPASS;
}

BaseType_t xTimerIsTimerActive(TimerHandle_t timer) {
  return timer->alarm.listed ? pdTRUE : pdFALSE;
}

void *pvTimerGetTimerID(TimerHandle_t timer) {
  return timer->id;
}

void vTimerSetTimerID(TimerHandle_t timer, void *id) {
  timer->id = id;
}

const char *pcTimerGetName(TimerHandle_t timer) {
  return timer->name;
}

TickType_t xTimerGetPeriod(TimerHandle_t timer) {
  return timer->period;
}

/* ---- esp_timer.h ---- */

struct esp_timer {
  struct shim_alarm alarm;
};

esp_err_t esp_timer_create(const esp_timer_create_args_t *arguments,
                           esp_timer_handle_t *ret_timer) {
  if (arguments == NULL || arguments->callback == NULL || ret_timer == NULL)
    return ESP_ERR_INVALID_ARG;
  esp_timer_handle_t timer = workload_calloc(1, sizeof(*timer));
  if (timer == NULL)
    return ESP_ERR_NO_MEM;
  timer->alarm.call = arguments->callback;
  timer->alarm.argument = arguments->arg;
  *ret_timer = timer;
  return ESP_OK;
}

static esp_err_t start(esp_timer_handle_t timer, uint64_t after_us,
                       int64_t period_ns) {
  if (timer == NULL)
    return ESP_ERR_INVALID_ARG;
  if (timer->alarm.listed)
    return ESP_ERR_INVALID_STATE;
  shim_work();
  shim_alarm_set(&timer->alarm, shim_now_ns() + (int64_t)after_us * NS_PER_US,
                 period_ns);
  return ESP_OK;
}

esp_err_t esp_timer_start_once(esp_timer_handle_t timer, uint64_t after_us) {
  return start(timer, after_us, 0);
}

esp_err_t esp_timer_start_periodic(esp_timer_handle_t timer,
                                   uint64_t period_us) {
  uint64_t us = period_us < 50 ? 50 : period_us; /* the least on an ESP32 */
  return start(timer, us, (int64_t)us * NS_PER_US);
}

esp_err_t esp_timer_restart(esp_timer_handle_t timer, uint64_t after_us) {
  if (timer == NULL || !timer->alarm.listed)
    return ESP_ERR_INVALID_STATE;
  int64_t period_ns =
      timer->alarm.period_ns > 0 ? (int64_t)after_us * NS_PER_US : 0;
  shim_alarm_stop(&timer->alarm);
  return start(timer, after_us, period_ns);
}

esp_err_t esp_timer_stop(esp_timer_handle_t timer) {
  if (timer == NULL || !timer->alarm.listed)
    return ESP_ERR_INVALID_STATE;
  shim_alarm_stop(&timer->alarm);
  return ESP_OK;
}

esp_err_t esp_timer_delete(esp_timer_handle_t timer) {
  if (timer == NULL)
    return ESP_ERR_INVALID_ARG;
  if (timer->alarm.listed)
    return ESP_ERR_INVALID_STATE;
  workload_free(timer);
  return ESP_OK;
}

bool esp_timer_is_active(esp_timer_handle_t timer) {
  return timer->alarm.listed;
}

int64_t esp_timer_get_time(void) {
  shim_work();
  return shim_uptime_ns() / NS_PER_US;
}
