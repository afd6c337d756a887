/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: esp_http_server.h: the server, its handlers and its
 * sessions. The functions that the engine has as well are called shim_ here
 * (sim/image/redirects.def). */
#include <stdio.h>

#include "esp_log.h"

#include "shims/esp_http.h"
#include "shims/shims.h"

#define TAG "httpd"
#define STOP_POLL_MS 100

/* ---- sessions ---- */

struct esp_session *esp_session_of(struct esp_server *server, int fd) {
  for (size_t i = 0; i < server->config.max_open_sockets; i++)
    if (server->sessions[i].fd == fd)
      return &server->sessions[i];
  return NULL;
}

static int on_open(void *arg, int fd) {
  struct esp_server *server = arg;
  const httpd_config_t *config = &server->config;
  struct esp_session *session = esp_session_of(server, -1);
  *session = (struct esp_session){.fd = fd};
  if (config->keep_alive_enable)
    shim_http_keep_alive(fd, config->keep_alive_idle,
                         config->keep_alive_interval, config->keep_alive_count);
  return config->open_fn == NULL || config->open_fn(server, fd) == ESP_OK ? 0
                                                                          : -1;
}

/* As free_ctx: NULL is the C library's free. */
static void free_context(struct esp_session *session) {
  if (session->context == NULL)
    return;
  if (session->free_context != NULL)
    session->free_context(session->context);
  else
    workload_free(session->context);
  session->context = NULL;
}

static void on_close(void *arg, int fd) {
  struct esp_server *server = arg;
  struct esp_session *session = esp_session_of(server, fd);
  if (session != NULL) {
    free_context(session);
    session->fd = -1;
  }
  if (server->config.close_fn != NULL)
    server->config.close_fn(server, fd);
  else
    shim_http_close(fd);
}

void *httpd_sess_get_ctx(httpd_handle_t handle, int fd) {
  struct esp_session *session =
      handle == NULL || fd < 0 ? NULL : esp_session_of(handle, fd);
  return session == NULL ? NULL : session->context;
}

void httpd_sess_set_ctx(httpd_handle_t handle, int fd, void *context,
                        httpd_free_ctx_fn_t free_fn) {
  struct esp_session *session =
      handle == NULL || fd < 0 ? NULL : esp_session_of(handle, fd);
  if (session == NULL)
    return;
  if (session->context != context)
    free_context(session);
  session->context = context;
  session->free_context = free_fn;
}

esp_err_t httpd_sess_trigger_close(httpd_handle_t handle, int fd) {
  struct esp_server *server = handle;
  if (server == NULL || fd < 0 || esp_session_of(server, fd) == NULL)
    return server == NULL ? ESP_ERR_INVALID_ARG : ESP_ERR_NOT_FOUND;
  return shim_http_queue_close(server->engine, fd) ? ESP_OK : ESP_FAIL;
}

esp_err_t httpd_sess_update_lru_counter(httpd_handle_t handle, int fd) {
  struct esp_server *server = handle;
  if (server == NULL || fd < 0 || esp_session_of(server, fd) == NULL)
    return server == NULL ? ESP_ERR_INVALID_ARG : ESP_ERR_NOT_FOUND;
  shim_http_used(server->engine, fd);
  return ESP_OK;
}

esp_err_t httpd_get_client_list(httpd_handle_t handle, size_t *count,
                                int *ret_fds) {
  struct esp_server *server = handle;
  if (server == NULL || count == NULL || ret_fds == NULL)
    return ESP_ERR_INVALID_ARG;
  size_t room = *count;
  *count = 0;
  for (size_t i = 0; i < server->config.max_open_sockets; i++) {
    if (server->sessions[i].fd < 0)
      continue;
    if (*count == room)
      return ESP_ERR_INVALID_ARG;
    ret_fds[(*count)++] = server->sessions[i].fd;
  }
  return ESP_OK;
}

/* ---- handlers ---- */

