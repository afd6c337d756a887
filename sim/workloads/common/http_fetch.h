/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: one HTTP exchange after another on a connection, as
 * esp_http_client makes them. Compiled into an image; nothing of lwIP is in
 * this header. */
#ifndef SOCKFIT_WORKLOADS_HTTP_FETCH_H
#define SOCKFIT_WORKLOADS_HTTP_FETCH_H

#include "http_message.h"

struct workload;

struct http_fetch {
  int fd; /* -1: not connected */
  uint32_t timeout_ms;
  struct http_message message; /* the answer */
  struct http_head *head;      /* NULL, or where its head is kept */
  char data[512];              /* received and not yet read */
  size_t start;
  size_t len;
};

/* Connect, by firmware_connect, which logs what went wrong.
 *
 * timeout_ms  of this and of each later step
 * Returns 0 or a negative errno. Set head afterwards. */
int http_fetch_open(struct http_fetch *fetch, const struct workload *w,
                    const char *host, uint16_t port, uint32_t timeout_ms);

/* Send all of it, of a request or its body. Returns 0 or a negative errno. */
int http_fetch_send(struct http_fetch *fetch, const void *data, size_t len);

/* Read the head of the answer. Returns its status or a negative errno. */
int http_fetch_head(struct http_fetch *fetch);

/* Read the next octets of the body, at most size. Returns how many, 0 at its
 * end, or a negative errno: -EPROTO, when it was cut. */
int http_fetch_read(struct http_fetch *fetch, void *ret_data, size_t size);

void http_fetch_close(struct http_fetch *fetch);

#endif
