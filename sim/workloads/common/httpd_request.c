/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: how esp_http_server reads what its sessions send (see httpd.h). */
#include "httpd.h"

int httpd_receive_raw(struct httpd_session *session, void *ret_data,
                      size_t size) {
  if (session->pending_len > 0) {
    size_t taken = size < session->pending_len ? size : session->pending_len;
    memcpy(ret_data, session->pending, taken);
    session->pending_len -= taken;
    memmove(session->pending, session->pending + taken, session->pending_len);
    return (int)taken;
  }
  ssize_t got = recv(session->fd, ret_data, size, 0);
  if (got < 0)
    return errno == EWOULDBLOCK ? -ETIMEDOUT : -errno;
  return (int)got;
}

/* Give a message the next octets of its session, at most max: left over ones
 * first. Returns 0, or a negative errno when the session is at its end. */
static int feed_request(struct httpd_session *session,
                        struct http_message *message, size_t max) {
  if (session->pending_len == 0) {
    int got =
        httpd_receive_raw(session, session->pending, sizeof session->pending);
    if (got <= 0)
      return got < 0 ? got : -ENOTCONN;
    session->pending_len = (size_t)got;
  }
  int taken = http_message_feed(
      message, session->pending,
      session->pending_len < max ? session->pending_len : max);
  if (taken < 0)
    return taken;
  session->pending_len -= (size_t)taken;
  memmove(session->pending, session->pending + taken, session->pending_len);
  return 0;
}

struct body {
  char *data;
  size_t len;
};

static void take_body(void *arg, const char *data, size_t len) {
  struct body *body = arg;
  memmove(body->data + body->len, data, len);
  body->len += len;
}

int httpd_receive(struct httpd_request *request, void *ret_data, size_t size) {
  struct httpd_session *session = request->session;
  struct http_message *message = request->message;
  struct body body = {.data = ret_data};
  message->on_body = take_body;
  message->on_body_arg = &body;
  while (!message->complete && body.len == 0) {
    uint64_t left = message->parser.content_length;
    bool direct = session->pending_len == 0 && left > 0 && left < UINT64_MAX;
    int result = 0;
    if (direct) /* into the caller's memory, as ESP-IDF does */
      result = httpd_receive_raw(session, ret_data,
                                 size < left ? size : (size_t)left);
    if (direct && result > 0)
      result = http_message_feed(message, ret_data, (size_t)result) < 0
                   ? -EPROTO
                   : 0;
    else if (direct)
      result = result < 0 ? result : -ENOTCONN;
    else
      result = feed_request(session, message, size);
    if (result < 0)
      return result;
  }
  return (int)body.len;
}

int httpd_read_request(struct httpd_request *request,
                       struct http_message *message) {
  struct http_head *head = request->server->config.head;
  int result = 0;
  http_message_init(message, HTTP_MESSAGE_REQUEST, NULL, NULL);
  message->head = head;
  message->stops_at_body = head != NULL;
  if (head)
    memset(head, 0, sizeof *head);
  while (result == 0 && !message->complete &&
         !(head && message->headers_complete))
    result = feed_request(request->session, message, SIZE_MAX);
  if (result == 0 && head && head->full) {
    httpd_respond(request, "431 Request Header Fields Too Large", "text/html",
                  NULL, "Header fields are too long", 26);
    return -EMSGSIZE;
  }
  if (result == 0 && head) /* its last octet; nothing more of a body */
    result = feed_request(request->session, message, 1);
  if (result == -ETIMEDOUT)
    httpd_respond(request, "408 Request Timeout", "text/html", NULL,
                  "Server closed this connection", 29);
  else if (result == -EPROTO)
    httpd_respond(request, "400 Bad Request", "text/html", NULL,
                  "Bad request syntax", 18);
  return result;
}

int httpd_drop_body(struct httpd_request *request) {
  char dropped[32]; /* CONFIG_HTTPD_PURGE_BUF_LEN */
  int result = 0;
  while (result >= 0 && !request->message->complete)
    result = httpd_receive(request, dropped, sizeof dropped);
  return result < 0 ? result : 0;
}
