/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls of a stream: from socket() to close(). */
#include "check.h"

#include <stdlib.h>

static void check_opening(void) {
  struct sockaddr_in address = loopback(1001), seen;
  socklen_t len = sizeof(seen);
  int first = C(socket)(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  int second = C(socket)(AF_INET, SOCK_STREAM, 0);
  CHECK(N(socket), first >= 0 && second == first + 1);
  FAILS(N(socket), C(socket)(AF_INET, 99, 0), EINVAL);
  EQUAL(N(bind), C(bind)(first, (void *)&address, sizeof(address)), 0);
  FAILS(N(bind), C(bind)(second, (void *)&address, sizeof(address)),
        EADDRINUSE);
  EQUAL(N(getsockname), C(getsockname)(first, (void *)&seen, &len), 0);
  EQUAL(N(getsockname), ntohs(seen.sin_port), 1001);
  EQUAL(N(getsockname), len, sizeof(struct sockaddr_in));
  FAILS(N(getpeername), C(getpeername)(first, (void *)&seen, &len), ENOTCONN);
  /* The guide has ECONNREFUSED; lwIP tells of a reset. */
  FAILS(N(connect), C(connect)(second, (void *)&address, sizeof(address)),
        ECONNRESET);
  EQUAL(N(close), C(close)(first), 0);
  FAILS(N(close), C(close)(first), EBADF);
  FAILS(N(listen), C(listen)(first, 1), EBADF);
  C(close)(second);
}

static void check_connecting(void) {
  struct sockaddr_in address = loopback(1002), from = {0};
  socklen_t len = sizeof(from);
  int listener = C(socket)(AF_INET, SOCK_STREAM, 0);
  int client = C(socket)(AF_INET, SOCK_STREAM, 0);
  C(bind)(listener, (void *)&address, sizeof(address));
  EQUAL(N(listen), C(listen)(listener, 1), 0);
  EQUAL(N(connect), C(connect)(client, (void *)&address, sizeof(address)), 0);
  FAILS(N(connect), C(connect)(client, (void *)&address, sizeof(address)),
        EISCONN);
  int server = C(accept)(listener, (void *)&from, &len);
  CHECK(N(accept), server >= 0 && from.sin_family == AF_INET);
  EQUAL(N(accept), ntohl(from.sin_addr.s_addr), INADDR_LOOPBACK);
  int udp = udp_open(1003);
  FAILS(N(accept), C(accept)(udp, NULL, NULL), EOPNOTSUPP);
  FAILS(N(listen), C(listen)(udp, 1), EOPNOTSUPP);
  EQUAL(N(getpeername), C(getpeername)(client, (void *)&from, &len), 0);
  EQUAL(N(getpeername), ntohs(from.sin_port), 1002);
  C(close)(udp);
  C(close)(server);
  C(close)(client);
  C(close)(listener);
}

static void check_octets(const struct pair *pair) {
  char buffer[16] = {0};
  EQUAL(N(send), C(send)(pair->client, "abcd", 4, 0), 4);
  EQUAL(N(recv), C(recv)(pair->server, buffer, 2, MSG_PEEK), 2);
  EQUAL(N(recv), C(recv)(pair->server, buffer, sizeof(buffer), 0), 4);
  CHECK(N(recv), memcmp(buffer, "abcd", 4) == 0);
  FAILS(N(recv), C(recv)(pair->server, buffer, 1, MSG_DONTWAIT), EWOULDBLOCK);
  EQUAL(N(write), C(write)(pair->server, "efg", 3), 3);
  EQUAL(N(read), C(read)(pair->client, buffer, sizeof(buffer)), 3);
  CHECK(N(read), memcmp(buffer, "efg", 3) == 0);
  EQUAL(N(sendto), C(sendto)(pair->client, "hi", 2, 0, NULL, 0), 2);
  EQUAL(N(recvfrom),
        C(recvfrom)(pair->server, buffer, sizeof(buffer), 0, NULL, NULL), 2);
}

static void check_parts(const struct pair *pair) {
  char head[2], rest[8];
  struct iovec out[] = {{.iov_base = "abc", .iov_len = 3},
                        {.iov_base = "de", .iov_len = 2}};
  struct iovec in[] = {{.iov_base = head, .iov_len = 2},
                       {.iov_base = rest, .iov_len = 8}};
  struct msghdr sent = {.msg_iov = out, .msg_iovlen = 2};
  struct msghdr received = {.msg_iov = in, .msg_iovlen = 2};
  EQUAL(N(writev), C(writev)(pair->client, out, 2), 5);
  EQUAL(N(readv), C(readv)(pair->server, in, 2), 5);
  CHECK(N(readv), memcmp(head, "ab", 2) == 0 && memcmp(rest, "cde", 3) == 0);
  EQUAL(N(sendmsg), C(sendmsg)(pair->server, &sent, 0), 5);
  EQUAL(N(recvmsg), C(recvmsg)(pair->client, &received, 0), 5);
  CHECK(N(recvmsg), memcmp(head, "ab", 2) == 0 && memcmp(rest, "cde", 3) == 0);
  sent.msg_iovlen = 0;
  FAILS(N(sendmsg), C(sendmsg)(pair->server, &sent, 0), EMSGSIZE);
}

static void check_ending(const struct pair *pair) {
  char buffer[4];
  EQUAL(N(shutdown), C(shutdown)(pair->client, SHUT_WR), 0);
  EQUAL(N(recv), C(recv)(pair->server, buffer, 4, 0), 0);
  FAILS(N(send), C(send)(pair->client, "x", 1, 0), ENOTCONN);
  EQUAL(N(send), C(send)(pair->server, "yz", 2, 0), 2); /* half open */
  EQUAL(N(recv), C(recv)(pair->client, buffer, 4, 0), 2);
  FAILS(N(shutdown), C(shutdown)(pair->listener, SHUT_WR), ENOTCONN);
  FAILS(N(shutdown), C(shutdown)(pair->client, 9), EINVAL);
  FAILS(N(read), C(read)(-1, buffer, 4), EBADF);
  FAILS(N(write), C(write)(-1, buffer, 4), EBADF);
}

/* More than fits: send() waits while the other side reads, and a read of 4 KiB
 * may return less. */
static void check_much(const struct pair *pair) {
  char *data = calloc(1, 4096);
  int sent = 0, got = 0, len;
  while ((len = C(send)(pair->client, data, 4096, MSG_DONTWAIT)) > 0)
    sent += len;
  CHECK(N(send), sent > 0 && errno == EWOULDBLOCK);
  while (got < sent && (len = C(recv)(pair->server, data, 4096, 0)) > 0)
    got += len;
  EQUAL(N(recv), got, sent);
  free(data);
}

void check_tcp(void) {
  check_opening();
  check_connecting();
  struct pair pair = pair_open(1004);
  check_octets(&pair);
  check_parts(&pair);
  check_much(&pair);
  check_ending(&pair);
  pair_close(&pair);
}
