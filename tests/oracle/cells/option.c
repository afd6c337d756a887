/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: options, descriptors' flags, names of sockets, select() and
 * poll(). See cell.h. */

static void option(int fd, int level, int name) {
  tell_option(fd, level, name);
  told("setsockopt", set_option(fd, level, name, 1));
  tell_option(fd, level, name);
}

static void cell_option_type(void) {
  tell_option(tcp_socket(), SOL_SOCKET, SO_TYPE);
  tell_option(udp_socket(), SOL_SOCKET, SO_TYPE);
}

static void cell_option_acceptconn(void) {
  tell_option(tcp_socket(), SOL_SOCKET, SO_ACCEPTCONN);
  tell_option(listener_at(5000, 1), SOL_SOCKET, SO_ACCEPTCONN);
}

static void cell_option_keepalive(void) {
  option(tcp_socket(), SOL_SOCKET, SO_KEEPALIVE);
}

static void cell_option_broadcast(void) {
  option(udp_socket(), SOL_SOCKET, SO_BROADCAST);
}

static void cell_option_reuseaddr(void) {
  option(tcp_socket(), SOL_SOCKET, SO_REUSEADDR);
}

static void cell_option_error(void) {
  tell_pending(tcp_socket());
}

static void cell_option_rcvbuf(void) {
  option(udp_socket(), SOL_SOCKET, SO_RCVBUF);
}

static void cell_option_sndbuf(void) {
  option(tcp_socket(), SOL_SOCKET, SO_SNDBUF);
}

static void cell_option_no_check(void) {
  option(udp_socket(), SOL_SOCKET, SO_NO_CHECK);
}

static void cell_option_reuseport(void) {
  option(tcp_socket(), SOL_SOCKET, SO_REUSEPORT);
}

static void cell_option_timeouts(void) {
  struct timeval timeout = {9, 9};
  socklen_t len = sizeof(timeout);
  int fd = tcp_socket();
  told("setsockopt", set_timeout(fd, SO_RCVTIMEO, 1500));
  told("getsockopt", getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, &len));
  say("value %d.%06d", (int)timeout.tv_sec, (int)timeout.tv_usec);
  told("getsockopt", getsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, &len));
  say("value %d.%06d", (int)timeout.tv_sec, (int)timeout.tv_usec);
}

static void cell_option_linger(void) {
  struct linger value = {7, 7};
  socklen_t len = sizeof(value);
  if (told("getsockopt",
           getsockopt(tcp_socket(), SOL_SOCKET, SO_LINGER, &value, &len)) == 0)
    say("value %d %d", value.l_onoff, value.l_linger);
}

static void cell_option_short(void) {
  char octet = 1;
  socklen_t len = 1;
  int fd = tcp_socket();
  told("setsockopt",
       setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &octet, sizeof(octet)));
  told("getsockopt", getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &octet, &len));
}

static void cell_option_unknown(void) {
  int fd = tcp_socket();
  tell_option(fd, SOL_SOCKET, 0x7777);
  told("setsockopt", set_option(fd, 0x7777, 1, 1));
}

static void cell_option_nodelay(void) {
  option(tcp_socket(), IPPROTO_TCP, TCP_NODELAY);
}

static void cell_option_keepidle(void) {
  option(tcp_socket(), IPPROTO_TCP, TCP_KEEPIDLE);
}

static void cell_option_keepintvl(void) {
  option(tcp_socket(), IPPROTO_TCP, TCP_KEEPINTVL);
}

static void cell_option_keepcnt(void) {
  option(tcp_socket(), IPPROTO_TCP, TCP_KEEPCNT);
}

static void cell_option_tcp_on_udp(void) {
  option(udp_socket(), IPPROTO_TCP, TCP_NODELAY);
}

static void cell_option_tcp_on_listener(void) {
  option(listener_at(5000, 1), IPPROTO_TCP, TCP_NODELAY);
}

static void cell_option_ttl(void) {
  option(tcp_socket(), IPPROTO_IP, IP_TTL);
}

static void cell_option_tos(void) {
  option(tcp_socket(), IPPROTO_IP, IP_TOS);
}

static void cell_option_v6only(void) {
  option(socket(AF_INET6, SOCK_STREAM, 0), IPPROTO_IPV6, IPV6_V6ONLY);
}

static void cell_option_membership(void) {
  struct ip_mreq request;
  memset(&request, 0, sizeof(request));
  request.imr_multiaddr.s_addr = ipaddr_addr("224.0.0.251");
  int fd = udp_at(5353);
  told("IP_ADD_MEMBERSHIP", setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP,
                                       &request, sizeof(request)));
  told("IP_ADD_MEMBERSHIP", setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP,
                                       &request, sizeof(request)));
  told("IP_DROP_MEMBERSHIP", setsockopt(fd, IPPROTO_IP, IP_DROP_MEMBERSHIP,
                                        &request, sizeof(request)));
}

/* The table of memberships has an entry for each socket. */
static void cell_option_memberships_exhausted(void) {
  struct ip_mreq request;
  memset(&request, 0, sizeof(request));
  int fd = udp_at(5353), made = 0;
  while (made < SOCKETS_MAX) {
    request.imr_multiaddr.s_addr =
        lwip_htonl(UINT32_C(0xe0000101) + (unsigned)made);
    if (setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request,
                   sizeof(request)) != 0)
      break;
    made++;
  }
  say("made %d then %s", made, error_name(errno));
}

/* ---- fcntl and ioctl ---- */

