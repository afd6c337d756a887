/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: esp_http_server.h: websockets (RFC 6455). */
#include <stdio.h>
#include <strings.h>

#include "shims/esp_http.h"
#include "shims/shims.h"

#define FINAL 0x80
#define MASKED 0x80
#define CONTROL_MAX 125 /* octets of a control frame (5.5) */

/* ---- the handshake ---- */

bool esp_websocket_wanted(const struct esp_call *call) {
  const char *upgrade = shim_http_header(call->request, "Upgrade");
  return upgrade != NULL && strcasecmp(upgrade, "websocket") == 0;
}

int esp_websocket_shake(const struct esp_call *call, const httpd_uri_t *uri) {
  const char *key = shim_http_header(call->request, "Sec-WebSocket-Key");
  const char *asked = shim_http_header(call->request, "Sec-WebSocket-Protocol");
  const char *ours = uri->supported_subprotocol;
  char accept[32], text[256];
  if (key == NULL)
    return -1;
  shim_http_accept_key(key, accept);
  bool named = ours != NULL && asked != NULL && strstr(asked, ours) != NULL;
  int len = snprintf(text, sizeof(text),
                     "HTTP/1.1 101 Switching Protocols\r\n"
                     "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Accept: %s\r\n%s%s%s\r\n",
                     accept, named ? "Sec-WebSocket-Protocol: " : "",
                     named ? ours : "", named ? "\r\n" : "");
  if (len >= (int)sizeof(text) ||
      !shim_http_send_all(call->request->fd, text, (size_t)len))
    return -1;
  shim_http_upgrade(call->request);
  return 0;
}

/* ---- sending ---- */

static esp_err_t send_frame(int fd, const httpd_ws_frame_t *frame) {
  bool more = frame->fragmented && !frame->final;
  uint8_t *text = shim_get(10 + frame->len);
  size_t head_len = 2;
  text[0] = (uint8_t)(frame->type | (more ? 0 : FINAL));
  text[1] = (uint8_t)frame->len;
  if (frame->len > 125) {
    size_t octets = frame->len < 65536 ? 2 : 8;
    text[1] = octets == 2 ? 126 : 127;
    for (size_t i = 0; i < octets; i++)
      text[2 + i] = (uint8_t)((uint64_t)frame->len >> 8 * (octets - 1 - i));
    head_len += octets;
  }
  if (frame->len > 0)
    memcpy(text + head_len, frame->payload, frame->len);
  bool sent = shim_http_send_all(fd, text, head_len + frame->len);
  workload_free(text);
  return sent ? ESP_OK : ESP_FAIL;
}

esp_err_t httpd_ws_send_frame_async(httpd_handle_t handle, int fd,
                                    httpd_ws_frame_t *frame) {
  struct esp_server *server = handle;
  if (server == NULL || frame == NULL)
    return ESP_ERR_INVALID_ARG;
  if (httpd_ws_get_fd_info(handle, fd) != HTTPD_WS_CLIENT_WEBSOCKET)
    return ESP_ERR_INVALID_ARG;
  return send_frame(fd, frame);
}

esp_err_t httpd_ws_send_frame(httpd_req_t *request, httpd_ws_frame_t *frame) {
  return httpd_ws_send_frame_async(request->handle,
                                   httpd_req_to_sockfd(request), frame);
}

/* ESP-IDF queues it and waits until it is sent. */
struct sending {
  httpd_handle_t server;
  int fd;
  httpd_ws_frame_t *frame;
  esp_err_t error;
  TaskHandle_t waits;
};

static void send_queued(void *arg) {
  struct sending *sending = arg;
  sending->error =
      httpd_ws_send_frame_async(sending->server, sending->fd, sending->frame);
  xTaskNotifyGive(sending->waits);
}

esp_err_t httpd_ws_send_data(httpd_handle_t handle, int fd,
                             httpd_ws_frame_t *frame) {
  struct esp_server *server = handle;
  struct sending sending = {.server = handle,
                            .fd = fd,
                            .frame = frame,
                            .waits = xTaskGetCurrentTaskHandle()};
  if (!shim_http_queue(server->engine, send_queued, &sending))
    return ESP_FAIL;
  ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
  return sending.error;
}

