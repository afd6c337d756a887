/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: pictures of a camera. */
#include "motion_jpeg.h"

#include <stdlib.h>
#include <string.h>

void motion_jpeg_init(struct motion_jpeg *stream) {
  memset(stream, 0, sizeof *stream);
}

static void line_ended(struct motion_jpeg *stream) {
  static const char length[] = "Content-Length:";
  stream->line[stream->line_len] = '\0';
  if (stream->line_len == 0) {
    /* The blank line behind a part's headers, or the one before a
     * boundary; only the first has a length. */
    stream->body_left = stream->part_octets;
    stream->part_octets = 0;
  } else if (strncmp(stream->line, length, sizeof length - 1) == 0) {
    stream->part_octets = strtoull(stream->line + sizeof length - 1, NULL, 10);
  }
  stream->line_len = 0;
}

static size_t skip_body(struct motion_jpeg *stream, size_t len) {
  size_t taken = len < stream->body_left ? len : (size_t)stream->body_left;
  stream->body_left -= taken;
  if (stream->body_left == 0)
    stream->frame_count++;
  return taken;
}

void motion_jpeg_feed(struct motion_jpeg *stream, const char *data,
                      size_t len) {
  for (size_t i = 0; i < len;) {
    if (stream->body_left > 0) {
      i += skip_body(stream, len - i);
      continue;
    }
    char c = data[i++];
    if (c == '\n')
      line_ended(stream);
    else if (c != '\r' && stream->line_len < sizeof stream->line - 1)
      stream->line[stream->line_len++] = c;
  }
}

/* A comment segment of this many octets, its marker included. */
static void comment(uint8_t *segment, size_t size) {
  memset(segment, '.', size);
  segment[0] = 0xff;
  segment[1] = 0xfe;
  segment[2] = (uint8_t)((size - 2) >> 8);
  segment[3] = (uint8_t)(size - 2);
}

void motion_jpeg_picture(uint8_t *ret_picture, size_t size) {
  static const uint8_t head[20] = {0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J',
                                   'F',  'I',  'F',  0,    1, 1,  0,
                                   0,    1,    0,    1,    0, 0};
  enum { TAIL_LEN = 2, COMMENT_MIN = 4, COMMENT_MAX = 65535 };
  memset(ret_picture, 0xff, size);
  memcpy(ret_picture, head, size < sizeof head ? size : sizeof head);
  size_t at = sizeof head;
  while (at + COMMENT_MIN + TAIL_LEN <= size) {
    size_t left = size - TAIL_LEN - at;
    size_t part = left <= COMMENT_MAX ? left : COMMENT_MAX - COMMENT_MIN;
    comment(ret_picture + at, part);
    at += part;
  }
  /* One to three octets may be left over; a JPEG marker may be preceded by
   * any number of fill octets 0xff. */
  if (size >= sizeof head + TAIL_LEN)
    ret_picture[size - 1] = 0xd9;
}
