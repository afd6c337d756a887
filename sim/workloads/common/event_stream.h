/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: server-sent events (text/event-stream), both directions. Knows
 * no sockets. */
#ifndef SOCKFIT_WORKLOADS_EVENT_STREAM_H
#define SOCKFIT_WORKLOADS_EVENT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads a stream as far as EventSource cares here: how many events it
 * carried, and how long to wait before reconnecting. */
struct event_stream {
  char line[64]; /* a longer line is cut; only its name matters */
  size_t line_len;
  bool has_field; /* the event being read has a field */
  bool after_cr;
  uint32_t event_count;
  uint32_t retry_ms; /* 0 until the server said so */
};

void event_stream_init(struct event_stream *stream);

/* Take the next octets of the body, without chunk framing. */
void event_stream_feed(struct event_stream *stream, const char *data,
                       size_t len);

/* Write one event as one HTTP chunk, the way ESPHome's web_server does: the
 * size in eight hexadecimal digits, then the fields retry, id, event, data.
 *
 * retry_ms  0 leaves out that field and id
 * data      NULL leaves the field out; then no browser gives it to the page
 * Returns its length, or -ENOBUFS. */
int event_stream_chunk(char *ret_text, size_t size, uint32_t retry_ms,
                       uint32_t id, const char *event, const char *data);

/* The same for what ESPHome sends at each change of a sensor. Which state it is
 * is of no interest here: the time. Returns as event_stream_chunk. */
int event_stream_state(char *ret_text, size_t size, uint32_t now_ms);

#endif
