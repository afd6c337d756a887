/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls of datagrams. */
#include "check.h"

static void check_datagrams(int one, int two) {
  struct sockaddr_in to = loopback(2002), from = {0};
  socklen_t len = sizeof(from);
  char buffer[8];
  EQUAL(N(sendto), C(sendto)(one, "abc", 3, 0, (void *)&to, sizeof(to)), 3);
  EQUAL(N(sendto), C(sendto)(one, "de", 2, 0, (void *)&to, sizeof(to)), 2);
  EQUAL(N(recvfrom), C(recvfrom)(two, buffer, 8, 0, (void *)&from, &len), 3);
  EQUAL(N(recvfrom), ntohs(from.sin_port), 2001);
  EQUAL(N(recvfrom), C(recvfrom)(two, buffer, 1, 0, NULL, NULL), 1);
  FAILS(N(recvfrom), C(recvfrom)(two, buffer, 8, MSG_DONTWAIT, NULL, NULL),
        EWOULDBLOCK); /* what was cut off is gone */
}

static void check_connected(int one, int two) {
  struct sockaddr_in to = loopback(2002), name;
  socklen_t len = sizeof(name);
  char buffer[8];
  EQUAL(N(connect), C(connect)(one, (void *)&to, sizeof(to)), 0);
  EQUAL(N(send), C(send)(one, "fg", 2, 0), 2);
  EQUAL(N(write), C(write)(one, "h", 1), 1);
  EQUAL(N(recv), C(recv)(two, buffer, 8, 0), 2);
  EQUAL(N(read), C(read)(two, buffer, 8), 1);
  EQUAL(N(getpeername), C(getpeername)(one, (void *)&name, &len), 0);
  EQUAL(N(getpeername), ntohs(name.sin_port), 2002);
}

static void check_messages(int one, int two) {
  char head[1], rest[8];
  struct sockaddr_in to = loopback(2002), from;
  struct iovec out = {.iov_base = "xyz", .iov_len = 3};
  struct iovec in[] = {{.iov_base = head, .iov_len = 1},
                       {.iov_base = rest, .iov_len = 8}};
  struct msghdr sent = {.msg_name = &to,
                        .msg_namelen = sizeof(to),
                        .msg_iov = &out,
                        .msg_iovlen = 1};
  struct msghdr received = {.msg_name = &from,
                            .msg_namelen = sizeof(from),
                            .msg_iov = in,
                            .msg_iovlen = 2};
  EQUAL(N(sendmsg), C(sendmsg)(one, &sent, 0), 3);
  EQUAL(N(recvmsg), C(recvmsg)(two, &received, 0), 3);
  CHECK(N(recvmsg), *head == 'x' && memcmp(rest, "yz", 2) == 0);
  EQUAL(N(recvmsg), ntohs(from.sin_port), 2001);
}

void check_udp(void) {
  int one = udp_open(2001), two = udp_open(2002);
  check_datagrams(one, two);
  check_messages(one, two);
  check_connected(one, two);
  C(close)(one);
  C(close)(two);
}
