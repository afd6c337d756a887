/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: ESP-IDF's HTTP server: one task, a listener, a control and a
 * message socket, sessions that are purged or wait in the backlog. The engine
 * is that of the consumers httpd and web_server. A target and headers may have
 * 1500 octets together. Websockets: text, binary, ping, pong and close. There
 * are no asynchronous requests and no send or receive overrides. */
#ifndef SOCKFIT_SHIMS_ESP_HTTP_SERVER_H
#define SOCKFIT_SHIMS_ESP_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#include "esp_err.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "sdkconfig.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_ERR_HTTPD_HANDLERS_FULL (ESP_ERR_HTTPD_BASE + 1)
#define ESP_ERR_HTTPD_HANDLER_EXISTS (ESP_ERR_HTTPD_BASE + 2)
#define ESP_ERR_HTTPD_INVALID_REQ (ESP_ERR_HTTPD_BASE + 3)
#define ESP_ERR_HTTPD_RESULT_TRUNC (ESP_ERR_HTTPD_BASE + 4)
#define ESP_ERR_HTTPD_RESP_HDR (ESP_ERR_HTTPD_BASE + 5)
#define ESP_ERR_HTTPD_RESP_SEND (ESP_ERR_HTTPD_BASE + 6)
#define ESP_ERR_HTTPD_ALLOC_MEM (ESP_ERR_HTTPD_BASE + 7)
#define ESP_ERR_HTTPD_TASK (ESP_ERR_HTTPD_BASE + 8)

#define HTTPD_SOCK_ERR_FAIL (-1)
#define HTTPD_SOCK_ERR_INVALID (-2)
#define HTTPD_SOCK_ERR_TIMEOUT (-3)

#define HTTPD_MAX_URI_LEN 512
#define HTTPD_RESP_USE_STRLEN (-1)

#define HTTPD_200 "200 OK"
#define HTTPD_204 "204 No Content"
#define HTTPD_207 "207 Multi-Status"
#define HTTPD_400 "400 Bad Request"
#define HTTPD_404 "404 Not Found"
#define HTTPD_408 "408 Request Timeout"
#define HTTPD_500 "500 Internal Server Error"
#define HTTPD_TYPE_JSON "application/json"
#define HTTPD_TYPE_TEXT "text/html"
#define HTTPD_TYPE_OCTET "application/octet-stream"

/* As http_parser numbers them. */
typedef enum {
  HTTP_DELETE,
  HTTP_GET,
  HTTP_HEAD,
  HTTP_POST,
  HTTP_PUT,
  HTTP_CONNECT,
  HTTP_OPTIONS,
  HTTP_TRACE,
  HTTP_PATCH = 28,
} httpd_method_t;
#define HTTP_ANY 0x7fffffff

typedef enum {
  HTTPD_500_INTERNAL_SERVER_ERROR,
  HTTPD_501_METHOD_NOT_IMPLEMENTED,
  HTTPD_505_VERSION_NOT_SUPPORTED,
  HTTPD_400_BAD_REQUEST,
  HTTPD_401_UNAUTHORIZED,
  HTTPD_403_FORBIDDEN,
  HTTPD_404_NOT_FOUND,
  HTTPD_405_METHOD_NOT_ALLOWED,
  HTTPD_408_REQ_TIMEOUT,
  HTTPD_411_LENGTH_REQUIRED,
  HTTPD_413_CONTENT_TOO_LARGE,
  HTTPD_414_URI_TOO_LONG,
  HTTPD_431_REQ_HDR_FIELDS_TOO_LARGE,
  HTTPD_ERR_CODE_MAX
} httpd_err_code_t;

typedef void *httpd_handle_t;
typedef void (*httpd_free_ctx_fn_t)(void *context);
typedef esp_err_t (*httpd_open_func_t)(httpd_handle_t server, int fd);
typedef void (*httpd_close_func_t)(httpd_handle_t server, int fd);
typedef bool (*httpd_uri_match_func_t)(const char *template_uri,
                                       const char *target, size_t len);
typedef void (*httpd_work_fn_t)(void *argument);

