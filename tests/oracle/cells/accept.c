/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle: what becomes of connections that come in. See cell.h. */

static void cell_syn_closed_port(void) {
  remote_syn(4000, 5000);
}

static void cell_syn_bound_port(void) {
  bind_to(tcp_socket(), "0.0.0.0", 5000);
  remote_syn(4000, 5000);
}

static void syns(int first, int count) {
  for (int i = 0; i < count; i++)
    remote_syn(first + i, 5000);
}

static void cell_syn_backlog_full(void) {
  listener_at(5000, 2);
  syns(4000, 4);
}

static void cell_syn_backlog_free_again(void) {
  int listener = listener_at(5000, 1);
  syns(4000, 2);
  told("accept", accept(listener, NULL, NULL) >= 0);
  syns(4002, 1);
}

/* Nobody acknowledges the SYN-ACK. */
static void cell_syn_rcvd_age(void) {
  listener_at(5000, 1);
  remote_quiet(1);
  remote_syn(4000, 5000);
  cell_sleep(18080);
  remote_syn(4001, 5000); /* the backlog is still taken, where it counts */
  cell_sleep(4080);
  remote_syn(4002, 5000);
}

/* The third part of the handshake comes after some repetitions; what the device
 * sends then is not acknowledged. */
static void cell_syn_rcvd_late_ack(void) {
  int listener = listener_at(5000, 1);
  remote_quiet(1);
  remote_syn(4000, 5000);
  cell_sleep(9080);
  remote_ack(4000);
  int fd = accept(listener, NULL, NULL);
  told("accept", fd >= 0);
  tell_send(fd, 10);
  cell_sleep(8000);
}

static void cell_syn_rcvd_fills_backlog(void) {
  listener_at(5000, 1);
  remote_quiet(1);
  remote_syn(4000, 5000);
  remote_syn(4001, 5000);
}

static void cell_syn_rcvd_reset(void) {
  listener_at(5000, 1);
  remote_quiet(1);
  remote_syn(4000, 5000);
  remote_rst(4000);
  remote_quiet(0);
  remote_syn(4001, 5000);
}

static void cell_accept_blocking(void) {
  int listener = listener_at(5000, 1);
  remote_syn(4000, 5000);
  told("accept", accept(listener, NULL, NULL));
}

static void accept_one(void *arg) {
  told("task accept", accept(*(int *)arg, NULL, NULL));
}

static void cell_accept_waits(void) {
  static int listener;
  listener = listener_at(5000, 1);
  cell_task(accept_one, &listener);
  cell_sleep(600);
  remote_syn(4000, 5000);
}

static void cell_accept_non_blocking(void) {
  int listener = listener_at(5000, 1);
  non_blocking(listener);
  told("accept", accept(listener, NULL, NULL));
  remote_syn(4000, 5000);
  told("accept", accept(listener, NULL, NULL));
  told("accept", accept(listener, NULL, NULL));
}

static void cell_accept_timeout(void) {
  int listener = listener_at(5000, 1);
  set_timeout(listener, SO_RCVTIMEO, 700);
  told("accept", accept(listener, NULL, NULL));
}

static void cell_accept_address(void) {
  struct sockaddr_in address;
  socklen_t len = sizeof(address);
  int listener = listener_at(5000, 1);
  remote_syn(4000, 5000);
  told("accept", accept(listener, (struct sockaddr *)&address, &len));
  say("from port %d, length %d", lwip_ntohs(address.sin_port), (int)len);
}

static void cell_accept_not_listening(void) {
  int fd = tcp_socket();
  bind_to(fd, "0.0.0.0", 5000);
  told("accept", accept(fd, NULL, NULL));
}

static void cell_accept_udp(void) {
  told("accept", accept(udp_at(5000), NULL, NULL));
}

/* Reset by the remote while it waits in the mailbox. */
static void cell_accept_reset_before(void) {
  int listener = listener_at(5000, 2);
  non_blocking(listener);
  remote_syn(4000, 5000);
  remote_rst(4000);
  int fd = told("accept", accept(listener, NULL, NULL));
  if (fd >= 0)
    tell_recv(fd);
}

