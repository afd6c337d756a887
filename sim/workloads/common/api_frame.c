/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: ESPHome's native API on the wire. */
#include "api_frame.h"

#include <errno.h>

#define INDICATOR_PLAINTEXT 0x00
#define VARINT_OCTETS_MAX 5

/* Read a varint at data[*at]. Returns 1 and moves *at behind it, 0 when it
 * is not complete, -EPROTO when it does not fit 32 bits. */
static int varint_read(const uint8_t *data, size_t len, size_t *at,
                       uint32_t *ret_value) {
  uint64_t value = 0;
  for (size_t i = 0; i < VARINT_OCTETS_MAX; i++) {
    if (*at + i >= len)
      return 0;
    uint8_t octet = data[*at + i];
    value |= (uint64_t)(octet & 0x7f) << (7 * i);
    if (octet & 0x80)
      continue;
    if (value > UINT32_MAX)
      return -EPROTO;
    *at += i + 1;
    *ret_value = (uint32_t)value;
    return 1;
  }
  return -EPROTO;
}

static size_t varint_write(uint8_t *ret_data, uint32_t value) {
  size_t len = 0;
  while (value >= 0x80) {
    ret_data[len++] = (uint8_t)(value | 0x80);
    value >>= 7;
  }
  ret_data[len++] = (uint8_t)value;
  return len;
}

int api_frame_read(const uint8_t *data, size_t len,
                   struct api_frame *ret_frame) {
  if (len == 0)
    return 0;
  if (data[0] != INDICATOR_PLAINTEXT)
    return -EPROTO;
  size_t at = 1;
  uint32_t payload_len, type;
  int result = varint_read(data, len, &at, &payload_len);
  if (result <= 0)
    return result;
  if (payload_len > API_FRAME_PAYLOAD_MAX)
    return -EMSGSIZE;
  result = varint_read(data, len, &at, &type);
  if (result <= 0)
    return result;
  if (len - at < payload_len)
    return 0;
  ret_frame->type = type;
  ret_frame->payload = data + at;
  ret_frame->payload_len = payload_len;
  return (int)(at + payload_len);
}

size_t api_frame_head(uint8_t ret_head[API_FRAME_HEAD_MAX], uint32_t type,
                      size_t payload_len) {
  ret_head[0] = INDICATOR_PLAINTEXT;
  size_t len = 1;
  len += varint_write(ret_head + len, (uint32_t)payload_len);
  len += varint_write(ret_head + len, type);
  return len;
}
