/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: HTTP/1.1 messages. */
#include "http_message.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- the head ---- */

/* A text that goes on, or the next one. One octet stays for its end. */
static void head_add(struct http_head *head, int part, const char *at,
                     size_t len) {
  if (head == NULL)
    return;
  size_t ends = (int)head->part == part ? 0 : 1;
  if (head->full || HTTP_HEAD_SIZE - 1 - head->len < len + ends) {
    head->full = true;
    return;
  }
  head->len += ends;
  head->part = part;
  memcpy(head->text + head->len, at, len);
  head->len += len;
  head->text[head->len] = '\0';
}

static const char *next_text(const struct http_head *head, const char *text) {
  const char *next = text + strlen(text) + 1;
  return next > head->text + head->len ? NULL : next;
}

bool http_head_nth(const struct http_head *head, size_t n,
                   const char **ret_name, const char **ret_value) {
  const char *at = next_text(head, head->text);
  for (size_t i = 0; at != NULL; i++) {
    const char *value = next_text(head, at);
    if (value == NULL)
      return false;
    if (i == n) {
      *ret_name = at;
      *ret_value = value;
      return true;
    }
    at = next_text(head, value);
  }
  return false;
}

const char *http_head_value(const struct http_head *head, const char *wanted) {
  const char *name, *value;
  for (size_t i = 0; http_head_nth(head, i, &name, &value); i++)
    if (strcasecmp(name, wanted) == 0)
      return value;
  return NULL;
}

static int on_header_field(struct http_parser *parser, const char *at,
                           size_t len) {
  struct http_message *message = parser->data;
  head_add(message->head, HTTP_HEAD_NAME, at, len);
  return 0;
}

static int on_header_value(struct http_parser *parser, const char *at,
                           size_t len) {
  struct http_message *message = parser->data;
  head_add(message->head, HTTP_HEAD_VALUE, at, len);
  return 0;
}

/* ---- the message ---- */

static int on_message_begin(struct http_parser *parser) {
  struct http_message *message = parser->data;
  message->started = true;
  return 0;
}

static int on_url(struct http_parser *parser, const char *at, size_t len) {
  struct http_message *message = parser->data;
  size_t room = HTTP_MESSAGE_TARGET_SIZE - 1 - message->target_len;
  size_t taken = len < room ? len : room;
  head_add(message->head, HTTP_HEAD_TARGET, at, len);
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
  if (message->stops_at_body)
    http_parser_pause(parser, 1);
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
    .on_header_field = on_header_field,
    .on_header_value = on_header_value,
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
  if (HTTP_PARSER_ERRNO(&message->parser) == HPE_PAUSED)
    http_parser_pause(&message->parser, 0); /* it was in front of the body */
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
