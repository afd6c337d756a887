/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: between esp_http_server.h, with the device's errno numbers,
 * and the engine sim/workloads/common/httpd.h, whose names are the same:
 * neither sees the other's. Results below 0 are HTTPD_SOCK_ERR_*. */
#ifndef SOCKFIT_SHIMS_HTTP_SERVER_H
#define SOCKFIT_SHIMS_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct httpd;
struct httpd_request;
struct workload;

/* A request as the handler finds it. */
struct shim_http_request {
  struct httpd_request *engine;
  int fd;
  int method; /* as http_parser numbers them; -1: a websocket has octets */
  const char *target;
  uint64_t content_len;
};

struct shim_http_config {
  uint16_t port, ctrl_port, max_open_sockets, backlog;
  uint16_t recv_timeout_s, send_timeout_s;
  bool lru_purge;
  /* 0 keeps the session. */
  int (*handle)(void *arg, const struct shim_http_request *request);
  int (*opened)(void *arg, int fd);
  /* Has to close it. */
  void (*closed)(void *arg, int fd);
  void *arg;
};

enum shim_http_start {
  SHIM_HTTP_STARTED,
  SHIM_HTTP_TOO_MANY, /* max_open_sockets */
  SHIM_HTTP_NO_MEMORY,
  SHIM_HTTP_FAILED,
};

/* Open the sockets. */
enum shim_http_start shim_http_start(const struct workload *w,
                                     const struct shim_http_config *config,
                                     struct httpd **ret_server);
/* Serve until stopped; then it is freed. */
void shim_http_serve(struct httpd *server);
/* Messages to the server's task. Return whether they were sent. */
bool shim_http_stop(struct httpd *server);
bool shim_http_queue(struct httpd *server, void (*work)(void *arg), void *arg);
bool shim_http_queue_close(struct httpd *server, int fd);

/* In the server's task. */
void shim_http_upgrade(const struct shim_http_request *request);
const char *shim_http_header(const struct shim_http_request *request,
                             const char *name);
int shim_http_receive(const struct shim_http_request *request, void *ret_data,
                      size_t size);
/* On a websocket: exactly so many. Returns 0 or below. */
int shim_http_receive_raw(struct httpd *server, int fd, void *ret_data,
                          size_t size);
void shim_http_used(struct httpd *server, int fd);

/* From any task. */
int shim_http_send(int fd, const void *data, size_t len, int flags);
int shim_http_recv(int fd, void *ret_data, size_t size, int flags);
bool shim_http_send_all(int fd, const void *data, size_t len);
void shim_http_close(int fd);
void shim_http_keep_alive(int fd, int idle_s, int interval_s, int count);
/* Sec-WebSocket-Accept for a key; text has room for 29. */
void shim_http_accept_key(const char *key, char *ret_text);

#endif
