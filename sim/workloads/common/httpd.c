/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: ESP-IDF's esp_http_server, by behaviour: sessions and the server's
 * loop. Started in httpd_open.c; requests are read in httpd_request.c, answers
 * written in httpd_answer.c. */
#include "httpd.h"

#include "firmware.h"

#define TAG "httpd"
#define RECV_TIMEOUT_S 5         /* HTTPD_DEFAULT_CONFIG: recv_wait_timeout */
#define SEND_TIMEOUT_S 5         /* and send_wait_timeout */
#define PAUSE_AFTER_ERROR_MS 100 /* so that a broken select() cannot spin */

/* What goes over the control socket. */
struct ctrl_message {
  httpd_work *work;
  void *arg;
};

/* --- work for the server's task ---------------------------------------- */

int httpd_queue_work(struct httpd *server, httpd_work *work, void *arg) {
  /* ESP-IDF counts with a semaphore of the mailbox's size, because UDP would
   * drop the datagram without a word. */
  if (server->queued_count >= DEFAULT_UDP_RECVMBOX_SIZE) {
    workload_log(server->workload, 'W', TAG,
                 "httpd_queue_work: ctrl socket queue full, work not queued");
    return -ENOBUFS;
  }
  struct ctrl_message message = {.work = work, .arg = arg};
  struct sockaddr_in to = httpd_ctrl_address(server);
  server->queued_count++;
  if (sendto(server->msg, &message, sizeof message, 0, (struct sockaddr *)&to,
             sizeof to) >= 0)
    return 0;
  int error = errno;
  server->queued_count--;
  workload_log(server->workload, 'W', TAG,
               "httpd_queue_work: failed to queue work");
  return -error;
}

static void process_ctrl(struct httpd *server) {
  struct ctrl_message message;
  ssize_t got = recv(server->ctrl, &message, sizeof message, 0);
  if (got != (ssize_t)sizeof message) {
    workload_log(server->workload, 'W', TAG,
                 "httpd_process_ctrl_msg: error in recv (%d)",
                 firmware_errno(errno));
    return;
  }
  server->queued_count--;
  message.work(server, message.arg);
}

/* --- sessions ---------------------------------------------------------- */

static struct httpd_session *free_session(struct httpd *server) {
  for (size_t i = 0; i < server->config.max_open_sockets; i++)
    if (server->sessions[i].fd < 0)
      return &server->sessions[i];
  return NULL;
}

static void close_session(struct httpd *server, struct httpd_session *session) {
  if (session->fd < 0)
    return;
  if (server->config.shutdown_before_close)
    shutdown(session->fd, SHUT_RD);
  if (server->config.session_close)
    server->config.session_close(session, server->config.arg);
  else if (!server->config.policy.close_fn_leaks)
    close(session->fd);
  session->fd = -1;
  if (session->context && server->config.session_closed)
    server->config.session_closed(session, server->config.arg);
  session->context = NULL;
  if (--server->session_count == 0)
    server->lru_counter = 0;
}

bool httpd_close_session(struct httpd *server, int fd) {
  for (size_t i = 0; i < server->config.max_open_sockets; i++) {
    if (server->sessions[i].fd != fd)
      continue;
    close_session(server, &server->sessions[i]);
    return true;
  }
  return false;
}

static void close_lru_work(struct httpd *server, void *arg) {
  struct httpd_session *session = arg;
  /* Asked for twice, closed once: by now it may be somebody else's. */
  if (!session->closing)
    return;
  session->closing = false;
  close_session(server, session);
}

/* Queue the end of the least recently used session. The connection that
 * wants its place stays in the backlog until a later round. */
static int close_lru(struct httpd *server) {
  struct httpd_session *lru = &server->sessions[0];
  for (size_t i = 1; i < server->config.max_open_sockets; i++)
    if (server->sessions[i].lru_counter < lru->lru_counter)
      lru = &server->sessions[i];
  lru->closing = true;
  return httpd_queue_work(server, close_lru_work, lru);
}

/* TLS, as far as others notice: the server is busy with it, then says the last
 * octets of it. */
static int shake_hands(struct httpd *server, struct httpd_session *session) {
  const struct httpd_policy *policy = &server->config.policy;
  struct httpd_request request = {.server = server, .session = session};
  char hello[HTTPD_HELLO_MAX] = {0};
  workload_sleep_ms(policy->accept_cost_ms);
  int result = httpd_send(&request, hello, policy->hello_octets);
  if (result < 0)
    close_session(server, session);
  return result;
}