static httpd_uri_t **handler_of(struct esp_server *server, const char *uri,
                                int method) {
  for (size_t i = 0; i < server->config.max_uri_handlers; i++) {
    httpd_uri_t *at = server->handlers[i];
    if (at != NULL && strcmp(at->uri, uri) == 0 && (int)at->method == method)
      return &server->handlers[i];
  }
  return NULL;
}

esp_err_t httpd_register_uri_handler(httpd_handle_t handle,
                                     const httpd_uri_t *uri) {
  struct esp_server *server = handle;
  if (server == NULL || uri == NULL)
    return ESP_ERR_INVALID_ARG;
  if (handler_of(server, uri->uri, (int)uri->method) != NULL)
    return ESP_ERR_HTTPD_HANDLER_EXISTS;
  for (size_t i = 0; i < server->config.max_uri_handlers; i++) {
    if (server->handlers[i] != NULL)
      continue;
    size_t len = strlen(uri->uri) + 1;
    httpd_uri_t *copy = shim_get(sizeof(*copy) + len);
    *copy = *uri;
    copy->uri = memcpy(copy + 1, uri->uri, len);
    server->handlers[i] = copy;
    return ESP_OK;
  }
  shim_log(ESP_LOG_WARN, "httpd_uri",
           "httpd_register_uri_handler: no slots left for registering handler");
  return ESP_ERR_HTTPD_HANDLERS_FULL;
}

esp_err_t httpd_unregister_uri_handler(httpd_handle_t handle, const char *uri,
                                       httpd_method_t method) {
  if (handle == NULL || uri == NULL)
    return ESP_ERR_INVALID_ARG;
  httpd_uri_t **found = handler_of(handle, uri, (int)method);
  if (found == NULL)
    return ESP_ERR_NOT_FOUND;
  *found = NULL; /* kept: a websocket's session may point there */
  return ESP_OK;
}

esp_err_t httpd_unregister_uri(httpd_handle_t handle, const char *uri) {
  struct esp_server *server = handle;
  if (server == NULL || uri == NULL)
    return ESP_ERR_INVALID_ARG;
  esp_err_t error = ESP_ERR_NOT_FOUND;
  for (size_t i = 0; i < server->config.max_uri_handlers; i++) {
    httpd_uri_t *at = server->handlers[i];
    if (at == NULL || strcmp(at->uri, uri) != 0)
      continue;
    error = httpd_unregister_uri_handler(server, at->uri, at->method);
  }
  return error;
}

esp_err_t httpd_register_err_handler(httpd_handle_t handle,
                                     httpd_err_code_t error,
                                     httpd_err_handler_func_t handler) {
  struct esp_server *server = handle;
  if (server == NULL || (int)error < 0 || error >= HTTPD_ERR_CODE_MAX)
    return ESP_ERR_INVALID_ARG;
  server->errors[error] = handler;
  return ESP_OK;
}

/* "*" at the end is any rest; "?" in front of it, or of the end, makes the
 * character before that optional. */
bool httpd_uri_match_wildcard(const char *template_uri, const char *target,
                              size_t len) {
  size_t known = strlen(template_uri);
  bool any = known > 0 && template_uri[known - 1] == '*';
  bool optional = known > (any ? 1 : 0) && template_uri[known - 1 - any] == '?';
  if (!any && known > 1 && template_uri[known - 2] == '*' &&
      template_uri[known - 1] == '?')
    any = optional = true;
  if (any || optional)
    known -= (size_t)any + (size_t)optional;
  if (optional && len == known - 1)
    return strncmp(template_uri, target, len) == 0;
  return (any ? len >= known : len == known) &&
         strncmp(template_uri, target, known) == 0;
}

static bool matches(const struct esp_server *server, const httpd_uri_t *uri,
                    const char *target) {
  size_t len = strcspn(target, "?#");
  if (server->config.uri_match_fn != NULL)
    return server->config.uri_match_fn(uri->uri, target, len);
  return strlen(uri->uri) == len && strncmp(uri->uri, target, len) == 0;
}

