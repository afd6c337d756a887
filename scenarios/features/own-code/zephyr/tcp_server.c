/* SPDX-License-Identifier: BSD-3-Clause */
/* A TCP echo server as a Zephyr application has it: a dual-stack listener, and
 * one thread that polls it together with its clients. */
#include <errno.h>
#include <string.h>

#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>
#include <zephyr/net/socket.h>

LOG_MODULE_REGISTER(tcp_server, LOG_LEVEL_INF);

#define PORT 4242
#define CLIENTS_MAX 3

static struct zsock_pollfd fds[1 + CLIENTS_MAX];

static int make_listener(void) {
  struct sockaddr_in6 address = {.sin6_family = AF_INET6,
                                 .sin6_addr = IN6ADDR_ANY_INIT,
                                 .sin6_port = htons(PORT)};
  int on = 1, off = 0;
  int listener = zsock_socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP);
  if (listener < 0) {
    LOG_ERR("no socket: %d", errno);
    return -errno;
  }
  zsock_setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (zsock_setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) <
      0)
    LOG_WRN("IPv6 only: %d", errno);
  if (zsock_bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0 ||
      zsock_listen(listener, CLIENTS_MAX) < 0) {
    LOG_ERR("port %d: %d", PORT, errno);
    zsock_close(listener);
    return -errno;
  }
  LOG_INF("listening on port %d", PORT);
  return listener;
}

static void accept_client(void) {
  int client = zsock_accept(fds[0].fd, NULL, NULL);
  if (client < 0) {
    LOG_ERR("accept: %d", errno);
    k_msleep(100);
    return;
  }
  for (int i = 1; i <= CLIENTS_MAX; i++) {
    if (fds[i].fd >= 0)
      continue;
    fds[i].fd = client;
    fds[i].events = ZSOCK_POLLIN;
    return;
  }
  LOG_WRN("a client too many");
  zsock_close(client);
}

static int send_all(int sock, const char *data, size_t len) {
  while (len > 0) {
    ssize_t sent = zsock_send(sock, data, len, 0);
    if (sent < 0 && errno == EAGAIN) {
      k_msleep(10);
      continue;
    }
    if (sent < 0)
      return -errno;
    data += sent;
    len -= sent;
  }
  return 0;
}

static void serve(struct zsock_pollfd *client) {
  static char buffer[128];
  ssize_t len = zsock_recv(client->fd, buffer, sizeof(buffer), 0);
  if (len > 0 && send_all(client->fd, buffer, len) == 0)
    return;
  if (len < 0)
    LOG_ERR("recv: %d", errno);
  zsock_close(client->fd);
  client->fd = -1;
}

int main(void) {
  for (int i = 1; i <= CLIENTS_MAX; i++)
    fds[i].fd = -1;
  fds[0].fd = make_listener();
  fds[0].events = ZSOCK_POLLIN;
  if (fds[0].fd < 0)
    return 0;
  while (1) {
    if (zsock_poll(fds, ARRAY_SIZE(fds), -1) < 0) {
      LOG_ERR("poll: %d", errno);
      return 0;
    }
    for (int i = 1; i <= CLIENTS_MAX; i++)
      if (fds[i].fd >= 0 && fds[i].revents != 0)
        serve(&fds[i]);
    if (fds[0].revents & ZSOCK_POLLIN)
      accept_client();
  }
}
