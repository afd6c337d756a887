/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: messages of ESPHome's native API as whole frames. */
#include "api_message.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "api.pb-c.h"

/* The version that clients and devices of 2026 say they speak. */
#define VERSION_MAJOR 1
#define VERSION_MINOR 15

/* protobuf-c packs through pointers that are not const. */
#define TEXT(text) ((char *)(text))

static size_t frame_write(uint8_t *ret_frame, enum api_message type,
                          const ProtobufCMessage *message) {
  size_t payload_len = protobuf_c_message_get_packed_size(message);
  assert(payload_len <= API_FRAME_PAYLOAD_MAX);
  size_t head_len = api_frame_head(ret_frame, type, payload_len);
  return head_len + protobuf_c_message_pack(message, ret_frame + head_len);
}

size_t api_message_empty(uint8_t *ret_frame, enum api_message type) {
  return api_frame_head(ret_frame, type, 0);
}

size_t api_message_hello_request(uint8_t *ret_frame, const char *client_info) {
  Sockfit__Api__HelloRequest hello = SOCKFIT__API__HELLO_REQUEST__INIT;
  hello.client_info = TEXT(client_info);
  hello.api_version_major = VERSION_MAJOR;
  hello.api_version_minor = VERSION_MINOR;
  return frame_write(ret_frame, API_HELLO_REQUEST, &hello.base);
}

size_t api_message_hello_response(uint8_t *ret_frame, const char *name) {
  Sockfit__Api__HelloResponse hello = SOCKFIT__API__HELLO_RESPONSE__INIT;
  hello.api_version_major = VERSION_MAJOR;
  hello.api_version_minor = VERSION_MINOR;
  hello.server_info = TEXT("sockfit");
  hello.name = TEXT(name);
  return frame_write(ret_frame, API_HELLO_RESPONSE, &hello.base);
}

size_t api_message_device_info(uint8_t *ret_frame, const char *name) {
  Sockfit__Api__DeviceInfoResponse info =
      SOCKFIT__API__DEVICE_INFO_RESPONSE__INIT;
  info.name = TEXT(name);
  info.mac_address = TEXT("02:00:00:00:00:01");
  info.esphome_version = TEXT("2026.9.0");
  info.model = TEXT("sockfit");
  return frame_write(ret_frame, API_DEVICE_INFO_RESPONSE, &info.base);
}

size_t api_message_list_sensor(uint8_t *ret_frame, const char *object_id,
                               uint32_t key) {
  Sockfit__Api__ListEntitiesSensorResponse sensor =
      SOCKFIT__API__LIST_ENTITIES_SENSOR_RESPONSE__INIT;
  sensor.object_id = TEXT(object_id);
  sensor.key = key;
  sensor.name = TEXT(object_id);
  sensor.unit_of_measurement = TEXT("s");
  return frame_write(ret_frame, API_LIST_ENTITIES_SENSOR_RESPONSE,
                     &sensor.base);
}

size_t api_message_sensor_state(uint8_t *ret_frame, uint32_t key, float state) {
  Sockfit__Api__SensorStateResponse sensor =
      SOCKFIT__API__SENSOR_STATE_RESPONSE__INIT;
  sensor.key = key;
  sensor.state = state;
  return frame_write(ret_frame, API_SENSOR_STATE_RESPONSE, &sensor.base);
}

/* Octets of a varint below 2^14. */
static size_t length_octets(size_t value) {
  return value < 0x80 ? 1 : 2;
}

/* SubscribeLogsResponse: field 3, the text, is a tag, a varint and octets. */
size_t api_message_filler(uint8_t *ret_frame, size_t size) {
  size_t text_len = size, payload_len, total;
  do {
    text_len--;
    payload_len = 1 + length_octets(text_len) + text_len;
    total = 1 + length_octets(payload_len) + 1 + payload_len;
  } while (total > size);
  uint8_t *at =
      ret_frame +
      api_frame_head(ret_frame, API_SUBSCRIBE_LOGS_RESPONSE, payload_len);
  *at++ = 3 << 3 | 2;
  if (length_octets(text_len) == 2)
    *at++ = (uint8_t)((text_len & 0x7f) | 0x80);
  *at++ = (uint8_t)(length_octets(text_len) == 2 ? text_len >> 7 : text_len);
  memset(at, '.', text_len);
  return total;
}

int api_message_hello_request_read(const struct api_frame *frame) {
  Sockfit__Api__HelloRequest *hello = sockfit__api__hello_request__unpack(
      NULL, frame->payload_len, frame->payload);
  if (!hello)
    return -EPROTO;
  sockfit__api__hello_request__free_unpacked(hello, NULL);
  return 0;
}

int api_message_hello_response_read(const struct api_frame *frame) {
  Sockfit__Api__HelloResponse *hello = sockfit__api__hello_response__unpack(
      NULL, frame->payload_len, frame->payload);
  if (!hello)
    return -EPROTO;
  sockfit__api__hello_response__free_unpacked(hello, NULL);
  return 0;
}

int api_message_sensor_state_read(const struct api_frame *frame,
                                  uint32_t *ret_key, float *ret_state) {
  Sockfit__Api__SensorStateResponse *sensor =
      sockfit__api__sensor_state_response__unpack(NULL, frame->payload_len,
                                                  frame->payload);
  if (!sensor)
    return -EPROTO;
  *ret_key = sensor->key;
  *ret_state = sensor->state;
  sockfit__api__sensor_state_response__free_unpacked(sensor, NULL);
  return 0;
}
