/* SPDX-License-Identifier: BSD-3-Clause */
/* A server of one task that echoes what a client says, and has one of the bugs
 * that explore must find (BUG). What is behind CLIENT_LOST happens only when a
 * client has left by a reset. */
#include <stdlib.h>
#include <string.h>

#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sockets.h"

#define CRASHES 1
#define LEAKS 2
#define SPINS 3
#define GIVES_UP 4
#define IS_STUCK 5
#define SENDS_GARBAGE 6
#define CORRUPTS 7

static int listener;

static void wait_for_ever(void) {
  for (;;)
    vTaskDelay(portMAX_DELAY);
}

/* A UDP header is not that short. */
static void send_garbage(void) {
  struct sockaddr_in all = {.sin_family = AF_INET,
                            .sin_addr.s_addr = INADDR_BROADCAST};
  int raw = socket(AF_INET, SOCK_RAW, IPPROTO_UDP);
  sendto(raw, "abc", 3, 0, (struct sockaddr *)&all, sizeof(all));
  close(raw);
}

static void client_is_lost(int client) {
  char octet;
  switch (BUG) {
  case CRASHES:
    abort();
  case LEAKS:
    return;
  case SPINS:
    while (recv(client, &octet, 1, 0) < 0)
      ;
    break;
  case GIVES_UP:
    close(client);
    close(listener);
    wait_for_ever();
    break;
  case SENDS_GARBAGE:
    send_garbage();
    break;
  case CORRUPTS:
    tcp_listen_pcbs.listen_pcbs = NULL;
    break;
  default:
    break;
  }
  close(client);
}

static void serve(int client) {
  char data[128];
  struct timeval limit = {.tv_sec = 5};
  if (BUG != IS_STUCK)
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  for (;;) {
    ssize_t len = recv(client, data, sizeof(data), 0);
    if (len < 0 && errno == ECONNRESET) {
      client_is_lost(client);
      return;
    }
    if (len <= 0 || send(client, data, (size_t)len, 0) < 0)
      break;
  }
  close(client);
}

static int listen_here(void) {
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(7)};
  int made = socket(AF_INET, SOCK_STREAM, 0);
  int on = 1;
  setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (made >= 0 && bind(made, (struct sockaddr *)&here, sizeof(here)) == 0 &&
      listen(made, 16) == 0)
    return made;
  if (made >= 0)
    close(made);
  return -1;
}

void app_main(void) {
  for (;;) {
    listener = listen_here();
    while (listener >= 0) {
      int client = accept(listener, NULL, NULL);
      if (client >= 0)
        serve(client);
      else if (errno == EBADF)
        break;
      vTaskDelay(pdMS_TO_TICKS(10));
    }
    vTaskDelay(pdMS_TO_TICKS(1000));
  }
}
