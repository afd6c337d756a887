/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: data in both directions, UDP, and what ends a connection while
 * it is in use. See cell.h. */

static void cell_data_both_ways(void) {
  int fd = connected(7000);
  tell_send(fd, 100);
  remote_send(7000, 50);
  tell_recv(fd);
}

static void cell_recv_timeout(void) {
  int fd = connected(7000);
  told("SO_RCVTIMEO", set_timeout(fd, SO_RCVTIMEO, 1000));
  tell_recv(fd);
}

static void cell_recv_non_blocking(void) {
  int fd = connected(7000);
  char octet;
  told("recv", recv(fd, &octet, 1, MSG_DONTWAIT));
  non_blocking(fd);
  tell_recv(fd);
}

static void cell_recv_peek(void) {
  int fd = connected(7000);
  char buffer[64];
  remote_send(7000, 10);
  told("recv", recv(fd, buffer, 4, MSG_PEEK));
  told("recv", recv(fd, buffer, 4, 0));
  told("recv", recv(fd, buffer, sizeof(buffer), 0));
}

static void cell_recv_after_fin(void) {
  int fd = connected(7000);
  remote_send(7000, 10);
  remote_fin(7000);
  tell_recv(fd);
  tell_recv(fd);
  tell_recv(fd);
  tell_select(fd, 100);
}

static void cell_recv_after_rst(void) {
  int fd = connected(7000);
  remote_rst(7000);
  tell_select(fd, 100);
  tell_recv(fd);
  tell_recv(fd);
  tell_pending(fd);
}

static void cell_recv_data_then_rst(void) {
  int fd = connected(7000);
  remote_send(7000, 10);
  remote_rst(7000);
  tell_recv(fd);
  tell_recv(fd);
}

static void cell_so_error_after_rst(void) {
  int fd = connected(7000);
  remote_rst(7000);
  tell_pending(fd);
  tell_pending(fd);
}

static void cell_send_after_rst(void) {
  int fd = connected(7000);
  remote_rst(7000);
  tell_send(fd, 10);
  tell_send(fd, 10);
}

static void cell_send_after_fin(void) {
  int fd = connected(7000);
  remote_fin(7000);
  tell_send(fd, 10);
  remote_rst(7000);
  tell_send(fd, 10);
}

static void cell_send_unconnected(void) {
  int fd = tcp_socket();
  set_timeout(fd, SO_RCVTIMEO, 700); /* otherwise it waits for ever */
  tell_send(fd, 10);
  tell_recv(fd);
  told("close", close(fd));
}

static void cell_send_listener(void) {
  int fd = listener_at(5000, 1);
  tell_send(fd, 10);
  tell_recv(fd);
}

static void cell_send_nothing(void) {
  tell_send(connected(7000), 0);
}

static void cell_sendto_connected_tcp(void) {
  int fd = connected(7000);
  struct sockaddr_in address = address_of(CELL_NOBODY, 9);
  told("sendto",
       sendto(fd, "hello", 5, 0, (struct sockaddr *)&address, sizeof(address)));
}

/* The remote acknowledges nothing: the send buffer fills. */
static void fill_send_buffer(int fd) {
  static const char data[512];
  int total = 0, sent;
  while (total < 100000 && (sent = (int)send(fd, data, sizeof(data), 0)) > 0)
    total += sent;
  int error = errno;
  say("sent %d then %s", total, error_name(error));
}

static void cell_send_non_blocking_full(void) {
  int fd = connected(7000);
  remote_quiet(1);
  non_blocking(fd);
  fill_send_buffer(fd);
  tell_select(fd, 100);
}

static void cell_send_timeout(void) {
  int fd = connected(7000);
  remote_quiet(1);
  told("SO_SNDTIMEO", set_timeout(fd, SO_SNDTIMEO, 1000));
  fill_send_buffer(fd);
}

static void cell_send_dont_wait_full(void) {
  int fd = connected(7000);
  static const char data[1024];
  int total = 0, sent;
  remote_quiet(1);
  while (total < 100000 &&
         (sent = (int)send(fd, data, sizeof(data), MSG_DONTWAIT)) > 0)
    total += sent;
  say("sent %d then %s", total, error_name(errno));
}

/* Sent again and again; the remote does not acknowledge. */
static void cell_send_retransmitted(void) {
  int fd = connected(7000);
  remote_quiet(1);
  tell_send(fd, 10);
  cell_sleep(8080);
}

