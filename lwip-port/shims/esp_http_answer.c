/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: esp_http_server.h: requests and their answers. */
#include <stdio.h>
#include <strings.h>

#include "shims/esp_http.h"
#include "shims/shims.h"

#define SMALL_BODY_MAX 128 /* goes with its head: common/httpd_answer.c */

static struct esp_call *call_of(httpd_req_t *request) {
  return request->aux;
}

/* ---- what was asked ---- */

int httpd_req_to_sockfd(httpd_req_t *request) {
  return request == NULL ? -1 : call_of(request)->request->fd;
}

int httpd_req_recv(httpd_req_t *request, char *data, size_t size) {
  if (request == NULL || data == NULL || request->method < 0)
    return HTTPD_SOCK_ERR_INVALID;
  return shim_http_receive(call_of(request)->request, data, size);
}

static esp_err_t copy(const char *from, size_t len, char *text, size_t size) {
  if (size == 0)
    return ESP_ERR_HTTPD_RESULT_TRUNC;
  size_t taken = len < size ? len : size - 1;
  memcpy(text, from, taken);
  text[taken] = '\0';
  return taken < len ? ESP_ERR_HTTPD_RESULT_TRUNC : ESP_OK;
}

size_t httpd_req_get_hdr_value_len(httpd_req_t *request, const char *name) {
  const char *value = shim_http_header(call_of(request)->request, name);
  return value == NULL ? 0 : strlen(value);
}

esp_err_t httpd_req_get_hdr_value_str(httpd_req_t *request, const char *name,
                                      char *text, size_t size) {
  if (request == NULL || name == NULL || text == NULL)
    return ESP_ERR_INVALID_ARG;
  const char *value = shim_http_header(call_of(request)->request, name);
  return value == NULL ? ESP_ERR_NOT_FOUND
                       : copy(value, strlen(value), text, size);
}

static const char *query_of(const httpd_req_t *request) {
  const char *mark = strchr(request->uri, '?');
  return mark == NULL ? "" : mark + 1;
}

size_t httpd_req_get_url_query_len(httpd_req_t *request) {
  return request == NULL ? 0 : strcspn(query_of(request), "#");
}

esp_err_t httpd_req_get_url_query_str(httpd_req_t *request, char *text,
                                      size_t size) {
  if (request == NULL || text == NULL)
    return ESP_ERR_INVALID_ARG;
  size_t len = httpd_req_get_url_query_len(request);
  return len == 0 ? ESP_ERR_NOT_FOUND
                  : copy(query_of(request), len, text, size);
}

esp_err_t httpd_query_key_value(const char *query, const char *key, char *value,
                                size_t size) {
  if (query == NULL || key == NULL || value == NULL)
    return ESP_ERR_INVALID_ARG;
  size_t key_len = strlen(key);
  for (const char *at = query; *at != '\0';) {
    size_t len = strcspn(at, "&");
    if (len > key_len && at[key_len] == '=' &&
        strncasecmp(at, key, key_len) == 0)
      return copy(at + key_len + 1, len - key_len - 1, value, size);
    at += len;
    at += *at == '&';
  }
  return ESP_ERR_NOT_FOUND;
}

/* ---- the answer ---- */

esp_err_t httpd_resp_set_status(httpd_req_t *request, const char *status) {
  if (request == NULL || status == NULL)
    return ESP_ERR_INVALID_ARG;
  call_of(request)->status = status;
  return ESP_OK;
}

esp_err_t httpd_resp_set_type(httpd_req_t *request, const char *type) {
  if (request == NULL || type == NULL)
    return ESP_ERR_INVALID_ARG;
  call_of(request)->type = type;
  return ESP_OK;
}

esp_err_t httpd_resp_set_hdr(httpd_req_t *request, const char *name,
                             const char *value) {
  if (request == NULL || name == NULL || value == NULL)
    return ESP_ERR_INVALID_ARG;
  struct esp_call *call = call_of(request);
  const struct esp_server *server = request->handle;
  if (call->header_count == server->config.max_resp_headers)
    return ESP_ERR_HTTPD_RESP_HDR;
  call->headers[call->header_count++] = (struct esp_header){name, value};
  return ESP_OK;
}

/* The head, with room for a small body behind it. */
static char *make_head(const struct esp_call *call, const char *framing,
                       size_t *ret_len) {
  size_t size =
      strlen(call->status) + strlen(call->type) + strlen(framing) + 64;
  for (size_t i = 0; i < call->header_count; i++)
    size += strlen(call->headers[i].name) + strlen(call->headers[i].value) + 4;
  char *text = shim_get(size + SMALL_BODY_MAX);
  size_t len =
      (size_t)snprintf(text, size, "HTTP/1.1 %s\r\nContent-Type: %s\r\n%s\r\n",
                       call->status, call->type, framing);
  for (size_t i = 0; i < call->header_count; i++)
    len += (size_t)snprintf(text + len, size - len, "%s: %s\r\n",
                            call->headers[i].name, call->headers[i].value);
  memcpy(text + len, "\r\n", 2);
  *ret_len = len + 2;
  return text;
}

/* Head (if any) and what follows, in one piece if that is small. */
static esp_err_t send_both(int fd, char *head, size_t head_len,
                           const char *body, size_t len) {
  bool small = len <= SMALL_BODY_MAX;
  if (small && len > 0)
    memcpy(head + head_len, body, len);
  bool sent = shim_http_send_all(fd, head, head_len + (small ? len : 0)) &&
              (small || shim_http_send_all(fd, body, len));
  workload_free(head);
  return sent ? ESP_OK : ESP_ERR_HTTPD_RESP_SEND;
}

