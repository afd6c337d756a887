/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of SOL_SOCKET, some of which are only there when a limit says so. */
#include "check.h"

#include "esp_timer.h"

#define GET(fd, option, value)                                                 \
  C(getsockopt)(fd, SOL_SOCKET, option, &(value), &(socklen_t){sizeof(value)})
#define SET(fd, option, value)                                                 \
  C(setsockopt)(fd, SOL_SOCKET, option, &(value), sizeof(value))

static void check_calls(int tcp) {
  int value = 1;
  FAILS(N(setsockopt), SET(tcp, 0x7777, value), ENOPROTOOPT);
  FAILS(N(getsockopt), GET(tcp, 0x7777, value), ENOPROTOOPT);
  FAILS(N(setsockopt), SET(-1, SO_KEEPALIVE, value), EBADF);
  FAILS(N(getsockopt), GET(-1, SO_KEEPALIVE, value), EBADF);
  FAILS(N(setsockopt), C(setsockopt)(tcp, SOL_SOCKET, SO_KEEPALIVE, &value, 1),
        EINVAL);
  FAILS(N(getsockopt), C(getsockopt)(tcp, SOL_SOCKET, SO_KEEPALIVE, NULL, NULL),
        EFAULT);
  EQUAL(N(setsockopt), SET(tcp, SO_KEEPALIVE, value), 0);
  value = 0;
  EQUAL(N(getsockopt), GET(tcp, SO_KEEPALIVE, value), 0);
  CHECK(N(getsockopt), value != 0);
  value = 0;
  SET(tcp, SO_KEEPALIVE, value);
}

/* lwIP reads a switch as the bit that it is kept in: not 1, but not 0. */
static void check_switch(const char *name, int fd, int option, int bit) {
  check_int_option(name, fd, SOL_SOCKET, option, 0, 0);
  int on = 1, seen = 0;
  EQUAL(name, SET(fd, option, on), 0);
  EQUAL(name, GET(fd, option, seen), 0);
  EQUAL(name, seen, bit);
}

/* A second socket on one port, and whom a broadcast reaches then. */
static void check_reuse(void) {
  struct sockaddr_in address = loopback(4001);
  int on = 1, first = C(socket)(AF_INET, SOCK_DGRAM, 0),
      second = C(socket)(AF_INET, SOCK_DGRAM, 0);
  C(bind)(first, (void *)&address, sizeof(address));
  FAILS("SO_REUSEADDR", C(bind)(second, (void *)&address, sizeof(address)),
        EADDRINUSE);
  C(close)(first);
  first = C(socket)(AF_INET, SOCK_DGRAM, 0);
  SET(first, SO_REUSEADDR, on);
  SET(second, SO_REUSEADDR, on);
  EQUAL("SO_REUSEADDR", C(bind)(first, (void *)&address, sizeof(address)), 0);
  EQUAL("SO_REUSEADDR", C(bind)(second, (void *)&address, sizeof(address)), 0);
  C(close)(first);
  C(close)(second);
}

/* SO_REUSE_RXTOALL: each of two sockets has its copy of a broadcast. */
static void check_broadcast(void) {
  struct sockaddr_in all = loopback(4002), here = loopback(4002);
  int on = 1, first = C(socket)(AF_INET, SOCK_DGRAM, 0),
      second = C(socket)(AF_INET, SOCK_DGRAM, 0);
  all.sin_addr.s_addr = htonl(INADDR_BROADCAST);
  here.sin_addr.s_addr = htonl(INADDR_ANY);
  SET(first, SO_REUSEADDR, on);
  SET(second, SO_REUSEADDR, on);
  C(bind)(first, (void *)&here, sizeof(here));
  C(bind)(second, (void *)&here, sizeof(here));
  check_switch("SO_BROADCAST", first, SO_BROADCAST, 0x20);
  /* lwIP asks for the option only with IP_SOF_BROADCAST, which is 0. */
  EQUAL("SO_BROADCAST", C(sendto)(second, "b", 1, 0, (void *)&all, sizeof(all)),
        1);
  C(close)(first);
  C(close)(second);
}

static void check_timeouts(void) {
  struct pair pair = pair_open(4003);
  struct timeval timeout = {.tv_usec = 250000}, seen = {0},
                 bad = {.tv_sec = -1};
  char data[1000] = {0};
  EQUAL("SO_RCVTIMEO", SET(pair.server, SO_RCVTIMEO, timeout), 0);
  EQUAL("SO_RCVTIMEO", GET(pair.server, SO_RCVTIMEO, seen), 0);
  CHECK("SO_RCVTIMEO", seen.tv_sec == 0 && seen.tv_usec == 250000);
  FAILS("SO_RCVTIMEO", SET(pair.server, SO_RCVTIMEO, bad), EINVAL);
  int64_t began_us = esp_timer_get_time();
  FAILS("SO_RCVTIMEO", C(recv)(pair.server, data, 1, 0), EWOULDBLOCK);
  CHECK("SO_RCVTIMEO", esp_timer_get_time() - began_us >= 250000);
  EQUAL("SO_SNDTIMEO", SET(pair.client, SO_SNDTIMEO, timeout), 0);
  EQUAL("SO_SNDTIMEO", GET(pair.client, SO_SNDTIMEO, seen), 0);
  CHECK("SO_SNDTIMEO", seen.tv_usec == 250000);
  while (C(send)(pair.client, data, sizeof(data), MSG_DONTWAIT) > 0)
    continue; /* until nothing fits */
  began_us = esp_timer_get_time();
  int len;
  do
    len = C(send)(pair.client, data, sizeof(data), 0);
  while (len > 0); /* what little room there was */
  FAILS("SO_SNDTIMEO", len, EWOULDBLOCK);
  CHECK("SO_SNDTIMEO", esp_timer_get_time() - began_us >= 250000);
  pair_close(&pair);
}