static void cell_accept_closed_before(void) {
  int listener = listener_at(5000, 2);
  remote_syn(4000, 5000);
  remote_send(4000, 10);
  remote_fin(4000);
  int fd = told("accept", accept(listener, NULL, NULL));
  tell_recv(fd);
  tell_recv(fd);
}

/* ---- no slot, or no netconn ---- */

static void fill_with_udp(void) {
  int made = 0;
  while (made < SOCKETS_MAX && udp_socket() >= 0)
    made++;
}

/* The table is full before the client comes. Where netconns are a pool there
 * is none for it; where UDP PCBs are what ends first, there is. */
static void cell_accept_no_slot(void) {
  int listener = listener_at(5000, 3);
  fill_with_udp();
  non_blocking(listener);
  remote_syn(4000, 5000);
  cell_sleep(100);
  told("accept", accept(listener, NULL, NULL));
  cell_sleep(100);
  told("accept", accept(listener, NULL, NULL));
}

static void cell_accept_no_slot_data(void) {
  int listener = listener_at(5000, 3);
  fill_with_udp();
  non_blocking(listener);
  remote_syn(4000, 5000);
  remote_send(4000, 10);
  cell_sleep(100);
  told("accept", accept(listener, NULL, NULL));
  cell_sleep(100);
  told("accept", accept(listener, NULL, NULL));
}

/* ENFILE uses a client up: one of two is left when a slot comes free. */
static void cell_accept_no_slot_then_one(void) {
  int listener = listener_at(5000, 3);
  int spare = udp_socket();
  fill_with_udp();
  non_blocking(listener);
  syns(4000, 2);
  cell_sleep(100);
  told("accept", accept(listener, NULL, NULL));
  told("close", close(spare));
  told("accept", accept(listener, NULL, NULL));
}

/* ---- mailbox and backlog ---- */

static void cell_accept_mailbox_overflow(void) {
  int listener = listener_at(5000, 12);
  syns(4000, 10);
  non_blocking(listener);
  int count = 0;
  while (count < 12 && accept(listener, NULL, NULL) >= 0)
    count++;
  int error = errno;
  say("accepted %d then %s", count, error_name(error));
}

static void cell_listener_closed_while_waiting(void) {
  int listener = listener_at(5000, 5);
  syns(4000, 2);
  cell_sleep(100);
  told("close", close(listener));
}

static void cell_listener_closed_in_syn_rcvd(void) {
  int listener = listener_at(5000, 5);
  remote_quiet(1);
  remote_syn(4000, 5000);
  told("close", close(listener));
  remote_ack(4000);
}

static void cell_accept_interrupted_by_close(void) {
  static int listener;
  if (!several_tasks())
    return;
  listener = listener_at(5000, 1);
  cell_task(accept_one, &listener);
  cell_sleep(300);
  told("close", close(listener));
  cell_sleep(300);
}

/* ---- no TCP PCB ---- */

/* As many sockets as there are: they are bound, so that every way of counting
 * counts them. */
static void take_every_tcp_socket(void) {
  int fd, port = 6000;
  while (port < 6000 + SOCKETS_MAX && (fd = tcp_socket()) >= 0)
    bind_to(fd, "0.0.0.0", port++);
  say("took %d", port - 6000);
}

static void cell_syn_sockets_exhausted(void) {
  int listener = listener_at(5000, 3);
  take_every_tcp_socket();
  non_blocking(listener);
  remote_syn(4000, 5000);
  tell_readable(listener, 300);
  told("accept", accept(listener, NULL, NULL));
}

/* Every PCB is in SYN_RCVD: these need neither slot nor netconn. */
static void cell_syn_no_pcb(void) {
  int listener = listener_at(5000, 100);
  non_blocking(listener);
  remote_quiet(1);
  syns(4000, MEMP_NUM_TCP_PCB + 1);
  told("accept", accept(listener, NULL, NULL));
  told("accept", accept(listener, NULL, NULL));
}

static void cell_syn_no_pcb_accept_waits(void) {
  static int listener;
  listener = listener_at(5000, 100);
  cell_task(accept_one, &listener);
  remote_quiet(1);
  syns(4000, MEMP_NUM_TCP_PCB + 1);
  cell_sleep(100);
}

/* Connections one after the other, which the device closes: the remote
 * acknowledges the FIN and goes no further. */
