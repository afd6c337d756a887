/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the engine's side of esp_http_server.h (http_server.h).
 * Compiled like a workload. */
#include "common/httpd.h"

#include <sha1.h>

#include "shims/http_server.h"
#include "shims/shims.h"

#define SOCK_ERR_FAIL (-1)
#define SOCK_ERR_TIMEOUT (-3)

struct server {
  struct httpd engine; /* first */
  struct shim_http_config config;
  struct http_head head;
};

static int result_of(int result) {
  if (result >= 0)
    return result;
  return result == -ETIMEDOUT ? SOCK_ERR_TIMEOUT : SOCK_ERR_FAIL;
}

/* ---- what the engine calls ---- */

static int on_request(struct httpd_request *request, void *arg) {
  struct server *server = arg;
  uint64_t left = request->message->parser.content_length;
  bool has_body = !request->message->complete && left != UINT64_MAX;
  struct shim_http_request told = {
      .engine = request,
      .fd = request->session->fd,
      .method = (int)request->message->parser.method,
      .target = server->head.text,
      .content_len = has_body ? left : 0,
  };
  return server->config.handle(server->config.arg, &told);
}

static int on_octets(struct httpd_session *session, void *arg) {
  struct server *server = arg;
  struct shim_http_request told = {.fd = session->fd, .method = -1};
  return server->config.handle(server->config.arg, &told);
}

static int on_open(struct httpd_session *session, void *arg) {
  struct server *server = arg;
  return server->config.opened(server->config.arg, session->fd);
}

static void on_close(struct httpd_session *session, void *arg) {
  struct server *server = arg;
  server->config.closed(server->config.arg, session->fd);
}

/* ---- start and stop ---- */

enum shim_http_start shim_http_start(const struct workload *w,
                                     const struct shim_http_config *config,
                                     struct httpd **ret_server) {
  struct server *server = calloc(1, sizeof *server);
  if (!server)
    return SHIM_HTTP_NO_MEMORY;
  server->config = *config;
  struct httpd_config engine = {
      .server_port = config->port,
      .ctrl_port = config->ctrl_port,
      .max_open_sockets = config->max_open_sockets,
      .backlog_conn = (uint8_t)config->backlog,
      .lru_purge_enable = config->lru_purge,
      .handler = on_request,
      .arg = server,
      .head = &server->head,
      .recv_timeout_s = config->recv_timeout_s,
      .send_timeout_s = config->send_timeout_s,
      .session_opened = on_open,
      .session_close = on_close,
      .upgraded = on_octets,
  };
  int result = httpd_start(&server->engine, w, &engine);
  if (result == 0) {
    *ret_server = &server->engine;
    return SHIM_HTTP_STARTED;
  }
  free(server);
  return result == -EINVAL   ? SHIM_HTTP_TOO_MANY
         : result == -ENOMEM ? SHIM_HTTP_NO_MEMORY
                             : SHIM_HTTP_FAILED;
}

void shim_http_serve(struct httpd *server) {
  httpd_serve(server);
  free(server);
}

bool shim_http_stop(struct httpd *server) {
  return httpd_stop(server) == 0;
}

/* ---- work ---- */

struct work {
  void (*call)(void *arg);
  void *arg;
};

static void on_work(struct httpd *server, void *arg) {
  struct work work = *(struct work *)arg;
  (void)server;
  free(arg);
  work.call(work.arg);
}

bool shim_http_queue(struct httpd *server, void (*call)(void *arg), void *arg) {
  struct work *work = calloc(1, sizeof *work);
  if (!work)
    return false;
  *work = (struct work){call, arg};
  if (httpd_queue_work(server, on_work, work) == 0)
    return true;
  free(work);
  return false;
}

static void on_close_work(struct httpd *server, void *arg) {
  httpd_close_session(server, (int)(intptr_t)arg);
}

bool shim_http_queue_close(struct httpd *server, int fd) {
  return httpd_queue_work(server, on_close_work, (void *)(intptr_t)fd) == 0;
}

/* ---- requests ---- */

void shim_http_upgrade(const struct shim_http_request *request) {
  request->engine->session->upgraded = true;
}

const char *shim_http_header(const struct shim_http_request *request,
                             const char *name) {
  return http_head_value(request->engine->message->head, name);
}

int shim_http_receive(const struct shim_http_request *request, void *ret_data,
                      size_t size) {
  return result_of(httpd_receive(request->engine, ret_data, size));
}

static struct httpd_session *session_of(struct httpd *server, int fd) {
  for (size_t i = 0; i < server->config.max_open_sockets; i++)
    if (server->sessions[i].fd == fd)
      return &server->sessions[i];
  return NULL;
}

int shim_http_receive_raw(struct httpd *server, int fd, void *ret_data,
                          size_t size) {
  struct httpd_session *session = session_of(server, fd);
  char *to = ret_data;
  while (session && size > 0) {
    int got = httpd_receive_raw(session, to, size);
    if (got <= 0)
      return got == 0 ? SOCK_ERR_FAIL : result_of(got);
    to += got;
    size -= (size_t)got;
  }
  return session ? 0 : SOCK_ERR_FAIL;
}

void shim_http_used(struct httpd *server, int fd) {
  struct httpd_session *session = session_of(server, fd);
  if (session)
    session->lru_counter = ++server->lru_counter;
}

/* ---- sockets ---- */

int shim_http_send(int fd, const void *data, size_t len, int flags) {
  ssize_t sent = send(fd, data, len, flags);
  if (sent < 0)
    return errno == EWOULDBLOCK ? SOCK_ERR_TIMEOUT : SOCK_ERR_FAIL;
  return (int)sent;
}

int shim_http_recv(int fd, void *ret_data, size_t size, int flags) {
  ssize_t got = recv(fd, ret_data, size, flags);
  if (got < 0)
    return errno == EWOULDBLOCK ? SOCK_ERR_TIMEOUT : SOCK_ERR_FAIL;
  return (int)got;
}

bool shim_http_send_all(int fd, const void *data, size_t len) {
  const char *next = data;
  while (len > 0) {
    int sent = shim_http_send(fd, next, len, 0);
    if (sent < 0)
      return false;
    next += sent;
    len -= (size_t)sent;
  }
  return true;
}

void shim_http_close(int fd) {
  close(fd);
}

void shim_http_keep_alive(int fd, int idle_s, int interval_s, int count) {
  int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, sizeof interval_s);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
}

/* ---- websockets ---- */

/* RFC 6455, 4.2.2: SHA-1 of the key and this, in base64. */
void shim_http_accept_key(const char *key, char *ret_text) {
  static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  static const char letters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint8_t digest[SHA1_DIGEST_LENGTH + 1] = {0};
  SHA1_CTX sha;
  SHA1Init(&sha);
  SHA1Update(&sha, (const uint8_t *)key, strlen(key));
  SHA1Update(&sha, (const uint8_t *)magic, sizeof magic - 1);
  SHA1Final(digest, &sha);
  for (int i = 0; i < SHA1_DIGEST_LENGTH + 1; i += 3) {
    uint32_t three =
        (uint32_t)digest[i] << 16 | digest[i + 1] << 8 | digest[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6)
      *ret_text++ = letters[three >> shift & 63];
  }
  ret_text[-1] = '='; /* 20 octets are 27 letters and one in place of a 28th */
  *ret_text = '\0';
}
