/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: ESP-IDF's esp_http_server, by behaviour. Compiled into an image.
 *
 * One task serves everything: it selects on the listener, on a UDP control
 * socket and on the sessions. So a handler that does not return stops the
 * whole server, and even closing the least recently used session is a
 * message that the server sends to itself over loopback. The sockets are
 * opened in ESP-IDF's order (TCP listener, ctrl, msg), because that order is
 * what tells users which socket was one too many. */
#ifndef SOCKFIT_WORKLOADS_HTTPD_H
#define SOCKFIT_WORKLOADS_HTTPD_H

#include "http_message.h"
#include "sockfit/workload.h"

/* Sockets of a server before its first client. */
#define HTTPD_INTERNAL_SOCKETS 3

struct httpd;

/* One client connection. */
struct httpd_session {
  int fd; /* -1: free */
  uint64_t lru_counter;
  bool closing;  /* its closure is in the control socket's queue */
  void *context; /* the handler's; released by config.session_closed */
  bool upgraded; /* no HTTP any more: config.upgraded reads it */
  /* What came behind the end of the last request (pipelining). */
  char pending[128];
  size_t pending_len;
};

/* What a handler gets to see. */
struct httpd_request {
  struct httpd *server;
  struct httpd_session *session;
  const char *target; /* "/events" */
  bool is_get;
  struct http_message
      *message; /* its body is complete, unless it is streamed */
};

#define HTTPD_HELLO_MAX 1400

/* Where versions and users of esp_http_server differ from today's; all zero is
 * today's. Explained at the consumer httpd in kinds.def. */
struct httpd_policy {
  bool no_reuse_address;
  bool accept_ungated;
  bool lru_counter_zero;
  bool close_fn_leaks;
  uint32_t accept_cost_ms;
  uint16_t hello_octets; /* at most HTTPD_HELLO_MAX */
};

struct httpd_config {
  uint16_t server_port;
  uint16_t ctrl_port; /* UDP, on 127.0.0.1 */
  uint16_t max_open_sockets;
  uint8_t backlog_conn;
  bool lru_purge_enable;
  /* ESPHome's close function: shutdown(SHUT_RD) before close(). */
  bool shutdown_before_close;
  struct httpd_policy policy;
  /* Answer one request, in the server's task. 0 keeps the session open, any
   * other value closes it. */
  int (*handler)(struct httpd_request *request, void *arg);
  /* A session with a context is gone; NULL when there are none. */
  void (*session_closed)(struct httpd_session *session, void *arg);
  void *arg;
  /* For users' own handlers (lwip-port/shims); all zero: none of it. The head
   * is kept in head, and the handler takes the body by httpd_receive; what it
   * leaves is dropped. A head that is too long is answered with 431. */
  struct http_head *head;
  uint16_t recv_timeout_s; /* 0: 5 s */
  uint16_t send_timeout_s;
  /* A new session; anything but 0 closes it. */
  int (*session_opened)(struct httpd_session *session, void *arg);
  /* In place of close(). */
  void (*session_close)(struct httpd_session *session, void *arg);
  /* Octets have come on a session that is upgraded; anything but 0 closes it.
   */
  int (*upgraded)(struct httpd_session *session, void *arg);
};

struct httpd {
  const struct workload *workload;
  struct httpd_config config;
  struct httpd_session *sessions; /* config.max_open_sockets of them */
  size_t session_count;           /* in use */
  uint64_t lru_counter;
  int listener;
  int ctrl;
  int msg;
  bool stopping;
  uint32_t queued_count; /* messages on their way to the control socket */
};

typedef void httpd_work(struct httpd *server, void *arg);

/* Open the sockets. Logs as ESP-IDF does when it cannot.
 *
 * server  caller's memory, to be kept until httpd_serve has returned
 * Returns 0, or
 *   -EINVAL  max_open_sockets + 3 exceeds MEMP_NUM_NETCONN: a refusal, though
 *            no socket was asked for
 *   -ENOMEM  no memory for the sessions
 *   the negative errno of the call that failed */
int httpd_start(struct httpd *server, const struct workload *w,
                const struct httpd_config *config);

/* From any task of the same host: have httpd_serve end, by a message as in
 * ESP-IDF. Returns as httpd_queue_work. */
int httpd_stop(struct httpd *server);

/* Between httpd.c and httpd_open.c: ESP-IDF's log line with newlib's errno;
 * where messages to the server's task go. */
void httpd_log_error(struct httpd *server, const char *what, int error);
struct sockaddr_in httpd_ctrl_address(const struct httpd *server);

/* Between httpd.c and httpd_request.c: read a request, or its head where the
 * handler wants the body; answers what is wrong with it. Then drop what the
 * handler has left of the body. Both return 0 or a negative errno. */
int httpd_read_request(struct httpd_request *request,
                       struct http_message *message);
int httpd_drop_body(struct httpd_request *request);

/* Be the server's task until the host leaves or httpd_stop; then close and
 * release all that httpd_start took. */
void httpd_serve(struct httpd *server);

/* Have work called in the server's task: a datagram to the control socket.
 * From any task of the same host.
 * Returns 0, or -ENOBUFS when the control socket's mailbox is full (logged)
 * or the negative errno of sendto(). */
int httpd_queue_work(struct httpd *server, httpd_work *work, void *arg);

/* In the server's task: end the session with that descriptor. Returns whether
 * there was one. */
bool httpd_close_session(struct httpd *server, int fd);

/* In a handler, with config.head: the next octets of the request's body, at
 * most size. Returns how many; 0 when it is complete; or a negative errno, of
 * which -ETIMEDOUT can be tried again. */
int httpd_receive(struct httpd_request *request, void *ret_data, size_t size);

/* The next octets of a session, whatever they are: what was read already comes
 * first. Returns as recv(), but a negative errno, -ETIMEDOUT as above. */
int httpd_receive_raw(struct httpd_session *session, void *ret_data,
                      size_t size);

/* In the server's task: send everything, waiting at most the send timeout of
 * 5 s for each step. Returns 0 or a negative errno. */
int httpd_send(struct httpd_request *request, const void *data, size_t len);

/* Answer with a body of known length. extra_headers is NULL or whole lines
 * with their CR LF. Returns as httpd_send. */
int httpd_respond(struct httpd_request *request, const char *status,
                  const char *content_type, const char *extra_headers,
                  const void *body, size_t len);

#endif
