/* SPDX-License-Identifier: BSD-3-Clause */
/* A UDP client as a Zephyr application has it: it asks, polls for the answer
 * with a timeout, and asks again. */
#include <errno.h>
#include <string.h>

#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>
#include <zephyr/net/socket.h>

LOG_MODULE_REGISTER(udp_client, LOG_LEVEL_DBG);

static int ask(int sock, int turn) {
  struct zsock_pollfd answer = {.fd = sock, .events = ZSOCK_POLLIN};
  char buffer[64];
  if (zsock_send(sock, &turn, sizeof(turn), 0) < 0) {
    LOG_ERR("send: %d", errno);
    return -errno;
  }
  int count = zsock_poll(&answer, 1, 1000);
  if (count == 0) {
    LOG_WRN("no answer to %d", turn);
    return -ETIMEDOUT;
  }
  ssize_t len = zsock_recv(sock, buffer, sizeof(buffer), ZSOCK_MSG_DONTWAIT);
  LOG_DBG("answer %d has %d octets", turn, (int)len);
  return len < 0 ? -errno : 0;
}

int main(void) {
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(5005)};
  int sock = zsock_socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP), answers = 0;
  if (sock < 0) {
    LOG_ERR("no socket: %d", errno);
    return 0;
  }
  if (net_addr_pton(AF_INET, "198.18.0.4", &server.sin_addr) < 0 ||
      zsock_connect(sock, (struct sockaddr *)&server, sizeof(server)) < 0)
    LOG_ERR("connect: %d", errno);
  for (int turn = 1; turn <= 10; turn++) {
    answers += ask(sock, turn) == 0;
    k_sleep(K_SECONDS(3));
  }
  LOG_INF("%d of 10 answered", answers);
  zsock_close(sock);
  return 0;
}
