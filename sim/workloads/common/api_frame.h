/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: ESPHome's native API on the wire, plaintext: an octet 0x00, the
 * payload's length and the message type as varints, then the payload
 * (protobuf, see api.proto). Knows no sockets. */
#ifndef SOCKFIT_WORKLOADS_API_FRAME_H
#define SOCKFIT_WORKLOADS_API_FRAME_H

#include <stddef.h>
#include <stdint.h>

/* Message types, by ESPHome's numbers. */
enum api_message {
  API_HELLO_REQUEST = 1,
  API_HELLO_RESPONSE = 2,
  API_AUTHENTICATION_REQUEST = 3,
  API_AUTHENTICATION_RESPONSE = 4,
  API_DISCONNECT_REQUEST = 5,
  API_DISCONNECT_RESPONSE = 6,
  API_PING_REQUEST = 7,
  API_PING_RESPONSE = 8,
  API_DEVICE_INFO_REQUEST = 9,
  API_DEVICE_INFO_RESPONSE = 10,
  API_LIST_ENTITIES_REQUEST = 11,
  API_LIST_ENTITIES_SENSOR_RESPONSE = 16,
  API_LIST_ENTITIES_DONE_RESPONSE = 19,
  API_SUBSCRIBE_STATES_REQUEST = 20,
  API_SENSOR_STATE_RESPONSE = 25,
  API_SUBSCRIBE_LOGS_RESPONSE = 29,
};

/* Largest payload that is taken; no message here comes near it. */
#define API_FRAME_PAYLOAD_MAX 256
/* Most octets in front of a payload: 0x00 and two varints. */
#define API_FRAME_HEAD_MAX 11
#define API_FRAME_SIZE_MAX (API_FRAME_HEAD_MAX + API_FRAME_PAYLOAD_MAX)

/* One frame, as api_frame_read found it. */
struct api_frame {
  uint32_t type;
  const uint8_t *payload; /* inside the buffer that was read */
  size_t payload_len;
};

/* Read the first frame of a buffer.
 *
 * Returns the frame's length in octets with *ret_frame set; 0 when the frame
 * is not complete yet; or
 *   -EPROTO    the first octet is not 0x00 ("Bad indicator byte"), or a
 *              varint is longer than 32 bits need
 *   -EMSGSIZE  the payload is longer than API_FRAME_PAYLOAD_MAX */
int api_frame_read(const uint8_t *data, size_t len,
                   struct api_frame *ret_frame);

/* Write what comes before a payload. Returns its length. */
size_t api_frame_head(uint8_t ret_head[API_FRAME_HEAD_MAX], uint32_t type,
                      size_t payload_len);

#endif