esp_err_t httpd_resp_send(httpd_req_t *request, const char *data, ssize_t len) {
  if (request == NULL)
    return ESP_ERR_INVALID_ARG;
  struct esp_call *call = call_of(request);
  char framing[48];
  size_t body_len = data == NULL ? 0 : len < 0 ? strlen(data) : (size_t)len;
  snprintf(framing, sizeof(framing), "Content-Length: %zu", body_len);
  size_t head_len;
  char *head = make_head(call, framing, &head_len);
  if (request->method == HTTP_HEAD)
    body_len = 0;
  return send_both(call->request->fd, head, head_len, data, body_len);
}

esp_err_t httpd_resp_send_chunk(httpd_req_t *request, const char *data,
                                ssize_t len) {
  if (request == NULL)
    return ESP_ERR_INVALID_ARG;
  struct esp_call *call = call_of(request);
  size_t body_len = data == NULL ? 0 : len < 0 ? strlen(data) : (size_t)len;
  if (!call->chunked) {
    size_t head_len;
    char *head = make_head(call, "Transfer-Encoding: chunked", &head_len);
    call->chunked = true;
    if (send_both(call->request->fd, head, head_len, NULL, 0) != ESP_OK)
      return ESP_ERR_HTTPD_RESP_SEND;
  }
  char *chunk = shim_get(body_len + 32);
  size_t used = (size_t)snprintf(chunk, 32, "%zx\r\n", body_len);
  if (body_len > 0)
    memcpy(chunk + used, data, body_len);
  memcpy(chunk + used + body_len, "\r\n", 2);
  bool sent = shim_http_send_all(call->request->fd, chunk, used + body_len + 2);
  workload_free(chunk);
  return sent ? ESP_OK : ESP_ERR_HTTPD_RESP_SEND;
}

esp_err_t shim_resp_sendstr(httpd_req_t *request, const char *text) {
  return httpd_resp_send(request, text, HTTPD_RESP_USE_STRLEN);
}

esp_err_t shim_resp_sendstr_chunk(httpd_req_t *request, const char *text) {
  return httpd_resp_send_chunk(request, text, HTTPD_RESP_USE_STRLEN);
}

static const struct {
  const char *status;
  const char *text;
} errors[HTTPD_ERR_CODE_MAX] = {
    [HTTPD_500_INTERNAL_SERVER_ERROR] = {HTTPD_500,
                                         "Server has encountered an unexpected "
                                         "error"},
    [HTTPD_501_METHOD_NOT_IMPLEMENTED] =
        {"501 Method Not Implemented", "Server does not support this method"},
    [HTTPD_505_VERSION_NOT_SUPPORTED] = {"505 Version Not Supported",
                                         "HTTP version not supported by "
                                         "server"},
    [HTTPD_400_BAD_REQUEST] = {HTTPD_400, "Bad request syntax"},
    [HTTPD_401_UNAUTHORIZED] = {"401 Unauthorized",
                                "No permission -- see authorization schemes"},
    [HTTPD_403_FORBIDDEN] = {"403 Forbidden",
                             "Request forbidden -- authorization will not "
                             "help"},
    [HTTPD_404_NOT_FOUND] = {HTTPD_404, "Nothing matches the given URI"},
    [HTTPD_405_METHOD_NOT_ALLOWED] = {"405 Method Not Allowed",
                                      "Specified method is invalid for this "
                                      "resource"},
    [HTTPD_408_REQ_TIMEOUT] = {HTTPD_408, "Server closed this connection"},
    [HTTPD_411_LENGTH_REQUIRED] = {"411 Length Required",
                                   "Client must specify Content-Length"},
    [HTTPD_413_CONTENT_TOO_LARGE] = {"413 Content Too Large",
                                     "Content is too large"},
    [HTTPD_414_URI_TOO_LONG] = {"414 URI Too Long", "URI is too long"},
    [HTTPD_431_REQ_HDR_FIELDS_TOO_LARGE] = {"431 Request Header Fields Too "
                                            "Large",
                                            "Header fields are too long"},
};

esp_err_t httpd_resp_send_err(httpd_req_t *request, httpd_err_code_t error,
                              const char *text) {
  if (request == NULL || (int)error < 0 || error >= HTTPD_ERR_CODE_MAX)
    return ESP_ERR_INVALID_ARG;
  struct esp_call *call = call_of(request);
  call->header_count = 0;
  call->status = errors[error].status;
  call->type = HTTPD_TYPE_TEXT;
  return httpd_resp_send(request, text == NULL ? errors[error].text : text,
                         HTTPD_RESP_USE_STRLEN);
}

/* ---- octets ---- */

int shim_httpd_send(httpd_req_t *request, const char *data, size_t len);
int shim_httpd_send(httpd_req_t *request, const char *data, size_t len) {
  if (request == NULL || data == NULL)
    return HTTPD_SOCK_ERR_INVALID;
  return shim_http_send(call_of(request)->request->fd, data, len, 0);
}

int httpd_socket_send(httpd_handle_t handle, int fd, const char *data,
                      size_t len, int flags) {
  struct esp_server *server = handle;
  if (server == NULL || data == NULL || fd < 0 ||
      esp_session_of(server, fd) == NULL)
    return HTTPD_SOCK_ERR_INVALID;
  return shim_http_send(fd, data, len, flags);
}

int httpd_socket_recv(httpd_handle_t handle, int fd, char *data, size_t size,
                      int flags) {
  struct esp_server *server = handle;
  if (server == NULL || data == NULL || fd < 0 ||
      esp_session_of(server, fd) == NULL)
    return HTTPD_SOCK_ERR_INVALID;
  return shim_http_recv(fd, data, size, flags);
}