httpd_ws_client_info_t httpd_ws_get_fd_info(httpd_handle_t handle, int fd) {
  struct esp_session *session =
      handle == NULL || fd < 0 ? NULL : esp_session_of(handle, fd);
  if (session == NULL)
    return HTTPD_WS_CLIENT_INVALID;
  return session->websocket == NULL ? HTTPD_WS_CLIENT_HTTP
                                    : HTTPD_WS_CLIENT_WEBSOCKET;
}

/* ---- receiving ---- */

static int read_octets(httpd_req_t *request, void *data, size_t len) {
  struct esp_server *server = request->handle;
  return shim_http_receive_raw(server->engine, httpd_req_to_sockfd(request),
                               data, len);
}

/* Length and mask, behind the first octet. A client masks (5.1). */
static int read_head(httpd_req_t *request, struct esp_call *call) {
  uint8_t octets[8];
  if (call->has_head)
    return 0;
  if (read_octets(request, octets, 1) < 0 || !(octets[0] & MASKED))
    return -1;
  call->frame_len = octets[0] & 0x7f;
  size_t more = call->frame_len == 126 ? 2 : call->frame_len == 127 ? 8 : 0;
  if (more > 0)
    call->frame_len = 0;
  if (read_octets(request, octets, more) < 0)
    return -1;
  for (size_t i = 0; i < more; i++)
    call->frame_len = call->frame_len << 8 | octets[i];
  call->has_head = true;
  return read_octets(request, call->mask, sizeof(call->mask));
}

esp_err_t httpd_ws_recv_frame(httpd_req_t *request, httpd_ws_frame_t *frame,
                              size_t max) {
  struct esp_call *call = request->aux;
  if (frame == NULL || call->session->websocket == NULL)
    return ESP_ERR_INVALID_ARG;
  if (read_head(request, call) < 0)
    return ESP_FAIL;
  frame->type = (httpd_ws_type_t)(call->first & 0x0f);
  frame->final = (call->first & FINAL) != 0;
  frame->fragmented = !frame->final || frame->type == HTTPD_WS_TYPE_CONTINUE;
  if (max == 0) {
    frame->len = (size_t)call->frame_len;
    return ESP_OK;
  }
  if (call->frame_len > max)
    return ESP_ERR_INVALID_SIZE;
  frame->len = (size_t)call->frame_len;
  if (frame->payload == NULL ||
      read_octets(request, frame->payload, frame->len) < 0)
    return ESP_FAIL;
  for (size_t i = 0; i < frame->len; i++)
    frame->payload[i] ^= call->mask[i % sizeof(call->mask)];
  return ESP_OK;
}

/* Ping and close are answered here, unless the handler wants them. */
static int answer_control(httpd_req_t *request) {
  uint8_t payload[CONTROL_MAX];
  httpd_ws_frame_t frame = {.payload = payload};
  if (httpd_ws_recv_frame(request, &frame, sizeof(payload)) != ESP_OK)
    return -1;
  if (frame.type == HTTPD_WS_TYPE_PONG)
    return 1;
  bool closes = frame.type == HTTPD_WS_TYPE_CLOSE;
  httpd_ws_frame_t answer = {.final = true,
                             .type = closes ? HTTPD_WS_TYPE_CLOSE
                                            : HTTPD_WS_TYPE_PONG,
                             .payload = payload,
                             .len = closes ? 0 : frame.len};
  httpd_ws_send_frame(request, &answer);
  return closes ? -1 : 1;
}

int esp_websocket_begin(httpd_req_t *request) {
  struct esp_call *call = request->aux;
  if (read_octets(request, &call->first, 1) < 0)
    return -1;
  bool control = call->first & 0x08;
  if (control && !call->session->websocket->handle_ws_control_frames)
    return answer_control(request);
  return 0;
}