typedef struct httpd_config {
  unsigned task_priority;
  size_t stack_size;
  BaseType_t core_id;
  uint32_t task_caps;
  uint16_t server_port;
  uint16_t ctrl_port;
  uint16_t max_open_sockets;
  uint16_t max_uri_handlers;
  uint16_t max_resp_headers;
  uint16_t backlog_conn;
  bool lru_purge_enable;
  uint16_t recv_wait_timeout; /* s */
  uint16_t send_wait_timeout; /* s */
  void *global_user_ctx;
  httpd_free_ctx_fn_t global_user_ctx_free_fn;
  void *global_transport_ctx;
  httpd_free_ctx_fn_t global_transport_ctx_free_fn;
  bool enable_so_linger; /* no effect */
  int linger_timeout;
  bool keep_alive_enable;
  int keep_alive_idle;
  int keep_alive_interval;
  int keep_alive_count;
  httpd_open_func_t open_fn;
  httpd_close_func_t close_fn;
  httpd_uri_match_func_t uri_match_fn;
} httpd_config_t;

#define ESP_HTTPD_DEF_CTRL_PORT 32768
#define HTTPD_DEFAULT_CONFIG()                                                 \
  {                                                                            \
    .task_priority = tskIDLE_PRIORITY + 5, .stack_size = 4096,                 \
    .core_id = tskNO_AFFINITY, .task_caps = 0, .server_port = 80,              \
    .ctrl_port = ESP_HTTPD_DEF_CTRL_PORT, .max_open_sockets = 7,               \
    .max_uri_handlers = 8, .max_resp_headers = 8, .backlog_conn = 5,           \
    .lru_purge_enable = false, .recv_wait_timeout = 5, .send_wait_timeout = 5, \
    .global_user_ctx = NULL, .global_user_ctx_free_fn = NULL,                  \
    .global_transport_ctx = NULL, .global_transport_ctx_free_fn = NULL,        \
    .enable_so_linger = false, .linger_timeout = 0,                            \
    .keep_alive_enable = false, .keep_alive_idle = 0,                          \
    .keep_alive_interval = 0, .keep_alive_count = 0, .open_fn = NULL,          \
    .close_fn = NULL, .uri_match_fn = NULL                                     \
  }

typedef struct httpd_req {
  httpd_handle_t handle;
  int method;
  char uri[HTTPD_MAX_URI_LEN + 1];
  size_t content_len;
  void *aux;
  void *user_ctx;
  void *sess_ctx;
  httpd_free_ctx_fn_t free_ctx;
  bool ignore_sess_ctx_changes;
} httpd_req_t;

typedef struct httpd_uri {
  const char *uri;
  httpd_method_t method;
  esp_err_t (*handler)(httpd_req_t *request);
  void *user_ctx;
  bool is_websocket;
  bool handle_ws_control_frames;
  const char *supported_subprotocol;
} httpd_uri_t;

typedef esp_err_t (*httpd_err_handler_func_t)(httpd_req_t *request,
                                              httpd_err_code_t error);

/* ---- the server ---- */
esp_err_t httpd_start(httpd_handle_t *ret_server, const httpd_config_t *config);
esp_err_t httpd_stop(httpd_handle_t server);
esp_err_t httpd_register_uri_handler(httpd_handle_t server,
                                     const httpd_uri_t *uri);
esp_err_t httpd_unregister_uri_handler(httpd_handle_t server, const char *uri,
                                       httpd_method_t method);
esp_err_t httpd_unregister_uri(httpd_handle_t server, const char *uri);
esp_err_t httpd_register_err_handler(httpd_handle_t server,
                                     httpd_err_code_t error,
                                     httpd_err_handler_func_t handler);
bool httpd_uri_match_wildcard(const char *template_uri, const char *target,
                              size_t len);
esp_err_t httpd_queue_work(httpd_handle_t server, httpd_work_fn_t work,
                           void *argument);
void *httpd_get_global_user_ctx(httpd_handle_t server);
void *httpd_get_global_transport_ctx(httpd_handle_t server);
esp_err_t httpd_get_client_list(httpd_handle_t server, size_t *count,
                                int *ret_fds);

/* ---- sessions ---- */
void *httpd_sess_get_ctx(httpd_handle_t server, int fd);
void httpd_sess_set_ctx(httpd_handle_t server, int fd, void *context,
                        httpd_free_ctx_fn_t free_fn);