static void closed_connections(int listener, int count) {
  int number = 0, failed = 0;
  for (int i = 0; i < count; i++) {
    remote_syn(4000 + i, 5000);
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) {
      failed++;
      continue;
    }
    close(fd);
    number++;
  }
  say("served %d, not %d", number, failed);
}

static int counted_tcp_pcbs(void) {
  return MEMP_NUM_TCP_PCB;
}

/* The PCBs are in FIN_WAIT_2: some stacks give one up, others drop the SYN. */
static void cell_syn_pcbs_in_fin_wait_2(void) {
  int listener = listener_at(5000, 3);
  non_blocking(listener);
  closed_connections(listener, counted_tcp_pcbs() + 1);
}

static void cell_syn_pcbs_in_fin_wait_1(void) {
  int listener = listener_at(5000, 3), made = 0;
  non_blocking(listener);
  remote_only_handshakes();
  for (int i = 0; i < counted_tcp_pcbs() + 1; i++) {
    remote_syn(4000 + i, 5000);
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
      continue;
    made++;
    close(fd);
  }
  say("served %d", made);
}

static void cell_syn_pcbs_in_closing(void) {
  int listener = listener_at(5000, 3), made = 0;
  non_blocking(listener);
  remote_only_handshakes();
  for (int i = 0; i < counted_tcp_pcbs() + 1; i++) {
    remote_syn(4000 + i, 5000);
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
      continue;
    made++;
    close(fd);
    remote_fin(4000 + i);
  }
  say("served %d", made);
}

static void cell_syn_pcbs_in_last_ack(void) {
  int listener = listener_at(5000, 3), made = 0;
  non_blocking(listener);
  remote_only_handshakes();
  for (int i = 0; i < counted_tcp_pcbs() + 1; i++) {
    remote_syn(4000 + i, 5000);
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
      continue;
    made++;
    remote_fin(4000 + i);
    close(fd);
  }
  say("served %d", made);
}

static void cell_syn_pcbs_in_time_wait(void) {
  int listener = listener_at(5000, 3), made = 0;
  non_blocking(listener);
  for (int i = 0; i < counted_tcp_pcbs() + 2; i++) {
    remote_syn(4000 + i, 5000);
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
      continue;
    made++;
    close(fd);
    remote_fin(4000 + i);
  }
  say("served %d", made);
}

/* The application has not closed them: nothing may be given up. */
static void cell_syn_pcbs_established(void) {
  int listener = listener_at(5000, 3), made = 0;
  non_blocking(listener);
  for (int i = 0; i < counted_tcp_pcbs() + 2; i++) {
    remote_syn(4000 + i, 5000);
    if (accept(listener, NULL, NULL) >= 0)
      made++;
    else
      say("accept %s", error_name(errno));
  }
  say("accepted %d", made);
}

/* shutdown() only: the application still has the socket. */
static void cell_syn_pcbs_half_closed(void) {
  int listener = listener_at(5000, 3), first = -1;
  non_blocking(listener);
  for (int i = 0; i < counted_tcp_pcbs() + 1; i++) {
    remote_syn(4000 + i, 5000);
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
      continue;
    if (first < 0) {
      first = fd;
      shutdown(fd, SHUT_WR);
    } else {
      close(fd);
      remote_rst(4000 + i);
    }
  }
  non_blocking(first);
  tell_recv(first);
}

/* socket() gives up what a SYN gives up. */
static void cell_socket_pcbs_in_time_wait(void) {
  int listener = listener_at(5000, 3), made = 0;
  for (int i = 0; i < counted_tcp_pcbs(); i++) {
    int fd = accepted(listener, 4000 + i, 5000);
    if (fd < 0)
      continue;
    close(fd);
    remote_fin(4000 + i);
  }
  while (made < SOCKETS_MAX && tcp_socket() >= 0)
    made++;
  int error = errno;
  say("made %d then %s", made, error_name(error));
}

static void cell_socket_pcbs_in_fin_wait_2(void) {
  int listener = listener_at(5000, 3), made = 0;
  non_blocking(listener);
  closed_connections(listener, counted_tcp_pcbs());
  while (made < SOCKETS_MAX && tcp_socket() >= 0)
    made++;
  int error = errno;
  say("made %d then %s", made, error_name(error));
}
