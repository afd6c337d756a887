/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: bind() and listen(), with and without SO_REUSEADDR. See
 * cell.h. */

static int reusing(int fd) {
  told("SO_REUSEADDR", set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1));
  return fd;
}

static void cell_bind_taken(void) {
  int first = tcp_socket(), second = tcp_socket();
  told("bind", bind_to(first, "0.0.0.0", 5000));
  told("bind", bind_to(second, "0.0.0.0", 5000));
}

static void cell_bind_taken_reuse(void) {
  int first = reusing(tcp_socket()), second = reusing(tcp_socket());
  told("bind", bind_to(first, "0.0.0.0", 5000));
  told("bind", bind_to(second, "0.0.0.0", 5000));
  told("listen", listen(first, 1));
  told("listen", listen(second, 1));
}

static void cell_bind_taken_one_reuses(void) {
  int first = tcp_socket(), second = reusing(tcp_socket());
  told("bind", bind_to(first, "0.0.0.0", 5000));
  told("bind", bind_to(second, "0.0.0.0", 5000));
}

static void cell_bind_listener(void) {
  listener_at(5000, 1);
  told("bind", bind_to(tcp_socket(), "0.0.0.0", 5000));
}

static void cell_bind_listener_reuse(void) {
  int first = reusing(tcp_socket()), second = reusing(tcp_socket());
  told("bind", bind_to(first, "0.0.0.0", 5000));
  told("listen", listen(first, 1));
  told("bind", bind_to(second, "0.0.0.0", 5000));
  told("listen", listen(second, 1));
}

static void cell_bind_live_connection(void) {
  int listener = listener_at(5000, 1);
  accepted(listener, 4000, 5000);
  told("close", close(listener));
  told("bind", bind_to(tcp_socket(), "0.0.0.0", 5000));
  told("bind", bind_to(reusing(tcp_socket()), "0.0.0.0", 5000));
}

static int leave_time_wait(void) {
  int listener = listener_at(5000, 1);
  int fd = accepted(listener, 4000, 5000);
  cell_sleep(100);
  close(fd);
  remote_fin(4000);
  return close(listener);
}

static void cell_bind_time_wait(void) {
  leave_time_wait();
  int fd = tcp_socket();
  told("bind", bind_to(fd, "0.0.0.0", 5000));
  cell_sleep(4000); /* 2 MSL are over (2 s here) */
  told("bind", bind_to(fd, "0.0.0.0", 5000));
}

static void cell_bind_time_wait_reuse(void) {
  leave_time_wait();
  int fd = reusing(tcp_socket());
  told("bind", bind_to(fd, "0.0.0.0", 5000));
  told("listen", listen(fd, 1));
}

static void cell_bind_udp_taken(void) {
  told("bind", bind_to(udp_socket(), "0.0.0.0", 5000));
  told("bind", bind_to(udp_socket(), "0.0.0.0", 5000));
  told("bind", bind_to(tcp_socket(), "0.0.0.0", 5000));
}

static void cell_bind_udp_reuse(void) {
  int first = reusing(udp_socket()), second = reusing(udp_socket());
  told("bind", bind_to(first, "0.0.0.0", 5000));
  told("bind", bind_to(second, "0.0.0.0", 5000));
  remote_udp(4000, 5000, 10);
  tell_readable(first, 100);
  tell_readable(second, 100);
}

static void cell_bind_foreign_address(void) {
  told("bind", bind_to(tcp_socket(), "198.18.0.77", 5000));
}

/* The PCB is then twice in lwIP's list, which has become a ring: one more
 * bind() would search it for ever. */
static void cell_bind_twice(void) {
  int fd = tcp_socket();
  told("bind", bind_to(fd, "0.0.0.0", 5000));
  told("bind", bind_to(fd, "0.0.0.0", 5001));
}

static void cell_bind_port_zero(void) {
  struct sockaddr_in address;
  socklen_t len = sizeof(address);
  int fd = tcp_socket();
  told("bind", bind_to(fd, "0.0.0.0", 0));
  told("getsockname", getsockname(fd, (struct sockaddr *)&address, &len));
  say("port at least 49152: %s",
      lwip_ntohs(address.sin_port) >= 49152 ? "yes" : "no");
}

static void cell_bind_wrong_family(void) {
  struct sockaddr_in address = address_of("0.0.0.0", 5000);
  int fd = tcp_socket();
  address.sin_family = 77;
  told("bind", bind(fd, (struct sockaddr *)&address, sizeof(address)));
  address.sin_family = AF_INET;
  told("bind", bind(fd, (struct sockaddr *)&address, 4));
}

static void cell_listen_unbound(void) {
  told("listen", listen(tcp_socket(), 1));
}

static void cell_listen_udp(void) {
  told("listen", listen(udp_at(5000), 1));
}

static void cell_listen_twice(void) {
  int fd = listener_at(5000, 1);
  told("listen", listen(fd, 3));
}

static void cell_listen_connected(void) {
  told("listen", listen(connected(7000), 1));
}

static void cell_listen_backlog_zero(void) {
  listener_at(5000, 0);
  remote_syn(4000, 5000);
  remote_syn(4001, 5000);
}

static void cell_listen_backlog_negative(void) {
  listener_at(5000, -1);
  remote_syn(4000, 5000);
  remote_syn(4001, 5000);
}
