/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: connections that the device makes. See cell.h. */

static void cell_connect_answered(void) {
  told("connect", connect_to(tcp_socket(), CELL_REMOTE, 7000));
}

static void cell_connect_refused(void) {
  int fd = tcp_socket();
  remote_refuses();
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  tell_pending(fd);
  tell_send(fd, 10);
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
}

static void cell_connect_silence(void) {
  int fd = tcp_socket();
  remote_is_silent();
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  tell_pending(fd);
}

/* SO_SNDTIMEO has nothing to do with it. */
static void cell_connect_silence_sndtimeo(void) {
  int fd = tcp_socket();
  set_timeout(fd, SO_SNDTIMEO, 1000);
  remote_is_silent();
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
}

static void connect_to_nobody(void *arg) {
  (void)arg;
  told("task connect", connect_to(tcp_socket(), CELL_NOBODY, 7000));
}

/* The SYN waits for ARP, and a segment that has not left is not sent again:
 * its attempts are not counted, and 18 s are not the end. */
static void cell_connect_arp_unanswered(void) {
  cell_task(connect_to_nobody, NULL);
  cell_sleep(21100);
}

static void cell_connect_arp_unanswered_full(void) {
  cell_task(connect_to_nobody, NULL);
  cell_sleep(240100);
}

static void cell_connect_no_route(void) {
  told("connect", connect_to(tcp_socket(), CELL_OUTSIDE, 7000));
}

static void cell_connect_any_address(void) {
  told("connect", connect_to(tcp_socket(), "0.0.0.0", 7000));
}

static void cell_connect_port_zero(void) {
  told("connect", connect_to(tcp_socket(), CELL_REMOTE, 0));
}

static void cell_connect_twice(void) {
  int fd = connected(7000);
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  told("connect", connect_to(fd, CELL_REMOTE, 7001));
}

static void cell_connect_non_blocking(void) {
  int fd = tcp_socket();
  non_blocking(fd);
  remote_is_silent();
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  cell_sleep(100);
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  tell_select(fd, 200);
  remote_syn_ack(7000);
  tell_select(fd, 200);
  tell_pending(fd);
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
}

static void cell_connect_non_blocking_answered(void) {
  int fd = tcp_socket();
  non_blocking(fd);
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  tell_select(fd, 2000);
  tell_pending(fd);
}

static void cell_connect_non_blocking_refused(void) {
  int fd = tcp_socket();
  non_blocking(fd);
  remote_refuses();
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  cell_sleep(100);
  tell_select(fd, 2000);
  tell_pending(fd);
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  tell_recv(fd);
}

static void cell_connect_non_blocking_send(void) {
  int fd = tcp_socket();
  non_blocking(fd);
  remote_is_silent();
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  tell_send(fd, 10);
  tell_recv(fd);
}

static void cell_connect_silence_closed(void) {
  int fd = tcp_socket();
  non_blocking(fd);
  remote_is_silent();
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  cell_sleep(100);
  told("close", close(fd));
  cell_sleep(4000);
}

static int pending_connect;

static void connect_in_task(void *arg) {
  (void)arg;
  told("task connect", connect_to(pending_connect, CELL_REMOTE, 7000));
}

static void cell_connect_interrupted_by_close(void) {
  if (!several_tasks())
    return;
  pending_connect = tcp_socket();
  remote_is_silent();
  cell_task(connect_in_task, NULL);
  cell_sleep(600);
  told("close", close(pending_connect));
  cell_sleep(300);
}

/* Closed while the SYN waits for ARP; the slot and its PCB are free again. */
static void connect_nobody_in_task(void *arg) {
  (void)arg;
  told("task connect", connect_to(pending_connect, CELL_NOBODY, 7000));
}

static void cell_connect_interrupted_in_arp(void) {
  if (!several_tasks())
    return;
  pending_connect = tcp_socket();
  cell_task(connect_nobody_in_task, NULL);
  cell_sleep(600);
  told("close", close(pending_connect));
  cell_sleep(300);
  told("socket is the same", tcp_socket() == pending_connect);
  told("connect", connect_to(pending_connect, CELL_REMOTE, 7000));
}

