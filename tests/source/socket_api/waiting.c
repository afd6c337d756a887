/* SPDX-License-Identifier: BSD-3-Clause */
/* select() and poll(): who is ready, how long they wait, and how an
 * asynchronous connect() ends. */
#include "check.h"

#include "esp_timer.h"

static int ready(int fd, char set, int ms) {
  struct timeval timeout = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
  fd_set fds;
  FD_ZERO(&fds);
  FD_SET(fd, &fds);
  int count =
      C(select)(fd + 1, set == 'r' ? &fds : NULL, set == 'w' ? &fds : NULL,
                set == 'x' ? &fds : NULL, &timeout);
  return count == 1 && FD_ISSET(fd, &fds) ? 1 : count;
}

static void check_select(const struct pair *pair) {
  int64_t began_us = esp_timer_get_time();
  char octet;
  EQUAL(N(select), ready(pair->server, 'r', 300), 0);
  int64_t waited_us = esp_timer_get_time() - began_us;
  CHECK(N(select), waited_us >= 300000 && waited_us < 320000);
  EQUAL(N(select), ready(pair->server, 'w', 0), 1);
  C(send)(pair->client, "x", 1, 0);
  EQUAL(N(select), ready(pair->server, 'r', 1000), 1);
  EQUAL(N(select), ready(pair->server, 'x', 0), 0);
  C(recv)(pair->server, &octet, 1, 0);
  EQUAL(N(select), ready(pair->listener, 'r', 0), 0);
}

static int polled(int fd, int events, int ms) {
  struct pollfd item = {.fd = fd, .events = (short)events};
  int count = C(poll)(&item, 1, ms);
  return count <= 0 ? count : item.revents;
}

static void check_poll(const struct pair *pair) {
  int64_t began_us = esp_timer_get_time();
  char octet;
  EQUAL(N(poll), polled(pair->server, POLLIN, 200), 0);
  int64_t waited_us = esp_timer_get_time() - began_us;
  CHECK(N(poll), waited_us >= 200000 && waited_us < 220000);
  EQUAL(N(poll), polled(pair->server, POLLIN | POLLOUT, 0), POLLOUT);
  C(send)(pair->client, "x", 1, 0);
  EQUAL(N(poll), polled(pair->server, POLLIN, 1000), POLLIN);
  C(recv)(pair->server, &octet, 1, 0);
  struct pollfd nobody = {.fd = 1000, .events = POLLIN};
  EQUAL(N(poll), C(poll)(&nobody, 1, 0), -1); /* POSIX has 1 here */
  EQUAL(N(poll), nobody.revents, POLLNVAL);
  C(shutdown)(pair->client, SHUT_WR);
  EQUAL(N(poll), polled(pair->server, POLLIN, 1000), POLLIN); /* the end */
}

/* The error of an asynchronous connect() is in the exception set and is read
 * with SO_ERROR, which forgets it. */
static void check_connect(void) {
  struct sockaddr_in address = loopback(3999);
  int error = 0, fd = C(socket)(AF_INET, SOCK_STREAM, 0);
  socklen_t len = sizeof(error);
  C(fcntl)(fd, F_SETFL, O_NONBLOCK);
  FAILS(N(connect), C(connect)(fd, (void *)&address, sizeof(address)),
        EINPROGRESS);
  EQUAL("exception set", ready(fd, 'x', 5000), 1);
  EQUAL("SO_ERROR", C(getsockopt)(fd, SOL_SOCKET, SO_ERROR, &error, &len), 0);
  EQUAL("SO_ERROR", error, ECONNRESET);
  C(getsockopt)(fd, SOL_SOCKET, SO_ERROR, &error, &len);
  EQUAL("SO_ERROR", error, 0);
  C(close)(fd);
}

static void check_connected(void) {
  struct pair pair = pair_open(3001);
  struct sockaddr_in address = loopback(3001);
  int error = -1, fd = C(socket)(AF_INET, SOCK_STREAM, 0);
  socklen_t len = sizeof(error);
  C(fcntl)(fd, F_SETFL, O_NONBLOCK);
  C(connect)(fd, (void *)&address, sizeof(address));
  EQUAL("exception set", ready(fd, 'w', 5000), 1);
  EQUAL("exception set", ready(fd, 'x', 0), 0);
  C(getsockopt)(fd, SOL_SOCKET, SO_ERROR, &error, &len);
  EQUAL("SO_ERROR", error, 0);
  C(close)(fd);
  pair_close(&pair);
}

void check_waiting(void) {
  struct pair pair = pair_open(3002);
  check_select(&pair);
  check_poll(&pair);
  pair_close(&pair);
  /* Closed: POSIX has EBADF, lwIP looks at what the slot was. */
  CHECK(N(select), ready(pair.server, 'r', 0) >= 0);
  check_connect();
  check_connected();
}
