/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of IPPROTO_TCP. */
#include "check.h"

static int get(int fd, int option) {
  int value = -1;
  C(getsockopt)(fd, IPPROTO_TCP, option, &value, &(socklen_t){sizeof(value)});
  return value;
}

static int set(int fd, int option, int value) {
  return C(setsockopt)(fd, IPPROTO_TCP, option, &value, sizeof(value));
}

void check_tcp_options(void) {
  struct pair pair = pair_open(6001);
  int udp = udp_open(6002), fd = pair.client;
  EQUAL("TCP_NODELAY", get(fd, TCP_NODELAY), 0);
  EQUAL("TCP_NODELAY", set(fd, TCP_NODELAY, 1), 0);
  CHECK("TCP_NODELAY", get(fd, TCP_NODELAY) != 0);
  EQUAL("TCP_KEEPIDLE", get(fd, TCP_KEEPIDLE), 7200);
  EQUAL("TCP_KEEPIDLE", set(fd, TCP_KEEPIDLE, 30), 0);
  EQUAL("TCP_KEEPIDLE", get(fd, TCP_KEEPIDLE), 30);
  EQUAL("TCP_KEEPALIVE", get(fd, TCP_KEEPALIVE), 30000); /* the same, in ms */
  EQUAL("TCP_KEEPALIVE", set(fd, TCP_KEEPALIVE, 5500), 0);
  EQUAL("TCP_KEEPALIVE", get(fd, TCP_KEEPIDLE), 5);
  EQUAL("TCP_KEEPINTVL", get(fd, TCP_KEEPINTVL), 75);
  EQUAL("TCP_KEEPINTVL", set(fd, TCP_KEEPINTVL, 4), 0);
  EQUAL("TCP_KEEPINTVL", get(fd, TCP_KEEPINTVL), 4);
  EQUAL("TCP_KEEPCNT", get(fd, TCP_KEEPCNT), 9);
  EQUAL("TCP_KEEPCNT", set(fd, TCP_KEEPCNT, 2), 0);
  EQUAL("TCP_KEEPCNT", get(fd, TCP_KEEPCNT), 2);
  FAILS("TCP_NODELAY", set(udp, TCP_NODELAY, 1), ENOPROTOOPT);
  FAILS("TCP_NODELAY", set(pair.listener, TCP_NODELAY, 1), EINVAL);
  C(close)(udp);
  pair_close(&pair);
}
