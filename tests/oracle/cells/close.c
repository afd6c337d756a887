/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: close(), shutdown(), SO_LINGER, keepalive, and how long what
 * is left of a connection lives. See cell.h. */

static void cell_close_first(void) {
  int fd = connected(7000);
  told("close", close(fd));
  remote_fin(7000);
}

static void cell_close_second(void) {
  int fd = connected(7000);
  remote_fin(7000);
  told("close", close(fd));
}

static void cell_close_unread(void) {
  int fd = connected(7000);
  remote_send(7000, 10);
  told("close", close(fd));
}

static void cell_close_unsent(void) {
  int fd = connected(7000);
  remote_quiet(1);
  tell_send(fd, 10);
  told("close", close(fd));
  cell_sleep(4600);
}

static void cell_close_twice(void) {
  int fd = connected(7000);
  told("close", close(fd));
  told("close", close(fd));
}

static void cell_close_udp(void) {
  int fd = udp_at(5000);
  told("close", close(fd));
  remote_udp(4000, 5000, 10);
}

static void cell_data_after_close(void) {
  int fd = connected(7000);
  told("close", close(fd));
  remote_send(7000, 10);
  remote_send(7000, 10);
}

/* ---- how long ---- */

/* The remote acknowledges the FIN and never sends its own. Alive: what it
 * sends is acknowledged or reset as one knows it; gone: reset as unknown. */
static void cell_fin_wait_2_age(void) {
  int fd = connected(7000);
  told("close", close(fd));
  remote_show_acks();
  cell_sleep(19080);
  remote_ack(7000); /* nothing comes back while it lives */
  cell_sleep(2000);
  remote_ack(7000); /* RST */
}

static void cell_fin_wait_2_half_closed(void) {
  int fd = connected(7000);
  told("shutdown", shutdown(fd, SHUT_WR));
  cell_sleep(22080);
  remote_send(7000, 10);
  tell_recv(fd);
}

static void cell_last_ack_age(void) {
  int fd = connected(7000);
  remote_fin(7000);
  remote_quiet(1);
  told("close", close(fd));
  cell_sleep(1600);
  remote_ack(7000); /* lives */
  cell_sleep(2000);
  remote_ack(7000); /* 2 MSL (2 s here) are over: RST */
}

static void time_wait(void) {
  int fd = connected(7000);
  told("close", close(fd));
  remote_fin(7000);
  remote_show_acks();
}

static void cell_time_wait_age(void) {
  time_wait();
  cell_sleep(1500);
  remote_fin(7000); /* acknowledged while it lives */
  cell_sleep(4080);
  remote_ack(7000); /* RST */
}

static void cell_time_wait_restarted(void) {
  time_wait();
  for (int i = 0; i < 4; i++) {
    cell_sleep(1000);
    remote_syn_beyond(7000, 100000); /* out of the window: an ACK */
  }
}

static void cell_time_wait_age_full(void) {
  time_wait();
  cell_sleep(119080);
  remote_syn_beyond(7000, 100000); /* ACK */
  cell_sleep(2000);
  remote_ack(7000); /* RST */
}

static void cell_last_ack_age_full(void) {
  int fd = connected(7000);
  remote_fin(7000);
  remote_quiet(1);
  told("close", close(fd));
  cell_sleep(118080);
  remote_ack(7000); /* lives */
  cell_sleep(4000);
  remote_ack(7000); /* RST */
}

static void cell_unacked_data_age_full(void) {
  int fd = connected(7000);
  remote_quiet(1);
  tell_send(fd, 10);
  set_timeout(fd, SO_RCVTIMEO, 230000);
  tell_recv(fd);
}

/* ---- the remote uses a port again ---- */

static int server_time_wait(void) {
  int listener = listener_at(5000, 3);
  close(accepted(listener, 4000, 5000));
  remote_fin(4000);
  remote_show_acks();
  non_blocking(listener);
  return listener;
}

static void cell_time_wait_syn_in_window(void) {
  int listener = server_time_wait();
  remote_syn_beyond(4000, 10);
  told("accept", accept(listener, NULL, NULL));
}

static void cell_time_wait_syn_outside(void) {
  int listener = server_time_wait();
  remote_syn_beyond(4000, 100000);
  told("accept", accept(listener, NULL, NULL));
}

static void cell_time_wait_syn_later(void) {
  int listener = server_time_wait();
  cell_sleep(4080);
  remote_syn_beyond(4000, 100000);
  tell_readable(listener, 100);
}

static void cell_time_wait_rst(void) {
  int listener = server_time_wait();
  remote_rst(4000); /* RFC 1337: ignored */
  remote_syn_beyond(4000, 100000);
  told("accept", accept(listener, NULL, NULL));
}

static void cell_time_wait_data(void) {
  server_time_wait();
  remote_send(4000, 10);
}

static void cell_established_syn(void) {
  int fd = connected(7000);
  remote_show_acks();
  remote_syn_beyond(7000, 10);
  remote_syn_beyond(7000, 100000);
  tell_send(fd, 10);
}

