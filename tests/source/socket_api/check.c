/* SPDX-License-Identifier: BSD-3-Clause */
/* What the checks of this folder share, and their order. */
#include "check.h"

#include <stdio.h>

static int failures;

void check(const char *name, bool holds, const char *what, const char *file,
           int line) {
  if (holds) {
    printf("PASS %s\n", name);
    return;
  }
  failures++;
  printf("FAIL %s: %s (errno %d), %s:%d\n", name, what, errno, file, line);
}

void check_number(const char *name, long seen, long wanted, const char *what,
                  const char *file, int line) {
  char text[200];
  snprintf(text, sizeof(text), "%ld and not %ld is %s", seen, wanted, what);
  check(name, seen == wanted, text, file, line);
}

struct sockaddr_in loopback(int port) {
  return (struct sockaddr_in){.sin_len = sizeof(struct sockaddr_in),
                              .sin_family = AF_INET,
                              .sin_port = htons(port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

struct pair pair_open(int port) {
  struct sockaddr_in address = loopback(port);
  struct pair pair = {.listener = C(socket)(AF_INET, SOCK_STREAM, 0),
                      .client = C(socket)(AF_INET, SOCK_STREAM, 0)};
  C(bind)(pair.listener, (struct sockaddr *)&address, sizeof(address));
  C(listen)(pair.listener, 2);
  C(connect)(pair.client, (struct sockaddr *)&address, sizeof(address));
  pair.server = C(accept)(pair.listener, NULL, NULL);
  if (pair.server < 0)
    printf("FAIL pair_open: errno %d\n", errno);
  return pair;
}

void pair_close(const struct pair *pair) {
  C(close)(pair->client);
  C(close)(pair->server);
  C(close)(pair->listener);
}

int udp_open(int port) {
  struct sockaddr_in address = loopback(port);
  int fd = C(socket)(AF_INET, SOCK_DGRAM, 0);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (C(bind)(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
    printf("FAIL udp_open: errno %d\n", errno);
  return fd;
}

void check_int_option(const char *name, int fd, int level, int option,
                      int before, int after) {
  int value = -1;
  socklen_t len = sizeof(value);
  EQUAL(name, C(getsockopt)(fd, level, option, &value, &len), 0);
  EQUAL(name, value, before);
  EQUAL(name, C(setsockopt)(fd, level, option, &after, sizeof(after)), 0);
  EQUAL(name, C(getsockopt)(fd, level, option, &value, &len), 0);
  EQUAL(name, value, after);
  EQUAL(name, len, sizeof(int));
}

void app_main(void) {
  check_tcp();
  check_udp();
  check_waiting();
  check_names();
  check_socket_options();
  check_ip_options();
  check_tcp_options();
  check_ipv6_options();
  check_control();
  printf("socket_api: %d failures\n", failures);
}
