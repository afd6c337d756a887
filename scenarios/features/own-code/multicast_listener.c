/* SPDX-License-Identifier: BSD-3-Clause */
/* Joins a multicast group, listens to it, and tells it every second that it is
 * there; a software timer counts how often. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "esp_log.h"
#include "esp_netif.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "freertos/timers.h"

#define GROUP "232.10.11.12"
#define PORT 3333

static const char *TAG = "multicast";
static int sock = -1;

static bool join(void) {
  struct ip_mreq request = {0};
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
  esp_netif_ip_info_t info;
  uint8_t ttl = 2, loop = 1;
  sock = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
  if (sock < 0 ||
      bind(sock, (struct sockaddr *)&address, sizeof(address)) < 0) {
    ESP_LOGE(TAG, "errno %d", errno);
    return false;
  }
  esp_netif_get_ip_info(esp_netif_get_handle_from_ifkey("WIFI_STA_DEF"), &info);
  request.imr_interface.s_addr = info.ip.addr;
  inet_aton(GROUP, &request.imr_multiaddr);
  if (setsockopt(sock, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request,
                 sizeof(request)) < 0) {
    ESP_LOGE(TAG, "IP_ADD_MEMBERSHIP: errno %d", errno);
    return false;
  }
  setsockopt(sock, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof(ttl));
  setsockopt(sock, IPPROTO_IP, IP_MULTICAST_LOOP, &loop, sizeof(loop));
  return true;
}

static void on_timer(TimerHandle_t timer) {
  static const char hello[] = "hello";
  struct sockaddr_in group = {.sin_family = AF_INET, .sin_port = htons(PORT)};
  inet_pton(AF_INET, GROUP, &group.sin_addr);
  if (sendto(sock, hello, sizeof(hello), 0, (struct sockaddr *)&group,
             sizeof(group)) < 0)
    ESP_LOGE(TAG, "sendto: errno %d", errno);
}

void app_main(void) {
  if (!join())
    return;
  TimerHandle_t timer =
      xTimerCreate("hello", pdMS_TO_TICKS(1000), pdTRUE, NULL, on_timer);
  xTimerStart(timer, 0);
  for (;;) {
    struct pollfd fd = {.fd = sock, .events = POLLIN};
    int ready = poll(&fd, 1, 2500);
    if (ready == 0)
      ESP_LOGW(TAG, "nothing heard");
    if (ready <= 0)
      continue;
    char data[64], text[32];
    struct sockaddr_in from;
    socklen_t len = sizeof(from);
    int got =
        recvfrom(sock, data, sizeof(data), 0, (struct sockaddr *)&from, &len);
    inet_ntop(AF_INET, &from.sin_addr, text, sizeof(text));
    ESP_LOGI(TAG, "%d octets from %s", got, text);
  }
}