static void recv_in_task(void *arg) {
  char octet;
  (void)arg;
  told("task recv", recv(pending_connect, &octet, 1, 0));
}

static void cell_recv_interrupted_by_close(void) {
  if (!several_tasks())
    return;
  pending_connect = connected(7000);
  cell_task(recv_in_task, NULL);
  cell_sleep(300);
  told("close", close(pending_connect));
  cell_sleep(300);
}

static void cell_recv_interrupted_by_shutdown(void) {
  if (!several_tasks())
    return;
  pending_connect = connected(7000);
  cell_task(recv_in_task, NULL);
  cell_sleep(300);
  told("shutdown", shutdown(pending_connect, SHUT_RD));
  cell_sleep(300);
}

/* ---- the receive mailbox ---- */

/* One message for each segment. */
static void cell_recv_mailbox_overflow(void) {
  int fd = connected(7000), total = 0, got;
  char buffer[64];
  for (int i = 0; i < DEFAULT_TCP_RECVMBOX_SIZE + 3; i++)
    remote_send(7000, 10);
  non_blocking(fd);
  while ((got = (int)recv(fd, buffer, sizeof(buffer), 0)) > 0)
    total += got;
  say("received %d then %s", total, error_name(errno));
  cell_sleep(600);
  total = 0;
  while ((got = (int)recv(fd, buffer, sizeof(buffer), 0)) > 0)
    total += got;
  say("received %d then %s", total, error_name(errno));
}

/* The end of the stream does not fit: it is lost, or the device closes, too
 * (SOCKFIT_KEEP_EOF). */
static void cell_recv_mailbox_full_fin(void) {
  int fd = connected(7000), total = 0, got;
  char buffer[2048];
  for (int i = 0; i < DEFAULT_TCP_RECVMBOX_SIZE; i++)
    remote_send(7000, 10);
  remote_fin(7000);
  cell_sleep(700);
  set_timeout(fd, SO_RCVTIMEO, 2000);
  while ((got = (int)recv(fd, buffer, 10, 0)) > 0)
    total += got;
  say("received %d", total);
  told("recv", got);
  tell_recv(fd);
}

/* The same, seen by who sends. */
static void cell_recv_mailbox_full_fin_send(void) {
  int fd = connected(7000);
  for (int i = 0; i < DEFAULT_TCP_RECVMBOX_SIZE; i++)
    remote_send(7000, 10);
  remote_fin(7000);
  cell_sleep(700);
  tell_send(fd, 10);
  told("close", close(fd));
}

/* The end came behind data that was refused, and that data takes the last
 * place when it is offered again: the end is lost with any rule. */
static void cell_recv_mailbox_full_fin_refused(void) {
  int fd = connected(7000), total = 0, got;
  char buffer[16];
  for (int i = 0; i < DEFAULT_TCP_RECVMBOX_SIZE + 1; i++)
    remote_send(7000, 10);
  remote_fin(7000);
  cell_sleep(100);
  told("recv", recv(fd, buffer, 10, 0));
  cell_sleep(700);
  set_timeout(fd, SO_RCVTIMEO, 1000);
  while ((got = (int)recv(fd, buffer, 10, 0)) > 0)
    total += got;
  say("received %d", total);
  told("recv", got);
}

static void cell_recv_mailbox_full_rst(void) {
  int fd = connected(7000), total = 0, got;
  char buffer[64];
  for (int i = 0; i < DEFAULT_TCP_RECVMBOX_SIZE; i++)
    remote_send(7000, 10);
  remote_rst(7000);
  set_timeout(fd, SO_RCVTIMEO, 1000);
  while ((got = (int)recv(fd, buffer, 10, 0)) > 0)
    total += got;
  say("received %d", total);
  told("recv", got);
}

/* ---- UDP ---- */

static void cell_udp_mailbox_overflow(void) {
  int fd = udp_at(5000), count = 0;
  char buffer[64];
  for (int i = 0; i < 12; i++)
    remote_udp(4000 + i, 5000, 10);
  non_blocking(fd);
  while (recv(fd, buffer, sizeof(buffer), 0) == 10)
    count++;
  say("received %d then %s", count, error_name(errno));
}