static httpd_uri_t *find_handler(const struct esp_server *server,
                                 const char *target, int method,
                                 httpd_err_code_t *ret_error) {
  *ret_error = HTTPD_404_NOT_FOUND;
  for (size_t i = 0; i < server->config.max_uri_handlers; i++) {
    httpd_uri_t *at = server->handlers[i];
    if (at == NULL || !matches(server, at, target))
      continue;
    if ((int)at->method == method || (int)at->method == HTTP_ANY)
      return at;
    *ret_error = HTTPD_405_METHOD_NOT_ALLOWED;
  }
  return NULL;
}

/* ---- one request ---- */

/* The default answer closes the session, an own handler's ESP_OK keeps it. */
static int refuse(httpd_req_t *request, httpd_err_code_t error) {
  struct esp_server *server = request->handle;
  if (server->errors[error] != NULL)
    return server->errors[error](request, error) == ESP_OK ? 0 : -1;
  httpd_resp_send_err(request, error, NULL);
  return -1;
}

static int serve_request(httpd_req_t *request) {
  struct esp_call *call = request->aux;
  httpd_err_code_t error;
  if (strlen(call->request->target) > HTTPD_MAX_URI_LEN)
    return refuse(request, HTTPD_414_URI_TOO_LONG);
  strcpy(request->uri, call->request->target);
  httpd_uri_t *uri =
      find_handler(request->handle, request->uri, request->method, &error);
  if (uri == NULL)
    return refuse(request, error);
  request->user_ctx = uri->user_ctx;
  if (uri->is_websocket && esp_websocket_wanted(call)) {
    if (esp_websocket_shake(call, uri) < 0)
      return -1;
    call->session->websocket = uri;
  }
  return uri->handler(request) == ESP_OK ? 0 : -1;
}

static int serve_frame(httpd_req_t *request) {
  struct esp_call *call = request->aux;
  const httpd_uri_t *uri = call->session->websocket;
  int result = esp_websocket_begin(request);
  if (result != 0)
    return result < 0 ? result : 0;
  strncpy(request->uri, uri->uri, HTTPD_MAX_URI_LEN);
  request->user_ctx = uri->user_ctx;
  return uri->handler(request) == ESP_OK ? 0 : -1;
}

static int on_request(void *arg, const struct shim_http_request *told) {
  struct esp_server *server = arg;
  struct esp_session *session = esp_session_of(server, told->fd);
  struct esp_call call = {.request = told,
                          .session = session,
                          .status = HTTPD_200,
                          .type = HTTPD_TYPE_TEXT};
  call.headers =
      shim_get((server->config.max_resp_headers + 1u) * sizeof(*call.headers));
  httpd_req_t *request = shim_get(sizeof(*request));
  *request = (httpd_req_t){.handle = server,
                           .method = told->method < 0 ? 0 : told->method,
                           .content_len = (size_t)told->content_len,
                           .aux = &call,
                           .sess_ctx = session->context,
                           .free_ctx = session->free_context};
  int result = told->method < 0 ? serve_frame(request) : serve_request(request);
  if (!request->ignore_sess_ctx_changes && session->fd == told->fd &&
      request->sess_ctx != session->context)
    httpd_sess_set_ctx(server, told->fd, request->sess_ctx, request->free_ctx);
  else if (session->fd == told->fd && request->sess_ctx == session->context)
    session->free_context = request->free_ctx;
  workload_free(request);
  workload_free(call.headers);
  return result;
}

/* ---- the server ---- */

static void server_free(struct esp_server *server) {
  for (size_t i = 0; i < server->config.max_uri_handlers; i++)
    workload_free(server->handlers[i]);
  workload_free(server->handlers);
  workload_free(server->sessions);
  workload_free(server);
}

