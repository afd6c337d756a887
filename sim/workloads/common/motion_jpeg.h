/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: pictures of a camera: multipart/x-mixed-replace with a JPEG in
 * each part, as esp32_camera_web_server sends it. Knows no sockets. */
#ifndef SOCKFIT_WORKLOADS_MOTION_JPEG_H
#define SOCKFIT_WORKLOADS_MOTION_JPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MOTION_JPEG_BOUNDARY "123456789000000000000987654321"

/* Counts the pictures of a stream. Every part must have a Content-Length. */
struct motion_jpeg {
  char line[64];
  size_t line_len;
  uint64_t part_octets; /* Content-Length of the part being read          */
  uint64_t body_left;   /* octets of its picture still to come            */
  uint32_t frame_count; /* pictures received in full                      */
};

void motion_jpeg_init(struct motion_jpeg *stream);

/* Take the next octets of the body. */
void motion_jpeg_feed(struct motion_jpeg *stream, const char *data, size_t len);

/* Fill memory with something that every reader accepts as a JPEG file of
 * exactly this size (marker segments only, no picture); below 24 octets it
 * is not a whole file any more. */
void motion_jpeg_picture(uint8_t *ret_picture, size_t size);

#endif