esp_err_t httpd_sess_trigger_close(httpd_handle_t server, int fd);
esp_err_t httpd_sess_update_lru_counter(httpd_handle_t server, int fd);
int httpd_socket_send(httpd_handle_t server, int fd, const char *data,
                      size_t len, int flags);
int httpd_socket_recv(httpd_handle_t server, int fd, char *data, size_t size,
                      int flags);

/* ---- requests ---- */
int httpd_req_to_sockfd(httpd_req_t *request);
int httpd_req_recv(httpd_req_t *request, char *data, size_t size);
size_t httpd_req_get_hdr_value_len(httpd_req_t *request, const char *name);
esp_err_t httpd_req_get_hdr_value_str(httpd_req_t *request, const char *name,
                                      char *text, size_t size);
size_t httpd_req_get_url_query_len(httpd_req_t *request);
esp_err_t httpd_req_get_url_query_str(httpd_req_t *request, char *text,
                                      size_t size);
esp_err_t httpd_query_key_value(const char *query, const char *key, char *value,
                                size_t size);

/* ---- answers ---- */
esp_err_t httpd_resp_set_status(httpd_req_t *request, const char *status);
esp_err_t httpd_resp_set_type(httpd_req_t *request, const char *type);
esp_err_t httpd_resp_set_hdr(httpd_req_t *request, const char *name,
                             const char *value);
esp_err_t httpd_resp_send(httpd_req_t *request, const char *data, ssize_t len);
esp_err_t httpd_resp_send_chunk(httpd_req_t *request, const char *data,
                                ssize_t len);
esp_err_t httpd_resp_send_err(httpd_req_t *request, httpd_err_code_t error,
                              const char *text);
int httpd_send(httpd_req_t *request, const char *data, size_t len);

#define httpd_resp_sendstr(request, text) shim_resp_sendstr(request, text)
#define httpd_resp_sendstr_chunk(request, text)                                \
  shim_resp_sendstr_chunk(request, text)
#define httpd_resp_send_404(request)                                           \
  httpd_resp_send_err(request, HTTPD_404_NOT_FOUND, NULL)
#define httpd_resp_send_408(request)                                           \
  httpd_resp_send_err(request, HTTPD_408_REQ_TIMEOUT, NULL)
#define httpd_resp_send_500(request)                                           \
  httpd_resp_send_err(request, HTTPD_500_INTERNAL_SERVER_ERROR, NULL)
esp_err_t shim_resp_sendstr(httpd_req_t *request, const char *text);
esp_err_t shim_resp_sendstr_chunk(httpd_req_t *request, const char *text);

/* ---- websockets ---- */
typedef enum {
  HTTPD_WS_TYPE_CONTINUE = 0x0,
  HTTPD_WS_TYPE_TEXT = 0x1,
  HTTPD_WS_TYPE_BINARY = 0x2,
  HTTPD_WS_TYPE_CLOSE = 0x8,
  HTTPD_WS_TYPE_PING = 0x9,
  HTTPD_WS_TYPE_PONG = 0xA
} httpd_ws_type_t;
typedef enum {
  HTTPD_WS_CLIENT_INVALID,
  HTTPD_WS_CLIENT_HTTP,
  HTTPD_WS_CLIENT_WEBSOCKET
} httpd_ws_client_info_t;
typedef struct httpd_ws_frame {
  bool final;
  bool fragmented;
  httpd_ws_type_t type;
  uint8_t *payload;
  size_t len;
} httpd_ws_frame_t;

esp_err_t httpd_ws_recv_frame(httpd_req_t *request, httpd_ws_frame_t *frame,
                              size_t max);
esp_err_t httpd_ws_send_frame(httpd_req_t *request, httpd_ws_frame_t *frame);
esp_err_t httpd_ws_send_frame_async(httpd_handle_t server, int fd,
                                    httpd_ws_frame_t *frame);
esp_err_t httpd_ws_send_data(httpd_handle_t server, int fd,
                             httpd_ws_frame_t *frame);
httpd_ws_client_info_t httpd_ws_get_fd_info(httpd_handle_t server, int fd);

#ifdef __cplusplus
}
#endif

#endif