static void server_task(void *arg) {
  struct esp_server *server = arg;
  shim_http_serve(server->engine);
  server->ended = true;
  vTaskDelete(NULL);
}

static struct esp_server *server_new(const httpd_config_t *config) {
  struct esp_server *server = shim_get(sizeof(*server));
  server->config = *config;
  server->handlers =
      shim_get((config->max_uri_handlers + 1u) * sizeof(httpd_uri_t *));
  server->sessions =
      shim_get((config->max_open_sockets + 1u) * sizeof(struct esp_session));
  for (size_t i = 0; i < config->max_open_sockets; i++)
    server->sessions[i].fd = -1;
  return server;
}

static esp_err_t open_server(struct esp_server *server) {
  const httpd_config_t *config = &server->config;
  struct shim_http_config engine = {.port = config->server_port,
                                    .ctrl_port = config->ctrl_port,
                                    .max_open_sockets =
                                        config->max_open_sockets,
                                    .backlog = config->backlog_conn,
                                    .recv_timeout_s = config->recv_wait_timeout,
                                    .send_timeout_s = config->send_wait_timeout,
                                    .lru_purge = config->lru_purge_enable,
                                    .handle = on_request,
                                    .opened = on_open,
                                    .closed = on_close,
                                    .arg = server};
  switch (shim_http_start(shim_app()->workload, &engine, &server->engine)) {
  case SHIM_HTTP_STARTED:
    return ESP_OK;
  case SHIM_HTTP_TOO_MANY:
    return ESP_ERR_INVALID_ARG;
  case SHIM_HTTP_NO_MEMORY:
    return ESP_ERR_HTTPD_ALLOC_MEM;
  case SHIM_HTTP_FAILED:
    break;
  }
  return ESP_FAIL;
}

esp_err_t shim_httpd_start(httpd_handle_t *ret_server,
                           const httpd_config_t *config);
esp_err_t shim_httpd_start(httpd_handle_t *ret_server,
                           const httpd_config_t *config) {
  if (ret_server == NULL || config == NULL)
    return ESP_ERR_INVALID_ARG;
  struct esp_server *server = server_new(config);
  esp_err_t error = open_server(server);
  if (error != ESP_OK) {
    server_free(server);
    return error;
  }
  if (xTaskCreate(server_task, "httpd", config->stack_size, server,
                  config->task_priority, &server->task) != pdPASS)
    return ESP_ERR_HTTPD_TASK;
  *ret_server = server;
  return ESP_OK;
}

esp_err_t shim_httpd_stop(httpd_handle_t handle);
esp_err_t shim_httpd_stop(httpd_handle_t handle) {
  struct esp_server *server = handle;
  if (server == NULL)
    return ESP_ERR_INVALID_ARG;
  if (!shim_http_stop(server->engine))
    return ESP_FAIL;
  while (!server->ended)
    vTaskDelay(pdMS_TO_TICKS(STOP_POLL_MS));
  if (server->config.global_user_ctx != NULL &&
      server->config.global_user_ctx_free_fn != NULL)
    server->config.global_user_ctx_free_fn(server->config.global_user_ctx);
  server_free(server);
  return ESP_OK;
}

esp_err_t shim_httpd_queue_work(httpd_handle_t handle, httpd_work_fn_t work,
                                void *argument);
esp_err_t shim_httpd_queue_work(httpd_handle_t handle, httpd_work_fn_t work,
                                void *argument) {
  struct esp_server *server = handle;
  if (server == NULL || work == NULL)
    return ESP_ERR_INVALID_ARG;
  return shim_http_queue(server->engine, work, argument) ? ESP_OK : ESP_FAIL;
}

void *httpd_get_global_user_ctx(httpd_handle_t handle) {
  return ((struct esp_server *)handle)->config.global_user_ctx;
}

void *httpd_get_global_transport_ctx(httpd_handle_t handle) {
  return ((struct esp_server *)handle)->config.global_transport_ctx;
}