static void cell_established_rst_outside(void) {
  int fd = connected(7000);
  remote_show_acks();
  remote_rst_beyond(7000, 100000);
  tell_send(fd, 10);
  remote_rst_beyond(7000, 10);
  tell_send(fd, 10);
}

/* ---- shutdown ---- */

static void cell_shutdown_write(void) {
  int fd = connected(7000);
  told("shutdown", shutdown(fd, SHUT_WR));
  tell_send(fd, 10);
  remote_send(7000, 10);
  tell_recv(fd);
  remote_fin(7000);
  tell_recv(fd);
  told("close", close(fd));
}

static void cell_shutdown_read(void) {
  int fd = connected(7000);
  told("shutdown", shutdown(fd, SHUT_RD));
  tell_recv(fd);
  tell_send(fd, 10);
  remote_send(7000, 10);
  tell_recv(fd);
}

static void cell_shutdown_both(void) {
  int fd = connected(7000);
  told("shutdown", shutdown(fd, SHUT_RDWR));
  tell_send(fd, 10);
  tell_recv(fd);
  remote_fin(7000);
  told("close", close(fd));
}

static void cell_shutdown_unconnected(void) {
  told("shutdown", shutdown(tcp_socket(), SHUT_WR));
}

/* With LWIP_NETCONN_FULLDUPLEX the value is whatever the caller's stack had:
 * lwip_netconn_do_close() sets none for a listener, and does nothing. */
static void cell_shutdown_listener(void) {
  int fd = listener_at(5000, 1), value = shutdown(fd, SHUT_RDWR);
  if (!LWIP_NETCONN_FULLDUPLEX)
    told("shutdown", value);
  remote_syn(4000, 5000);
}

static void cell_shutdown_udp(void) {
  told("shutdown", shutdown(udp_at(5000), SHUT_RDWR));
}

static void cell_shutdown_unknown(void) {
  told("shutdown", shutdown(connected(7000), 77));
}

static void cell_shutdown_twice(void) {
  int fd = connected(7000);
  told("shutdown", shutdown(fd, SHUT_WR));
  told("shutdown", shutdown(fd, SHUT_WR));
}

/* ---- SO_LINGER ---- */

static void linger(int fd, int seconds) {
  struct linger value = {1, seconds};
  told("SO_LINGER",
       setsockopt(fd, SOL_SOCKET, SO_LINGER, &value, sizeof(value)));
}

static void cell_linger_0_idle(void) {
  int fd = connected(7000);
  linger(fd, 0);
  told("close", close(fd));
}

static void cell_linger_0_unacknowledged(void) {
  int fd = connected(7000);
  linger(fd, 0);
  remote_quiet(1);
  tell_send(fd, 10);
  told("close", close(fd));
}

static void cell_linger_2_unacknowledged(void) {
  int fd = connected(7000);
  linger(fd, 2);
  remote_quiet(1);
  tell_send(fd, 10);
  told("close", close(fd));
  cell_sleep(200);
}

static void cell_linger_2_acknowledged(void) {
  int fd = connected(7000);
  linger(fd, 2);
  tell_send(fd, 10);
  told("close", close(fd));
}

static void cell_linger_2_non_blocking(void) {
  int fd = connected(7000);
  linger(fd, 2);
  remote_quiet(1);
  tell_send(fd, 10);
  non_blocking(fd);
  told("close", close(fd));
  cell_sleep(2600);
}

static void cell_linger_0_unread(void) {
  int fd = connected(7000);
  linger(fd, 0);
  remote_send(7000, 10);
  told("close", close(fd));
}

/* What was sent is acknowledged: the FIN alone is no reason to wait. */
static void cell_linger_2_closed_by_remote(void) {
  int fd = connected(7000);
  linger(fd, 2);
  remote_fin(7000);
  told("close", close(fd));
}

/* ---- keepalive ---- */

static void keep_alive(int fd) {
  told("SO_KEEPALIVE", set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1));
  told("TCP_KEEPIDLE", set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, 2));
  told("TCP_KEEPINTVL", set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, 1));
  told("TCP_KEEPCNT", set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, 2));
  set_timeout(fd, SO_RCVTIMEO, 8000);
  remote_show_acks();
}

static void cell_keepalive_silent(void) {
  int fd = connected(7000);
  keep_alive(fd);
  remote_quiet(1);
  tell_recv(fd);
  tell_send(fd, 10);
}

static void keepalive_reset(void *arg) {
  (void)arg;
  cell_sleep(2800);
  remote_rst(7000);
}

static void cell_keepalive_reset(void) {
  int fd = connected(7000);
  keep_alive(fd);
  cell_task(keepalive_reset, NULL);
  tell_recv(fd);
}

static void cell_keepalive_answered(void) {
  int fd = connected(7000);
  keep_alive(fd);
  for (int i = 0; i < 4; i++) {
    cell_sleep(900);
    remote_send(7000, 1); /* whoever talks needs no probe */
  }
  cell_sleep(2500);
}