static void cell_udp_mailboxes_share_netbufs(void) {
  int first = udp_at(5000), second = udp_at(5001), counts[2] = {0, 0};
  char buffer[64];
  for (int i = 0; i < 4; i++) {
    remote_udp(4000 + i, 5000, 10);
    remote_udp(4000 + i, 5001, 10);
  }
  non_blocking(first);
  non_blocking(second);
  while (recv(first, buffer, sizeof(buffer), 0) == 10)
    counts[0]++;
  while (recv(second, buffer, sizeof(buffer), 0) == 10)
    counts[1]++;
  say("received %d and %d", counts[0], counts[1]);
}

static void cell_udp_closed_port(void) {
  remote_udp(4000, 5000, 10);
}

static void cell_udp_truncated(void) {
  int fd = udp_at(5000);
  char buffer[4];
  remote_udp(4000, 5000, 10);
  told("recv", recv(fd, buffer, sizeof(buffer), 0));
  non_blocking(fd);
  told("recv", recv(fd, buffer, sizeof(buffer), 0));
}

static void cell_udp_empty(void) {
  int fd = udp_at(5000);
  remote_udp(4000, 5000, 0);
  set_timeout(fd, SO_RCVTIMEO, 300);
  tell_recv(fd);
}

static void cell_udp_recv_timeout(void) {
  int fd = udp_at(5000);
  set_timeout(fd, SO_RCVTIMEO, 700);
  tell_recv(fd);
}

static void cell_udp_recv_unbound(void) {
  int fd = udp_socket();
  set_timeout(fd, SO_RCVTIMEO, 300);
  tell_recv(fd);
}

static void cell_udp_send_unconnected(void) {
  tell_send(udp_socket(), 10);
}

static void sendto_host(int fd, const char *host, size_t octets) {
  static const char data[2048];
  struct sockaddr_in address = address_of(host, 7000);
  told("sendto", sendto(fd, data, octets, 0, (struct sockaddr *)&address,
                        sizeof(address)));
}

static void cell_udp_sendto(void) {
  sendto_host(udp_socket(), CELL_REMOTE, 10);
}

static void cell_udp_sendto_nobody(void) {
  int fd = udp_socket();
  for (int i = 0; i < 5; i++)
    sendto_host(fd, CELL_NOBODY, 10);
}

/* Whether what waited for the address is sent, and how much of it. */
static void cell_udp_sendto_arp_late(void) {
  int fd = udp_socket();
  remote_no_arp(1);
  for (int i = 1; i <= 5; i++)
    sendto_host(fd, CELL_REMOTE, (size_t)i);
  remote_no_arp(0);
  cell_sleep(2500);
}

/* Each neighbour has a queue of its own. */
static void cell_udp_sendto_arp_two(void) {
  int fd = udp_socket();
  remote_no_arp(1);
  for (int i = 1; i <= 3; i++) {
    sendto_host(fd, CELL_NOBODY, 10);
    sendto_host(fd, CELL_REMOTE, (size_t)i);
  }
  sendto_host(fd, CELL_NOBODY, 10);
  sendto_host(fd, CELL_REMOTE, 4);
  remote_no_arp(0);
  cell_sleep(1500);
  for (int i = 5; i <= 7; i++)
    sendto_host(fd, CELL_REMOTE, (size_t)i);
}

static void cell_udp_sendto_no_route(void) {
  sendto_host(udp_socket(), CELL_OUTSIDE, 10);
}

static void cell_udp_sendto_broadcast(void) {
  int fd = udp_socket();
  sendto_host(fd, "255.255.255.255", 10);
  told("SO_BROADCAST", set_option(fd, SOL_SOCKET, SO_BROADCAST, 1));
  sendto_host(fd, "255.255.255.255", 10);
}

static void cell_udp_sendto_too_much(void) {
  static const char data[70000];
  struct sockaddr_in address = address_of(CELL_REMOTE, 7000);
  told("sendto", sendto(udp_socket(), data, sizeof(data), 0,
                        (struct sockaddr *)&address, sizeof(address)));
}

static void cell_udp_sendto_fragments(void) {
  sendto_host(udp_socket(), CELL_REMOTE, 2000);
}

static void cell_udp_sendto_wrong_family(void) {
  struct sockaddr_in address = address_of(CELL_REMOTE, 7000);
  address.sin_family = 77;
  told("sendto", sendto(udp_socket(), "x", 1, 0, (struct sockaddr *)&address,
                        sizeof(address)));
}

static void cell_raw_sendto(void) {
  int fd = told("socket", socket(AF_INET, SOCK_RAW, 99));
  if (fd >= 0)
    sendto_host(fd, CELL_REMOTE, 10);
}
