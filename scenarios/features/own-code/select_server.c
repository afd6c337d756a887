/* SPDX-License-Identifier: BSD-3-Clause */
/* A server with one task for all its clients: non-blocking sockets and
 * select(). Its entry is a task's function. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include "esp_log.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "sdkconfig.h"

#define CLIENTS_MAX (CONFIG_LWIP_MAX_SOCKETS - 2)

static const char *TAG = "select";
static int clients[CLIENTS_MAX];
static int client_count;

static int make_listener(uint16_t port) {
  struct sockaddr_in address = {0};
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (listener < 0)
    return -1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  int flags = fcntl(listener, F_GETFL, 0);
  if (fcntl(listener, F_SETFL, flags | O_NONBLOCK) < 0 ||
      bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0 ||
      listen(listener, 5) < 0) {
    ESP_LOGE(TAG, "errno %d", errno);
    close(listener);
    return -1;
  }
  return listener;
}

static void take_client(int listener) {
  int sock = accept(listener, NULL, NULL), on = 1;
  if (sock < 0) {
    if (errno != EWOULDBLOCK && errno != EAGAIN)
      ESP_LOGE(TAG, "accept: errno %d", errno);
    return;
  }
  if (client_count == CLIENTS_MAX) {
    ESP_LOGW(TAG, "full");
    close(sock);
    return;
  }
  ioctl(sock, FIONBIO, &on);
  clients[client_count++] = sock;
}

/* Returns whether the client stays. */
static bool serve(int sock) {
  char buffer[200];
  int len = recv(sock, buffer, sizeof(buffer), 0);
  if (len < 0 && errno == EAGAIN)
    return true;
  if (len <= 0)
    return false;
  return send(sock, buffer, len, 0) == len;
}

static int fill(fd_set *set, int listener) {
  int highest = listener;
  FD_ZERO(set);
  FD_SET(listener, set);
  for (int i = 0; i < client_count; i++) {
    FD_SET(clients[i], set);
    highest = clients[i] > highest ? clients[i] : highest;
  }
  return highest + 1;
}

void server_task(void *arg) {
  int listener = make_listener(4000);
  (void)arg;
  while (listener >= 0) {
    fd_set readable;
    struct timeval timeout = {.tv_sec = 10};
    int count = fill(&readable, listener);
    int ready = select(count, &readable, NULL, NULL, &timeout);
    if (ready < 0)
      break;
    if (ready == 0) {
      ESP_LOGI(TAG, "idle with %d clients", client_count);
      continue;
    }
    for (int i = client_count - 1; i >= 0; i--) {
      if (!FD_ISSET(clients[i], &readable) || serve(clients[i]))
        continue;
      close(clients[i]);
      clients[i] = clients[--client_count];
    }
    if (FD_ISSET(listener, &readable))
      take_client(listener);
  }
  vTaskDelete(NULL);
}
