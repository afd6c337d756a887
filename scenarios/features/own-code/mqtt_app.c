/* SPDX-License-Identifier: BSD-3-Clause */
/* Firmware with MQTT: it says that it is there, listens for commands, and
 * publishes a reading every five seconds that the broker acknowledges. */
#include <stdio.h>

#include "esp_event.h"
#include "esp_log.h"
#include "esp_netif.h"
#include "freertos/FreeRTOS.h"
#include "freertos/event_groups.h"
#include "freertos/task.h"
#include "mqtt_client.h"
#include "nvs_flash.h"
#include "protocol_examples_common.h"

#ifndef CONFIG_APP_BROKER
#define CONFIG_APP_BROKER "mqtt://broker"
#endif
#define CONNECTED BIT0

static const char *TAG = "mqtt_app";
static EventGroupHandle_t state;

static void on_event(void *arg, esp_event_base_t base, int32_t id, void *data) {
  esp_mqtt_event_handle_t event = data;
  switch ((esp_mqtt_event_id_t)id) {
  case MQTT_EVENT_CONNECTED:
    ESP_LOGI(TAG, "connected");
    esp_mqtt_client_publish(event->client, "sockfit/status", "online", 0, 0, 1);
    esp_mqtt_client_subscribe(event->client, "sockfit/command/#", 1);
    xEventGroupSetBits(state, CONNECTED);
    break;
  case MQTT_EVENT_DISCONNECTED:
    ESP_LOGW(TAG, "disconnected");
    xEventGroupClearBits(state, CONNECTED);
    break;
  case MQTT_EVENT_SUBSCRIBED:
    ESP_LOGI(TAG, "subscribed, id %d", event->msg_id);
    break;
  case MQTT_EVENT_PUBLISHED:
    ESP_LOGI(TAG, "reading acknowledged, id %d", event->msg_id);
    break;
  case MQTT_EVENT_DATA:
    ESP_LOGI(TAG, "%.*s: %.*s", event->topic_len, event->topic, event->data_len,
             event->data);
    break;
  case MQTT_EVENT_ERROR:
    ESP_LOGE(TAG, "error of type %d", event->error_handle->error_type);
    break;
  default:
    break;
  }
}

static void reading_task(void *arg) {
  esp_mqtt_client_handle_t client = arg;
  char reading[16];
  for (int number = 1;; number++) {
    xEventGroupWaitBits(state, CONNECTED, pdFALSE, pdTRUE, portMAX_DELAY);
    snprintf(reading, sizeof(reading), "%d", number);
    if (esp_mqtt_client_publish(client, "sockfit/reading", reading, 0, 1, 0) <
        0)
      ESP_LOGE(TAG, "reading %d not sent", number);
    vTaskDelay(pdMS_TO_TICKS(5000));
  }
}

void app_main(void) {
  static const esp_mqtt_client_config_t config = {
      .broker.address.uri = CONFIG_APP_BROKER,
      .credentials.client_id = "sockfit-device",
      .session = {.keepalive = 15,
                  .last_will = {.topic = "sockfit/status", .msg = "offline"}},
      .network.reconnect_timeout_ms = 3000,
  };
  ESP_ERROR_CHECK(nvs_flash_init());
  ESP_ERROR_CHECK(esp_netif_init());
  ESP_ERROR_CHECK(esp_event_loop_create_default());
  ESP_ERROR_CHECK(example_connect());
  state = xEventGroupCreate();
  esp_mqtt_client_handle_t client = esp_mqtt_client_init(&config);
  esp_mqtt_client_register_event(client, MQTT_EVENT_ANY, on_event, NULL);
  ESP_ERROR_CHECK(esp_mqtt_client_start(client));
  xTaskCreate(reading_task, "reading", 3072, client, 5, NULL);
}
