/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: a watchdog that never barks. */
#ifndef SOCKFIT_SHIMS_ESP_TASK_WDT_H
#define SOCKFIT_SHIMS_ESP_TASK_WDT_H

#include "esp_err.h"
#include "freertos/task.h"

#ifdef __cplusplus
extern "C" {
#endif

esp_err_t esp_task_wdt_add(TaskHandle_t task);
esp_err_t esp_task_wdt_delete(TaskHandle_t task);
esp_err_t esp_task_wdt_reset(void);

#ifdef __cplusplus
}
#endif

#endif
