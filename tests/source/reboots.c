/* SPDX-License-Identifier: BSD-3-Clause */
/* A device that reboots itself twice and remembers how often, with ticks of a
 * millisecond, and hears that its cable is pulled. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "esp_event.h"
#include "esp_log.h"
#include "esp_system.h"
#include "esp_timer.h"
#include "esp_wifi.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "lwip/sockets.h"
#include "nvs.h"
#include "nvs_flash.h"

static void say_goodbye(void) {
  printf("goodbye\n");
}

static void on_wifi(void *arg, esp_event_base_t base, int32_t id, void *data) {
  wifi_event_sta_disconnected_t *gone = data;
  if (base == WIFI_EVENT && id == WIFI_EVENT_STA_START)
    esp_wifi_connect();
  if (base == WIFI_EVENT && id == WIFI_EVENT_STA_DISCONNECTED) {
    printf("disconnected, reason %d\n", gone->reason);
    esp_wifi_connect();
  }
  if (base == IP_EVENT && id == IP_EVENT_STA_GOT_IP)
    printf("got an address\n");
}

static void connect_wifi(void) {
  wifi_init_config_t config = WIFI_INIT_CONFIG_DEFAULT();
  ESP_ERROR_CHECK(esp_event_loop_create_default());
  ESP_ERROR_CHECK(esp_wifi_init(&config));
  esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, on_wifi, NULL);
  esp_event_handler_register(IP_EVENT, ESP_EVENT_ANY_ID, on_wifi, NULL);
  ESP_ERROR_CHECK(esp_wifi_start());
}

static int32_t count_boots(void) {
  nvs_handle_t store;
  int32_t boots = 0;
  char text[8];
  size_t len = sizeof(text);
  ESP_ERROR_CHECK(nvs_open("test", NVS_READWRITE, &store));
  esp_err_t error = nvs_get_i32(store, "boots", &boots);
  assert(error == ESP_OK || error == ESP_ERR_NVS_NOT_FOUND);
  assert(error != ESP_OK || (nvs_get_str(store, "name", text, &len) == ESP_OK &&
                             strcmp(text, "fit") == 0));
  ESP_ERROR_CHECK(nvs_set_str(store, "name", "fit"));
  ESP_ERROR_CHECK(nvs_set_i32(store, "boots", boots + 1));
  assert(nvs_set_blob(store, "big", text, 20000) ==
         ESP_ERR_NVS_NOT_ENOUGH_SPACE);
  assert(nvs_get_i32(store, "name", &boots) == ESP_ERR_NVS_TYPE_MISMATCH);
  ESP_ERROR_CHECK(nvs_get_i32(store, "boots", &boots));
  nvs_close(store);
  assert(nvs_commit(store) == ESP_ERR_NVS_INVALID_HANDLE);
  return boots;
}

void app_main(void) {
  ESP_ERROR_CHECK(nvs_flash_init());
  int32_t boots = count_boots();
  printf("boot %d, reason %d\n", (int)boots, (int)esp_reset_reason());
  assert(portTICK_PERIOD_MS == 1 && pdMS_TO_TICKS(3) == 3);
  int64_t before_us = esp_timer_get_time();
  vTaskDelay(3);
  int64_t took_us = esp_timer_get_time() - before_us;
  assert(took_us > 1900 && took_us < 3100);
  connect_wifi();
  socket(AF_INET, SOCK_STREAM, 0);
  ESP_ERROR_CHECK(esp_register_shutdown_handler(say_goodbye));
  vTaskDelay(pdMS_TO_TICKS(2000));
  if (boots < 3)
    esp_restart();
  printf("held\n");
}