static void check_read_only(const struct pair *pair, int udp) {
  int value = -1;
  EQUAL("SO_TYPE", GET(pair->client, SO_TYPE, value), 0);
  EQUAL("SO_TYPE", value, SOCK_STREAM);
  EQUAL("SO_TYPE", GET(udp, SO_TYPE, value), 0);
  EQUAL("SO_TYPE", value, SOCK_DGRAM);
  FAILS("SO_TYPE", SET(udp, SO_TYPE, value), ENOPROTOOPT);
  EQUAL("SO_ACCEPTCONN", GET(pair->listener, SO_ACCEPTCONN, value), 0);
  EQUAL("SO_ACCEPTCONN", value, 1);
  EQUAL("SO_ACCEPTCONN", GET(pair->client, SO_ACCEPTCONN, value), 0);
  EQUAL("SO_ACCEPTCONN", value, 0);
  FAILS("SO_ACCEPTCONN", GET(udp, SO_ACCEPTCONN, value), ENOPROTOOPT);
  EQUAL("SO_ERROR", GET(udp, SO_ERROR, value), 0);
  EQUAL("SO_ERROR", value, 0);
  FAILS("SO_ERROR", SET(udp, SO_ERROR, value), ENOPROTOOPT);
  FAILS("SO_SNDBUF", SET(pair->client, SO_SNDBUF, value), ENOPROTOOPT);
  FAILS("SO_SNDBUF", GET(pair->client, SO_SNDBUF, value), ENOPROTOOPT);
}

static void check_no_check(int udp, int tcp) {
  int value = 1;
  check_int_option("SO_NO_CHECK", udp, SOL_SOCKET, SO_NO_CHECK, 0, 1);
  FAILS("SO_NO_CHECK", SET(tcp, SO_NO_CHECK, value), ENOPROTOOPT);
}

#ifdef CONFIG_LWIP_SO_RCVBUF
static void check_receive_buffer(void) {
  int fd = udp_open(4004), size = 10, value = -1;
  struct sockaddr_in to = loopback(4004);
  char data[10] = {0};
  EQUAL("SO_RCVBUF", SET(fd, SO_RCVBUF, size), 0);
  EQUAL("SO_RCVBUF", GET(fd, SO_RCVBUF, value), 0);
  EQUAL("SO_RCVBUF", value, 10);
  C(sendto)(fd, data, 8, 0, (void *)&to, sizeof(to));
  C(sendto)(fd, data, 8, 0, (void *)&to, sizeof(to)); /* is dropped */
  EQUAL("SO_RCVBUF", C(recv)(fd, data, 10, 0), 8);
  FAILS("SO_RCVBUF", C(recv)(fd, data, 10, MSG_DONTWAIT), EWOULDBLOCK);
  C(close)(fd);
}
#else
static void check_receive_buffer(void) {
  int fd = udp_open(4004), value = 10;
  FAILS("SO_RCVBUF", SET(fd, SO_RCVBUF, value), ENOPROTOOPT);
  C(close)(fd);
}
#endif

#ifdef CONFIG_LWIP_SO_LINGER
/* lwIP resets only what has data left to send or to be acknowledged. */
static void check_linger(void) {
  struct pair pair = pair_open(4005);
  struct linger at_once = {.l_onoff = 1, .l_linger = 0}, seen = {0};
  char data[1000] = {0};
  int len;
  EQUAL("SO_LINGER", GET(pair.client, SO_LINGER, seen), 0);
  EQUAL("SO_LINGER", seen.l_onoff, 0);
  EQUAL("SO_LINGER", SET(pair.client, SO_LINGER, at_once), 0);
  EQUAL("SO_LINGER", GET(pair.client, SO_LINGER, seen), 0);
  CHECK("SO_LINGER", seen.l_onoff == 1 && seen.l_linger == 0);
  EQUAL("SO_LINGER", C(close)(pair.client), 0);
  EQUAL("SO_LINGER", C(recv)(pair.server, data, 1, 0), 0); /* no reset */
  C(close)(pair.server);
  C(close)(pair.listener);
  pair = pair_open(4008);
  SET(pair.client, SO_LINGER, at_once);
  while (C(send)(pair.client, data, sizeof(data), MSG_DONTWAIT) > 0)
    continue;
  EQUAL("SO_LINGER", C(close)(pair.client), 0);
  while ((len = C(recv)(pair.server, data, sizeof(data), 0)) > 0)
    continue;
  FAILS("SO_LINGER", len, ECONNRESET);
  C(close)(pair.server);
  C(close)(pair.listener);
}
#else
static void check_linger(void) {
  struct pair pair = pair_open(4005);
  struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  FAILS("SO_LINGER", SET(pair.client, SO_LINGER, at_once), ENOPROTOOPT);
  pair_close(&pair);
}
#endif

void check_socket_options(void) {
  struct pair pair = pair_open(4006);
  int udp = udp_open(4007);
  check_calls(pair.client);
  check_switch("SO_KEEPALIVE", pair.client, SO_KEEPALIVE, 0x08);
  check_switch("SO_REUSEADDR", pair.client, SO_REUSEADDR, 0x04);
  check_read_only(&pair, udp);
  check_no_check(udp, pair.client);
  C(close)(udp);
  pair_close(&pair);
  check_reuse();
  check_broadcast();
  check_timeouts();
  check_receive_buffer();
  check_linger();
}
