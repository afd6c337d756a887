/* SPDX-License-Identifier: BSD-3-Clause */
#include "counted.h"
#include "esp_log.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "lwip/sockets.h"

int counter = FIRST;

static void task(void *arg) {
  socket(AF_INET, SOCK_DGRAM, 0);
  ESP_LOGI("task", "counter %d", count());
  vTaskDelete(NULL);
}

void app_main(void) {
  count();
  xTaskCreate(task, "task", 2048, NULL, 5, NULL);
}
