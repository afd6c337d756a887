/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: socket() until something is used up, and calls on descriptors
 * that are no sockets. See cell.h. */

#define SOCKETS_MAX 40

/* How many come into being, and what the first refusal is. */
static void until_refused(int type, int protocol) {
  int made = 0;
  while (made < SOCKETS_MAX && socket(AF_INET, type, protocol) >= 0)
    made++;
  int error = errno;
  say("made %d", made);
  if (made < SOCKETS_MAX)
    say("then %s", error_name(error));
}

static void cell_socket_tcp(void) {
  told("socket", tcp_socket());
  told("socket", tcp_socket());
}

static void cell_socket_udp(void) {
  told("socket", udp_socket());
}

static void cell_socket_raw(void) {
  told("socket", socket(AF_INET, SOCK_RAW, 1));
}

static void cell_socket_ipv6(void) {
  told("socket", socket(AF_INET6, SOCK_STREAM, 0));
}

static void cell_socket_unknown_type(void) {
  told("socket", socket(AF_INET, 99, 0));
}

static void cell_socket_tcp_exhausted(void) {
  until_refused(SOCK_STREAM, 0);
}

static void cell_socket_udp_exhausted(void) {
  until_refused(SOCK_DGRAM, 0);
}

static void cell_socket_raw_exhausted(void) {
  until_refused(SOCK_RAW, 1);
}

static void cell_socket_mixed_exhausted(void) {
  int made = 0, fd = 0;
  while (made < SOCKETS_MAX && fd >= 0) {
    fd = made % 2 == 0 ? tcp_socket() : udp_socket();
    if (fd >= 0)
      made++;
  }
  int error = errno;
  say("made %d then %s", made, error_name(error));
}

static void cell_socket_again_after_close(void) {
  int last = -1, fd;
  for (int i = 0; i < SOCKETS_MAX && (fd = udp_socket()) >= 0; i++)
    last = fd;
  told("socket", udp_socket());
  told("close", close(last));
  told("socket", udp_socket());
  told("socket", udp_socket());
}

static void cell_socket_tcp_bound_exhausted(void) {
  int made = 0, fd;
  while (made < SOCKETS_MAX && (fd = tcp_socket()) >= 0 &&
         bind_to(fd, "0.0.0.0", 5000 + made) == 0)
    made++;
  int error = errno;
  say("made %d then %s", made, error_name(error));
}

static void cell_listen_exhausted(void) {
  const char *failed = "nothing";
  int made = 0, error = 0;
  while (made < SOCKETS_MAX) {
    int fd = tcp_socket();
    if (fd < 0) {
      failed = "socket";
    } else if (bind_to(fd, "0.0.0.0", 5000 + made) != 0) {
      failed = "bind";
    } else if (listen(fd, 1) != 0) {
      failed = "listen";
    } else {
      made++;
      continue;
    }
    error = errno;
    break;
  }
  say("made %d then %s %s", made, failed, error_name(error));
}

static void bad_descriptor(int fd) {
  told("bind", bind_to(fd, "0.0.0.0", 5000));
  told("listen", listen(fd, 1));
  told("accept", accept(fd, NULL, NULL));
  told("connect", connect_to(fd, CELL_REMOTE, 80));
  told("send", send(fd, "x", 1, 0));
  tell_recv(fd);
  told("shutdown", shutdown(fd, SHUT_RDWR));
  told("fcntl", fcntl(fd, F_GETFL, 0));
  told("setsockopt", set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1));
  tell_option(fd, SOL_SOCKET, SO_TYPE);
  told("close", close(fd));
}

static void cell_descriptor_negative(void) {
  bad_descriptor(-1);
}

static void cell_descriptor_too_large(void) {
  bad_descriptor(1000);
}

static void cell_descriptor_never_used(void) {
  int fd = udp_socket();
  bad_descriptor(fd + 1);
}

static void cell_descriptor_closed(void) {
  int fd = tcp_socket();
  told("close", close(fd));
  bad_descriptor(fd);
}