static int accept_connection(struct httpd *server) {
  if (server->config.lru_purge_enable && !free_session(server))
    return close_lru(server);
  int fd = accept(server->listener, NULL, NULL);
  if (fd < 0) {
    int error = errno;
    httpd_log_error(server, "httpd_accept_conn: error in accept", error);
    return -error;
  }
  struct httpd_session *session = free_session(server);
  if (!session) { /* accept is not gated */
    workload_log(server->workload, 'W', TAG,
                 "httpd_accept_conn: session creation failed");
    close(fd);
    return -ENOBUFS;
  }
  const struct httpd_config *config = &server->config;
  struct timeval receive = {.tv_sec = config->recv_timeout_s
                                          ? config->recv_timeout_s
                                          : RECV_TIMEOUT_S};
  struct timeval send = {.tv_sec = config->send_timeout_s
                                       ? config->send_timeout_s
                                       : SEND_TIMEOUT_S};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &receive, sizeof receive);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &send, sizeof send);
  *session = (struct httpd_session){.fd = fd};
  if (!server->config.policy.lru_counter_zero)
    session->lru_counter = ++server->lru_counter;
  server->session_count++;
  if (config->session_opened &&
      config->session_opened(session, config->arg) != 0) {
    close_session(server, session);
    return -ECONNABORTED;
  }
  return shake_hands(server, session);
}

/* Read one request with its body and answer it. Returns 0, or anything else
 * to close the session. */
static int process_session(struct httpd *server,
                           struct httpd_session *session) {
  struct http_message message;
  struct httpd_request request = {
      .server = server, .session = session, .message = &message};
  int result;
  if (session->upgraded) {
    result = server->config.upgraded(session, server->config.arg);
  } else {
    result = httpd_read_request(&request, &message);
    if (result < 0)
      return result;
    request.target = message.target;
    request.is_get = message.is_get;
    result = server->config.handler(&request, server->config.arg);
    if (result == 0 && server->config.head)
      result = httpd_drop_body(&request);
  }
  if (result == 0)
    session->lru_counter = ++server->lru_counter;
  return result;
}

/* --- the server's task ------------------------------------------------- */

static void watch_sockets(struct httpd *server, fd_set *ret_set,
                          int *ret_fd_max) {
  int fd_max = server->ctrl;
  FD_ZERO(ret_set);
  FD_SET(server->ctrl, ret_set);
  /* With the sessions full and nobody to close, new connections stay in the
   * backlog: they would otherwise be accepted and dropped. */
  if (server->config.lru_purge_enable || free_session(server) ||
      server->config.policy.accept_ungated) {
    FD_SET(server->listener, ret_set);
    fd_max = fd_max > server->listener ? fd_max : server->listener;
  }
  for (size_t i = 0; i < server->config.max_open_sockets; i++) {
    int fd = server->sessions[i].fd;
    if (fd < 0)
      continue;
    FD_SET(fd, ret_set);
    fd_max = fd_max > fd ? fd_max : fd;
  }
  *ret_fd_max = fd_max;
}

/* httpd_server(): one round. */
static void serve_round(struct httpd *server) {
  fd_set set;
  int fd_max;
  watch_sockets(server, &set, &fd_max);
  if (select(fd_max + 1, &set, NULL, NULL, NULL) < 0) {
    if (!workload_leaving())
      httpd_log_error(server, "httpd_server: error in select", errno);
    workload_sleep_ms(PAUSE_AFTER_ERROR_MS);
    return;
  }
  if (FD_ISSET(server->ctrl, &set))
    process_ctrl(server);
  for (size_t i = 0; i < server->config.max_open_sockets; i++) {
    struct httpd_session *session = &server->sessions[i];
    if (session->fd < 0)
      continue;
    if (FD_ISSET(session->fd, &set) || session->pending_len > 0)
      if (process_session(server, session) != 0)
        close_session(server, session);
  }
  if (FD_ISSET(server->listener, &set) && accept_connection(server) < 0)
    workload_log(server->workload, 'W', TAG,
                 "httpd_server: error accepting new connection");
}

static void stop_work(struct httpd *server, void *arg) {
  (void)arg;
  server->stopping = true;
}

int httpd_stop(struct httpd *server) {
  return httpd_queue_work(server, stop_work, NULL);
}

void httpd_serve(struct httpd *server) {
  while (!workload_leaving() && !server->stopping)
    serve_round(server);
  close(server->msg);
  close(server->ctrl);
  for (size_t i = 0; i < server->config.max_open_sockets; i++)
    close_session(server, &server->sessions[i]);
  close(server->listener);
  free(server->sessions);
  server->sessions = NULL;
}