static void cell_fcntl(void) {
  int fd = tcp_socket();
  told("F_GETFL", fcntl(fd, F_GETFL, 0) & O_NONBLOCK);
  told("F_SETFL", fcntl(fd, F_SETFL, O_NONBLOCK));
  say("non-blocking: %s", (fcntl(fd, F_GETFL, 0) & O_NONBLOCK) ? "yes" : "no");
  told("F_SETFL", fcntl(fd, F_SETFL, O_NONBLOCK | 0x40000000));
  told("command 77", fcntl(fd, 77, 0));
}

static void cell_fcntl_connected(void) {
  int fd = connected(7000);
  say("for reading and writing: %s",
      (fcntl(fd, F_GETFL, 0) & O_RDWR) == O_RDWR ? "yes" : "no");
  shutdown(fd, SHUT_WR);
  say("for reading and writing: %s",
      (fcntl(fd, F_GETFL, 0) & O_RDWR) == O_RDWR ? "yes" : "no");
}

static void cell_ioctl(void) {
  int fd = connected(7000), value = 1;
  remote_send(7000, 10);
  value = -1;
  told("FIONREAD", lwip_ioctl(fd, FIONREAD, &value));
  value = 1;
  told("FIONBIO", lwip_ioctl(fd, FIONBIO, &value));
  told("command 77", lwip_ioctl(fd, 77, &value));
  told("FIONBIO without a value", lwip_ioctl(fd, FIONBIO, NULL) == 0);
}

/* ---- names ---- */

static void cell_getpeername(void) {
  struct sockaddr_in address;
  socklen_t len = sizeof(address);
  told("getpeername",
       getpeername(tcp_socket(), (struct sockaddr *)&address, &len));
  int fd = connected(7000);
  told("getpeername", getpeername(fd, (struct sockaddr *)&address, &len));
  say("port %d", lwip_ntohs(address.sin_port));
  remote_rst(7000);
  told("getpeername", getpeername(fd, (struct sockaddr *)&address, &len));
}

static void cell_getsockname(void) {
  struct sockaddr_in address;
  socklen_t len = sizeof(address);
  int fd = tcp_socket();
  told("getsockname", getsockname(fd, (struct sockaddr *)&address, &len));
  say("port %d", lwip_ntohs(address.sin_port));
  bind_to(fd, "0.0.0.0", 5000);
  told("getsockname", getsockname(fd, (struct sockaddr *)&address, &len));
  say("port %d", lwip_ntohs(address.sin_port));
}

/* ---- select and poll ---- */

static void cell_select_timeout(void) {
  int fd = udp_at(5000);
  tell_readable(fd, 800);
}

static void cell_select_connected(void) {
  tell_select(connected(7000), 1000);
}

static void cell_select_unconnected(void) {
  tell_select(tcp_socket(), 500);
}

static void cell_select_udp(void) {
  tell_select(udp_socket(), 500);
}

static void cell_select_data(void) {
  int fd = connected(7000);
  remote_send(7000, 10);
  tell_select(fd, 1000);
}

static void data_later(void *arg) {
  (void)arg;
  cell_sleep(600);
  remote_send(7000, 10);
}

static void cell_select_data_later(void) {
  int fd = connected(7000);
  cell_task(data_later, NULL);
  tell_readable(fd, 3000);
}

static void cell_select_fin(void) {
  int fd = connected(7000);
  remote_fin(7000);
  tell_select(fd, 1000);
}

static void cell_select_listener(void) {
  int listener = listener_at(5000, 1);
  tell_select(listener, 300);
  remote_syn(4000, 5000);
  tell_select(listener, 300);
}

static void cell_select_closed(void) {
  int fd = tcp_socket();
  close(fd);
  tell_select(fd, 100);
}

static void cell_select_out_of_range(void) {
  struct timeval timeout = {0, 1000};
  fd_set readable;
  FD_ZERO(&readable);
  told("select", select(FD_SETSIZE + 1, &readable, NULL, NULL, &timeout));
  told("select", select(-1, &readable, NULL, NULL, &timeout));
}

static void cell_select_nothing(void) {
  struct timeval timeout = {0, 300000};
  told("select", select(0, NULL, NULL, NULL, &timeout));
}

static void close_later(void *arg) {
  cell_sleep(300);
  told("task close", close(*(int *)arg));
}

/* It returns, with 1 or with EBADF: whether the socket is still there when
 * select() looks again is a race of the two threads. */
static void cell_select_closed_meanwhile(void) {
  static int fd;
  if (!several_tasks())
    return;
  fd = connected(7000);
  cell_task(close_later, &fd);
  struct timeval timeout = {1, 0};
  fd_set readable;
  FD_ZERO(&readable);
  FD_SET(fd, &readable);
  select(fd + 1, &readable, NULL, NULL, &timeout);
  say("select returned");
}

static void cell_poll(void) {
  struct pollfd polled = {.events = POLLIN | POLLOUT};
  polled.fd = connected(7000);
  told("poll", poll(&polled, 1, 300));
  say("events %s%s", polled.revents & POLLIN ? "in " : "",
      polled.revents & POLLOUT ? "out" : "");
  polled.events = POLLIN;
  told("poll", poll(&polled, 1, 300));
  remote_send(7000, 10);
  told("poll", poll(&polled, 1, 300));
  polled.fd = -1;
  told("poll", poll(&polled, 1, 100));
}

static void cell_poll_closed(void) {
  struct pollfd polled = {.events = POLLIN};
  polled.fd = tcp_socket();
  close(polled.fd);
  told("poll", poll(&polled, 1, 100));
  say("invalid: %s", polled.revents & POLLNVAL ? "yes" : "no");
}
