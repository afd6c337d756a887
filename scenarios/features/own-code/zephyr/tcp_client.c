/* SPDX-License-Identifier: BSD-3-Clause */
/* A TCP client as a Zephyr application has it: one thread reads a sensor and
 * puts its values into a message queue, main() sends them, reconnecting when it
 * must. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>
#include <zephyr/net/socket.h>

LOG_MODULE_REGISTER(tcp_client);

K_MSGQ_DEFINE(readings, sizeof(int), 8, 4);

static void read_sensor(void *p1, void *p2, void *p3) {
  ARG_UNUSED(p1);
  ARG_UNUSED(p2);
  ARG_UNUSED(p3);
  for (int value = 1;; value++) {
    if (k_msgq_put(&readings, &value, K_NO_WAIT) != 0)
      LOG_WRN("reading %d is lost", value);
    k_sleep(K_SECONDS(2));
  }
}

K_THREAD_DEFINE(sensor, 1024, read_sensor, NULL, NULL, NULL, 7, 0, 500);

static int connect_to_peer(void) {
  struct zsock_addrinfo hints = {.ai_family = AF_INET,
                                 .ai_socktype = SOCK_STREAM};
  struct zsock_addrinfo *found;
  struct zsock_timeval timeout = {.tv_sec = 3};
  char text[NET_IPV4_ADDR_LEN];
  int error = zsock_getaddrinfo(CONFIG_NET_CONFIG_PEER_IPV4_ADDR, "7000",
                                &hints, &found);
  if (error != 0) {
    LOG_ERR("no address of %s: %d", CONFIG_NET_CONFIG_PEER_IPV4_ADDR, error);
    return -EHOSTUNREACH;
  }
  int sock = zsock_socket(found->ai_family, found->ai_socktype, IPPROTO_TCP);
  if (sock < 0) {
    LOG_ERR("no socket: %d", errno);
    zsock_freeaddrinfo(found);
    return -errno;
  }
  zsock_setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  zsock_inet_ntop(AF_INET, &net_sin(found->ai_addr)->sin_addr, text,
                  sizeof(text));
  error = zsock_connect(sock, found->ai_addr, found->ai_addrlen);
  zsock_freeaddrinfo(found);
  if (error < 0) {
    LOG_ERR("connect to %s: %d", text, errno);
    zsock_close(sock);
    return -ECONNABORTED;
  }
  LOG_INF("connected to %s", text);
  return sock;
}

static int tell(int sock, int value) {
  char line[32], answer[32];
  int len = snprintf(line, sizeof(line), "reading %d\n", value);
  if (zsock_send(sock, line, len, 0) != len)
    return -errno;
  len = zsock_recv(sock, answer, sizeof(answer), 0);
  if (len <= 0)
    return len == 0 ? -ENOTCONN : -errno;
  LOG_INF("reading %d: %d octets of answer", value, len);
  return 0;
}

int main(void) {
  int sock = -1, value;
  while (1) {
    k_msgq_get(&readings, &value, K_FOREVER);
    while (sock < 0 && (sock = connect_to_peer()) < 0)
      k_sleep(K_SECONDS(5));
    if (tell(sock, value) == 0)
      continue;
    LOG_ERR("reading %d was not taken", value);
    zsock_close(sock);
    sock = -1;
  }
}
