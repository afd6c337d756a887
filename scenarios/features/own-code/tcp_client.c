/* SPDX-License-Identifier: BSD-3-Clause */
/* A TCP client: it looks its server's name up, connects, sends a line and
 * reads the answer, every few seconds and whatever happens. */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "esp_event.h"
#include "esp_log.h"
#include "esp_netif.h"
#include "esp_wifi.h"
#include "freertos/FreeRTOS.h"
#include "freertos/event_groups.h"
#include "freertos/task.h"
#include "nvs_flash.h"

#define CONNECTED_BIT (1 << 0)

#ifndef CONFIG_APP_HUB
#define CONFIG_APP_HUB "sensor-hub"
#endif

static const char *TAG = "tcp_client";
static EventGroupHandle_t network;

static void on_event(void *arg, esp_event_base_t base, int32_t id, void *data) {
  if (base == WIFI_EVENT && id == WIFI_EVENT_STA_START) {
    esp_wifi_connect();
  } else if (base == IP_EVENT && id == IP_EVENT_STA_GOT_IP) {
    ip_event_got_ip_t *event = data;
    ESP_LOGI(TAG, "got " IPSTR, IP2STR(&event->ip_info.ip));
    xEventGroupSetBits(network, CONNECTED_BIT);
  }
}

static void start_wifi(void) {
  wifi_init_config_t init = WIFI_INIT_CONFIG_DEFAULT();
  wifi_config_t config = {.sta = {.ssid = "home", .password = "secret"}};
  network = xEventGroupCreate();
  ESP_ERROR_CHECK(esp_netif_init());
  ESP_ERROR_CHECK(esp_event_loop_create_default());
  esp_netif_create_default_wifi_sta();
  ESP_ERROR_CHECK(esp_wifi_init(&init));
  ESP_ERROR_CHECK(
      esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, on_event, NULL));
  ESP_ERROR_CHECK(esp_event_handler_register(IP_EVENT, IP_EVENT_STA_GOT_IP,
                                             on_event, NULL));
  ESP_ERROR_CHECK(esp_wifi_set_mode(WIFI_MODE_STA));
  ESP_ERROR_CHECK(esp_wifi_set_config(WIFI_IF_STA, &config));
  ESP_ERROR_CHECK(esp_wifi_start());
  xEventGroupWaitBits(network, CONNECTED_BIT, pdFALSE, pdTRUE, portMAX_DELAY);
}

static int connect_to(const char *host, const char *service) {
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  struct addrinfo *found = NULL;
  int error = getaddrinfo(host, service, &hints, &found);
  if (error != 0 || found == NULL) {
    ESP_LOGE(TAG, "no address for %s: %d", host, error);
    return -1;
  }
  int sock = socket(found->ai_family, found->ai_socktype, 0);
  if (sock < 0) {
    ESP_LOGE(TAG, "no socket: errno %d", errno);
    freeaddrinfo(found);
    return -1;
  }
  struct timeval timeout = {.tv_sec = 3};
  setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  error = connect(sock, found->ai_addr, found->ai_addrlen);
  freeaddrinfo(found);
  if (error != 0) {
    ESP_LOGE(TAG, "connect failed: errno %d (%s)", errno, strerror(errno));
    close(sock);
    return -1;
  }
  return sock;
}

static void talk(int sock, int turn) {
  char line[64], answer[64];
  int len = snprintf(line, sizeof(line), "reading %d\n", turn);
  if (write(sock, line, len) != len) {
    ESP_LOGE(TAG, "write failed: errno %d", errno);
    return;
  }
  len = read(sock, answer, sizeof(answer) - 1);
  if (len < 0)
    ESP_LOGE(TAG, "read failed: errno %d", errno);
  else
    ESP_LOGI(TAG, "%d octets of answer", len);
}

void app_main(void) {
  ESP_ERROR_CHECK(nvs_flash_init());
  start_wifi();
  for (int turn = 1;; turn++) {
    int sock = connect_to(CONFIG_APP_HUB, "7000");
    if (sock >= 0) {
      talk(sock, turn);
      close(sock);
    }
    vTaskDelay(pdMS_TO_TICKS(5000));
  }
}
