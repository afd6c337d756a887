/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: HTTP/1.1 messages, read by http-parser from whatever pieces
 * arrive. The only user of that library. Knows no sockets. */
#ifndef SOCKFIT_WORKLOADS_HTTP_MESSAGE_H
#define SOCKFIT_WORKLOADS_HTTP_MESSAGE_H

#include <http_parser.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_MESSAGE_TARGET_SIZE 128

enum http_message_kind { HTTP_MESSAGE_REQUEST, HTTP_MESSAGE_RESPONSE };

/* Called with each piece of the body; data is valid during the call. */
typedef void http_message_body(void *arg, const char *data, size_t len);

#define HTTP_HEAD_SIZE 1536

/* The head of a message as texts, each with its end: the target (empty in a
 * response), then name, value, name, value. Zero-initialise. */
struct http_head {
  char text[HTTP_HEAD_SIZE];
  size_t len;
  bool full; /* it was longer; the rest is not here */
  enum {
    HTTP_HEAD_TARGET,
    HTTP_HEAD_NAME,
    HTTP_HEAD_VALUE,
  } part;
};

struct http_message {
  struct http_parser parser;
  char target[HTTP_MESSAGE_TARGET_SIZE]; /* requests; a longer one is cut */
  size_t target_len;
  bool started;          /* an octet of it has been seen */
  bool headers_complete; /* status and is_get are valid from then on */
  bool complete;
  bool is_get;     /* requests */
  bool keep_alive; /* valid when complete */
  int status;      /* responses: 200 */
  uint64_t body_octets;
  http_message_body *on_body; /* or NULL */
  void *on_body_arg;
  /* Set behind http_message_init: where the head is kept (NULL: nowhere), and
   * whether feeding stops in front of the body, before the head's last octet,
   * to go on when it is fed again. */
  struct http_head *head;
  bool stops_at_body;
};

/* Make ready for one message. on_body may be NULL. Nothing to release. */
void http_message_init(struct http_message *message,
                       enum http_message_kind kind, http_message_body *on_body,
                       void *on_body_arg);

/* Take the next octets of the stream. Stops behind the end of the message,
 * so that what follows stays with the caller.
 * Returns how many octets were taken, or -EPROTO when this is not HTTP. */
int http_message_feed(struct http_message *message, const char *data,
                      size_t len);

/* The value of a header, in any spelling; NULL: there is none. */
const char *http_head_value(const struct http_head *head, const char *name);

/* The n-th header, from 0. Returns false when there are not so many. */
bool http_head_nth(const struct http_head *head, size_t n,
                   const char **ret_name, const char **ret_value);

/* The stream has ended. Completes a response whose body has no length. */
void http_message_end(struct http_message *message);

/* Write a GET request as a browser or esp_http_client would.
 *
 * keep_alive  false adds "Connection: close"
 * Returns its length, or -ENOBUFS. */
int http_message_get(char *ret_text, size_t size, const char *host,
                     const char *target, bool keep_alive);

#endif
