/* SPDX-License-Identifier: BSD-3-Clause */
/* Firmware that talks to a server over HTTP: it posts a reading every ten
 * seconds with esp_http_client_perform(), whose answer comes to an event
 * handler, and reads a file piece by piece. */
#include <stdio.h>
#include <string.h>

#include "esp_event.h"
#include "esp_http_client.h"
#include "esp_log.h"
#include "esp_netif.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "nvs_flash.h"
#include "protocol_examples_common.h"

#ifndef CONFIG_APP_SERVER
#define CONFIG_APP_SERVER "http://cloud"
#endif

static const char *TAG = "http_client_app";

static esp_err_t on_event(esp_http_client_event_t *event) {
  int *octets = event->user_data;
  switch (event->event_id) {
  case HTTP_EVENT_ON_HEADER:
    ESP_LOGD(TAG, "%s: %s", event->header_key, event->header_value);
    break;
  case HTTP_EVENT_ON_DATA:
    *octets += event->data_len;
    break;
  case HTTP_EVENT_DISCONNECTED:
    ESP_LOGI(TAG, "disconnected");
    break;
  default:
    break;
  }
  return ESP_OK;
}

static void post_reading(esp_http_client_handle_t client, int number,
                         int *octets) {
  char reading[32];
  snprintf(reading, sizeof(reading), "{\"n\":%d}", number);
  esp_http_client_set_url(client, "/reading");
  esp_http_client_set_method(client, HTTP_METHOD_POST);
  esp_http_client_set_header(client, "Content-Type", "application/json");
  esp_http_client_set_post_field(client, reading, strlen(reading));
  *octets = 0;
  esp_err_t error = esp_http_client_perform(client);
  if (error == ESP_OK)
    ESP_LOGI(TAG, "posted %d: status %d, %d octets", number,
             esp_http_client_get_status_code(client), *octets);
  else
    ESP_LOGE(TAG, "post %d failed: %s", number, esp_err_to_name(error));
}

static void read_file(const char *url) {
  esp_http_client_config_t config = {.url = url, .timeout_ms = 3000};
  esp_http_client_handle_t client = esp_http_client_init(&config);
  char piece[100];
  int len = 0, got = -1;
  if (esp_http_client_open(client, 0) == ESP_OK &&
      esp_http_client_fetch_headers(client) >= 0)
    while ((got = esp_http_client_read(client, piece, sizeof(piece))) > 0)
      len += got;
  ESP_LOGI(TAG, "file: status %d, %d octets, %s",
           esp_http_client_get_status_code(client), len,
           got == 0 ? "complete" : "failed");
#ifndef FORGETS_CLEANUP /* the mistake: a client is kept, with its socket */
  esp_http_client_cleanup(client);
#endif
}

static void client_task(void *arg) {
  static int octets;
  esp_http_client_config_t config = {.url = CONFIG_APP_SERVER "/reading",
                                     .event_handler = on_event,
                                     .user_data = &octets};
  esp_http_client_handle_t client = esp_http_client_init(&config);
  for (int number = 1;; number++) {
    post_reading(client, number, &octets);
    read_file(CONFIG_APP_SERVER "/file");
    vTaskDelay(pdMS_TO_TICKS(10000));
  }
}

void app_main(void) {
  ESP_ERROR_CHECK(nvs_flash_init());
  ESP_ERROR_CHECK(esp_netif_init());
  ESP_ERROR_CHECK(esp_event_loop_create_default());
  ESP_ERROR_CHECK(example_connect());
  xTaskCreate(client_task, "client", 4096, NULL, 5, NULL);
}
