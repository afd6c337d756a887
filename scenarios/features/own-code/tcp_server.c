/* SPDX-License-Identifier: BSD-3-Clause */
/* A TCP server as firmware has it: a listener, a task for each client, and
 * keep-alive, so that clients that vanish give their sockets back. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "esp_event.h"
#include "esp_log.h"
#include "esp_netif.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "lwip/sockets.h"
#include "nvs_flash.h"
#include "protocol_examples_common.h"

#ifndef CONFIG_EXAMPLE_PORT
#define CONFIG_EXAMPLE_PORT 3333
#endif
#define KEEPALIVE_IDLE_S 5
#define KEEPALIVE_INTERVAL_S 5
#define KEEPALIVE_COUNT 3

static const char *TAG = "tcp_server";

static int send_all(int sock, const char *data, int len) {
  while (len > 0) {
    int sent = send(sock, data, len, 0);
    if (sent < 0) {
      ESP_LOGE(TAG, "send failed: errno %d", errno);
      return -1;
    }
    data += sent;
    len -= sent;
  }
  return 0;
}

static void client_task(void *arg) {
  int sock = (int)(intptr_t)arg;
  char buffer[128];
  int len;
  while ((len = recv(sock, buffer, sizeof(buffer), 0)) > 0) {
    if (send_all(sock, buffer, len) < 0)
      break;
  }
  if (len < 0)
    ESP_LOGE(TAG, "recv failed: errno %d", errno);
  else
    ESP_LOGI(TAG, "connection closed");
#ifdef FORGETS_AFTER_AN_ERROR
  if (len < 0) /* the mistake: the way out of an error misses close() */
    vTaskDelete(NULL);
#endif
  shutdown(sock, SHUT_RDWR);
  close(sock);
  vTaskDelete(NULL);
}

static void set_keepalive(int sock) {
  int on = 1, idle = KEEPALIVE_IDLE_S, interval = KEEPALIVE_INTERVAL_S,
      count = KEEPALIVE_COUNT;
  setsockopt(sock, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
  setsockopt(sock, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
  setsockopt(sock, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof(interval));
  setsockopt(sock, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof(count));
}

static int make_listener(void) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(CONFIG_EXAMPLE_PORT),
                                .sin_addr.s_addr = htonl(INADDR_ANY)};
  int on = 1;
  int listener = socket(AF_INET, SOCK_STREAM, IPPROTO_IP);
  if (listener < 0) {
    ESP_LOGE(TAG, "no socket: errno %d", errno);
    return -1;
  }
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
      listen(listener, 4) != 0) {
    ESP_LOGE(TAG, "port %d: errno %d", CONFIG_EXAMPLE_PORT, errno);
    close(listener);
    return -1;
  }
  ESP_LOGI(TAG, "listening on port %d", CONFIG_EXAMPLE_PORT);
  return listener;
}

static void server_task(void *arg) {
  int listener = make_listener();
  while (listener >= 0) {
    struct sockaddr_storage from;
    socklen_t len = sizeof(from);
    char text[INET_ADDRSTRLEN];
    int sock = accept(listener, (struct sockaddr *)&from, &len);
    if (sock < 0) {
      ESP_LOGE(TAG, "accept failed: errno %d", errno);
      vTaskDelay(pdMS_TO_TICKS(100));
      continue;
    }
    set_keepalive(sock);
    inet_ntoa_r(((struct sockaddr_in *)&from)->sin_addr, text, sizeof(text));
    ESP_LOGI(TAG, "accepted %s", text);
    if (xTaskCreate(client_task, "client", 3072, (void *)(intptr_t)sock, 5,
                    NULL) != pdPASS)
      close(sock);
  }
  vTaskDelete(NULL);
}

void app_main(void) {
  ESP_ERROR_CHECK(nvs_flash_init());
  ESP_ERROR_CHECK(esp_netif_init());
  ESP_ERROR_CHECK(esp_event_loop_create_default());
  ESP_ERROR_CHECK(example_connect());
  xTaskCreate(server_task, "tcp_server", 4096, NULL, 5, NULL);
}
