/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: server-sent events. */
#include "event_stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_HEAD_LEN 10 /* eight digits, CR, LF */

void event_stream_init(struct event_stream *stream) {
  memset(stream, 0, sizeof *stream);
}

static void line_ended(struct event_stream *stream) {
  static const char retry[] = "retry:";
  stream->line[stream->line_len] = '\0';
  if (stream->line_len == 0) {
    /* A blank line ends an event, if there was one. */
    stream->event_count += stream->has_field;
    stream->has_field = false;
  } else {
    stream->has_field = true;
    if (strncmp(stream->line, retry, sizeof retry - 1) == 0)
      stream->retry_ms =
          (uint32_t)strtoul(stream->line + sizeof retry - 1, NULL, 10);
  }
  stream->line_len = 0;
}

void event_stream_feed(struct event_stream *stream, const char *data,
                       size_t len) {
  for (size_t i = 0; i < len; i++) {
    bool lf_of_crlf = data[i] == '\n' && stream->after_cr;
    stream->after_cr = data[i] == '\r';
    if (lf_of_crlf)
      continue;
    if (data[i] == '\r' || data[i] == '\n')
      line_ended(stream);
    else if (stream->line_len < sizeof stream->line - 1)
      stream->line[stream->line_len++] = data[i];
  }
}

int event_stream_chunk(char *ret_text, size_t size, uint32_t retry_ms,
                       uint32_t id, const char *event, const char *data) {
  char first[48] = "";
  if (retry_ms > 0)
    snprintf(first, sizeof first, "retry: %u\r\nid: %u\r\n", (unsigned)retry_ms,
             (unsigned)id);
  int len = snprintf(ret_text, size,
                     "00000000\r\n"
                     "%s"
                     "event: %s\r\n"
                     "%s%s%s"
                     "\r\n"
                     "\r\n",
                     first, event, data ? "data: " : "", data ? data : "",
                     data ? "\r\n" : "");
  if (len < 0 || (size_t)len >= size)
    return -ENOBUFS;
  /* The last CR LF belongs to the chunk framing. */
  char head[CHUNK_HEAD_LEN + 1];
  snprintf(head, sizeof head, "%08x\r\n", (unsigned)(len - CHUNK_HEAD_LEN - 2));
  memcpy(ret_text, head, CHUNK_HEAD_LEN);
  return len;
}

int event_stream_state(char *ret_text, size_t size, uint32_t now_ms) {
  char data[80];
  unsigned now_s = now_ms / 1000;
  snprintf(data, sizeof data,
           "{\"id\":\"sensor-uptime\",\"value\":%u,\"state\":\"%u s\"}", now_s,
           now_s);
  return event_stream_chunk(ret_text, size, 0, 0, "state", data);
}
