/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: HTTP exchanges (see http_fetch.h). */
#include "http_fetch.h"

#include "firmware.h"
#include "moment.h"
#include "stream.h"

int http_fetch_open(struct http_fetch *fetch, const struct workload *w,
                    const char *host, uint16_t port, uint32_t timeout_ms) {
  memset(fetch, 0, sizeof *fetch);
  fetch->timeout_ms = timeout_ms;
  fetch->fd = firmware_connect(w, host, port, timeout_ms);
  return fetch->fd < 0 ? fetch->fd : 0;
}

int http_fetch_send(struct http_fetch *fetch, const void *data, size_t len) {
  return stream_send_all(fetch->fd, data, len, fetch->timeout_ms);
}

/* Feed the answer, at most max octets. Returns 0 or a negative errno. */
static int feed(struct http_fetch *fetch, size_t max) {
  if (fetch->len == 0) {
    int got = stream_receive(fetch->fd, fetch->data, sizeof fetch->data,
                             moment_now_ms() + fetch->timeout_ms);
    if (got < 0)
      return got;
    if (got == 0) {
      http_message_end(&fetch->message);
      return fetch->message.complete ? 0 : -EPROTO;
    }
    fetch->start = 0;
    fetch->len = (size_t)got;
  }
  int taken = http_message_feed(&fetch->message, fetch->data + fetch->start,
                                fetch->len < max ? fetch->len : max);
  if (taken < 0)
    return taken;
  fetch->start += (size_t)taken;
  fetch->len -= (size_t)taken;
  return 0;
}

int http_fetch_head(struct http_fetch *fetch) {
  struct http_message *message = &fetch->message;
  http_message_init(message, HTTP_MESSAGE_RESPONSE, NULL, NULL);
  message->head = fetch->head;
  message->stops_at_body = true;
  if (fetch->head)
    memset(fetch->head, 0, sizeof *fetch->head);
  int result = 0;
  while (result == 0 && !message->headers_complete)
    result = feed(fetch, SIZE_MAX);
  if (result == 0) /* the head's last octet: it may be all there is */
    result = feed(fetch, 1);
  return result < 0 ? result : message->status;
}

struct body {
  char *data;
  size_t len;
};

static void take_body(void *arg, const char *data, size_t len) {
  struct body *body = arg;
  memcpy(body->data + body->len, data, len);
  body->len += len;
}

int http_fetch_read(struct http_fetch *fetch, void *ret_data, size_t size) {
  struct body body = {.data = ret_data};
  fetch->message.on_body = take_body;
  fetch->message.on_body_arg = &body;
  while (!fetch->message.complete && body.len == 0) {
    int result = feed(fetch, size);
    if (result < 0)
      return result;
  }
  return (int)body.len;
}

void http_fetch_close(struct http_fetch *fetch) {
  if (fetch->fd >= 0)
    close(fetch->fd);
  fetch->fd = -1;
}
