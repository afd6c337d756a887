/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: timers of a microsecond; callbacks run in one task a
 * consumer. */
#ifndef SOCKFIT_SHIMS_ESP_TIMER_H
#define SOCKFIT_SHIMS_ESP_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include "esp_err.h"

#ifdef __cplusplus
extern "C" {
#endif

struct esp_timer;
typedef struct esp_timer *esp_timer_handle_t;
typedef void (*esp_timer_cb_t)(void *argument);
typedef enum { ESP_TIMER_TASK, ESP_TIMER_ISR } esp_timer_dispatch_t;

typedef struct {
  esp_timer_cb_t callback;
  void *arg;
  esp_timer_dispatch_t dispatch_method;
  const char *name;
  bool skip_unhandled_events;
} esp_timer_create_args_t;

esp_err_t esp_timer_create(const esp_timer_create_args_t *arguments,
                           esp_timer_handle_t *ret_timer);
esp_err_t esp_timer_start_once(esp_timer_handle_t timer, uint64_t after_us);
esp_err_t esp_timer_start_periodic(esp_timer_handle_t timer,
                                   uint64_t period_us);
esp_err_t esp_timer_restart(esp_timer_handle_t timer, uint64_t after_us);
esp_err_t esp_timer_stop(esp_timer_handle_t timer);
esp_err_t esp_timer_delete(esp_timer_handle_t timer);
bool esp_timer_is_active(esp_timer_handle_t timer);
int64_t esp_timer_get_time(void);

#ifdef __cplusplus
}
#endif

#endif
