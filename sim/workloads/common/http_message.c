/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: HTTP/1.1 messages. */
#include "http_message.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int on_message_begin(struct http_parser *parser) {
  struct http_message *message = parser->data;
  message->started = true;
  return 0;
}

static int on_url(struct http_parser *parser, const char *at, size_t len) {
  struct http_message *message = parser->data;
  size_t room = HTTP_MESSAGE_TARGET_SIZE - 1 - message->target_len;
  size_t taken = len < room ? len : room;
  memcpy(message->target + message->target_len, at, taken);
  message->target_len += taken;
  message->target[message->target_len] = '\0';
  return 0;
}

static int on_headers_complete(struct http_parser *parser) {
  struct http_message *message = parser->data;
  message->headers_complete = true;
  message->is_get = parser->method == HTTP_GET;
  message->status = parser->status_code;
  return 0;
}

static int on_body(struct http_parser *parser, const char *at, size_t len) {
  struct http_message *message = parser->data;
  message->body_octets += len;
  if (message->on_body)
    message->on_body(message->on_body_arg, at, len);
  return 0;
}

static int on_message_complete(struct http_parser *parser) {
  struct http_message *message = parser->data;
  message->complete = true;
  message->keep_alive = http_should_keep_alive(parser);
  /* Otherwise the parser would go on with a pipelined message. */
  http_parser_pause(parser, 1);
  return 0;
}

static const struct http_parser_settings settings = {
    .on_message_begin = on_message_begin,
    .on_url = on_url,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_message_complete = on_message_complete,
};

void http_message_init(struct http_message *message,
                       enum http_message_kind kind, http_message_body *on_body,
                       void *on_body_arg) {
  memset(message, 0, sizeof *message);
  http_parser_init(&message->parser,
                   kind == HTTP_MESSAGE_REQUEST ? HTTP_REQUEST : HTTP_RESPONSE);
  message->parser.data = message;
  message->on_body = on_body;
  message->on_body_arg = on_body_arg;
}

int http_message_feed(struct http_message *message, const char *data,
                      size_t len) {
  if (message->complete || len == 0)
    return 0;
  size_t taken = http_parser_execute(&message->parser, &settings, data, len);
  enum http_errno error = HTTP_PARSER_ERRNO(&message->parser);
  if (error != HPE_OK && error != HPE_PAUSED)
    return -EPROTO;
  return (int)taken;
}

void http_message_end(struct http_message *message) {
  if (!message->complete)
    http_parser_execute(&message->parser, &settings, NULL, 0);
}

int http_message_get(char *ret_text, size_t size, const char *host,
                     const char *target, bool keep_alive) {
  int len = snprintf(ret_text, size,
                     "GET %s HTTP/1.1\r\n"
                     "Host: %s\r\n"
                     "Connection: %s\r\n"
                     "Accept: */*\r\n"
                     "\r\n",
                     target, host, keep_alive ? "keep-alive" : "close");
  return len < 0 || (size_t)len >= size ? -ENOBUFS : len;
}
