/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: what esp_http_server.c, esp_http_answer.c and
 * esp_http_websocket.c share. */
#ifndef SOCKFIT_SHIMS_ESP_HTTP_H
#define SOCKFIT_SHIMS_ESP_HTTP_H

#include "esp_http_server.h"

#include "shims/http_server.h"

struct esp_session {
  int fd; /* -1: free */
  void *context;
  httpd_free_ctx_fn_t free_context;
  const httpd_uri_t *websocket; /* whose it is; NULL: HTTP */
};

struct esp_server {
  httpd_config_t config;
  struct httpd *engine;
  httpd_uri_t **handlers; /* max_uri_handlers; NULL: free */
  struct esp_session *sessions;
  httpd_err_handler_func_t errors[HTTPD_ERR_CODE_MAX];
  TaskHandle_t task;
  bool ended;
};

struct esp_header {
  const char *name;
  const char *value;
};

/* httpd_req_t.aux: one request and its answer. */
struct esp_call {
  const struct shim_http_request *request;
  struct esp_session *session;
  const char *status;
  const char *type;
  struct esp_header *headers; /* max_resp_headers */
  size_t header_count;
  bool chunked;
  /* A websocket's frame: what was read of its head. */
  bool has_head;
  uint8_t first;
  uint64_t frame_len;
  uint8_t mask[4];
};

struct esp_session *esp_session_of(struct esp_server *server, int fd);

/* esp_http_websocket.c: is it a handshake? Answer it: 0 or below. A frame has
 * come: 0, 1 for one that no handler needs, below 0 closes the session. */
bool esp_websocket_wanted(const struct esp_call *call);
int esp_websocket_shake(const struct esp_call *call, const httpd_uri_t *uri);
int esp_websocket_begin(httpd_req_t *request);

#endif