static void cell_connect_listener(void) {
  told("connect", connect_to(listener_at(5000, 1), CELL_REMOTE, 7000));
}

static void cell_connect_bound(void) {
  struct sockaddr_in address;
  socklen_t len = sizeof(address);
  int fd = tcp_socket();
  told("bind", bind_to(fd, "0.0.0.0", 5000));
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  told("getsockname", getsockname(fd, (struct sockaddr *)&address, &len));
  say("port %d", lwip_ntohs(address.sin_port));
}

static void cell_connect_unspecified_family(void) {
  struct sockaddr address = {0};
  int fd = connected(7000);
  address.sa_family = AF_UNSPEC;
  told("connect", connect(fd, &address, sizeof(address)));
  tell_send(fd, 10);
}

/* ---- UDP and RAW ---- */

static void cell_connect_udp(void) {
  int fd = udp_socket();
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  tell_send(fd, 10);
  cell_sleep(100); /* ARP is answered */
  told("connect", connect_to(fd, CELL_REMOTE, 7001));
  tell_send(fd, 10);
}

static void cell_connect_udp_filters(void) {
  int fd = udp_at(5000);
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  remote_udp(7001, 5000, 10);
  tell_readable(fd, 100);
  remote_udp(7000, 5000, 10);
  tell_readable(fd, 100);
}

static void cell_connect_udp_undone(void) {
  struct sockaddr address = {0};
  int fd = udp_socket();
  told("connect", connect_to(fd, CELL_REMOTE, 7000));
  address.sa_family = AF_UNSPEC;
  told("connect", connect(fd, &address, sizeof(address)));
  tell_send(fd, 10);
}

static void cell_connect_raw(void) {
  int fd = told("socket", socket(AF_INET, SOCK_RAW, 99));
  if (fd < 0)
    return;
  told("connect", connect_to(fd, CELL_REMOTE, 0));
  tell_send(fd, 10);
}

/* ---- the device itself ---- */

static void cell_loopback(void) {
  int listener = listener_at(5000, 1), fd = tcp_socket();
  told("connect", connect_to(fd, "127.0.0.1", 5000));
  int other = told("accept", accept(listener, NULL, NULL) >= 0) ? 0 : -1;
  if (other == 0)
    tell_send(fd, 10);
}

static void cell_loopback_talk(void) {
  int listener = listener_at(5000, 1), fd = tcp_socket();
  connect_to(fd, "127.0.0.1", 5000);
  int other = accept(listener, NULL, NULL);
  tell_send(fd, 10);
  tell_recv(other);
  told("close", close(fd));
  tell_recv(other);
}

static void cell_loopback_own_address(void) {
  int listener = listener_at(5000, 1), fd = tcp_socket();
  told("connect", connect_to(fd, CELL_DEVICE, 5000));
  told("accept", accept(listener, NULL, NULL) >= 0);
}

static void cell_loopback_refused(void) {
  told("connect", connect_to(tcp_socket(), "127.0.0.1", 5000));
}

static void cell_loopback_udp(void) {
  int fd = udp_at(5000), from = udp_socket();
  struct sockaddr_in address = address_of("127.0.0.1", 5000);
  told("sendto", sendto(from, "hello", 5, 0, (struct sockaddr *)&address,
                        sizeof(address)));
  tell_recv(fd);
}

static void cell_loopback_udp_flood(void) {
  int fd = udp_at(5000), from = udp_socket(), count = 0;
  struct sockaddr_in address = address_of("127.0.0.1", 5000);
  for (int i = 0; i < 12; i++) {
    int sent = (int)sendto(from, "hello", 5, 0, (struct sockaddr *)&address,
                           sizeof(address));
    if (sent != 5)
      say("sendto %s", error_name(errno));
    cell_sleep(10);
  }
  non_blocking(fd);
  char buffer[16];
  while (recv(fd, buffer, sizeof(buffer), 0) == 5)
    count++;
  say("received %d", count);
}
