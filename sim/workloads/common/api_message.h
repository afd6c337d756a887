/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: messages of ESPHome's native API as whole frames, the payloads
 * by protobuf-c from api.proto. The only user of that library. Knows no
 * sockets. */
#ifndef SOCKFIT_WORKLOADS_API_MESSAGE_H
#define SOCKFIT_WORKLOADS_API_MESSAGE_H

#include "api_frame.h"

/* Write one frame. ret_frame has API_FRAME_SIZE_MAX octets. Each returns the
 * frame's length; texts are short enough by construction (asserted). */
size_t api_message_empty(uint8_t *ret_frame, enum api_message type);
size_t api_message_hello_request(uint8_t *ret_frame, const char *client_info);
size_t api_message_hello_response(uint8_t *ret_frame, const char *name);
size_t api_message_device_info(uint8_t *ret_frame, const char *name);
size_t api_message_list_sensor(uint8_t *ret_frame, const char *object_id,
                               uint32_t key);
size_t api_message_sensor_state(uint8_t *ret_frame, uint32_t key, float state);

/* A log line as long as it takes to make a frame of size octets, 16 to
 * API_FRAME_PAYLOAD_MAX; of one less where no length fits. */
size_t api_message_filler(uint8_t *ret_frame, size_t size);

/* Read a payload, to know that it is one. Each returns 0 or -EPROTO. */
int api_message_hello_request_read(const struct api_frame *frame);
int api_message_hello_response_read(const struct api_frame *frame);
int api_message_sensor_state_read(const struct api_frame *frame,
                                  uint32_t *ret_key, float *ret_state);

#endif
