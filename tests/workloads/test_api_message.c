/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages of ESPHome's native API: what protobuf makes of them. */
#include "workloads/common/api_message.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Read back the one frame that has just been written. */
static struct api_frame read_back(const uint8_t *data, size_t len,
                                  enum api_message type) {
  struct api_frame frame;
  ck_assert_int_eq(api_frame_read(data, len, &frame), (int)len);
  ck_assert_uint_eq(frame.type, type);
  return frame;
}

START_TEST(hello_request_has_the_fields_of_a_real_client) {
  uint8_t data[API_FRAME_SIZE_MAX];
  const uint8_t expected[] = {0,    7,   1,   /* plaintext, length, type  */
                              0x0a, 1,   'x', /* 1: client_info           */
                              0x10, 1,        /* 2: api_version_major     */
                              0x18, 0x0f};    /* 3: api_version_minor, 15 */
  size_t len = api_message_hello_request(data, "x");
  ck_assert_uint_eq(len, sizeof expected);
  ck_assert_mem_eq(data, expected, sizeof expected);
  struct api_frame frame = read_back(data, len, API_HELLO_REQUEST);
  ck_assert_int_eq(api_message_hello_request_read(&frame), 0);
}
END_TEST

START_TEST(hello_response_is_understood) {
  uint8_t data[API_FRAME_SIZE_MAX];
  size_t len = api_message_hello_response(data, "porch");
  struct api_frame frame = read_back(data, len, API_HELLO_RESPONSE);
  ck_assert_int_eq(api_message_hello_response_read(&frame), 0);
}
END_TEST

START_TEST(a_state_keeps_its_key_and_value) {
  uint8_t data[API_FRAME_SIZE_MAX];
  uint32_t key = 0;
  float state = 0;
  size_t len = api_message_sensor_state(data, 0xdeadbeef, 21.5f);
  /* fixed32 and float: 5 octets each, behind the frame's 3. */
  ck_assert_uint_eq(len, 13);
  struct api_frame frame = read_back(data, len, API_SENSOR_STATE_RESPONSE);
  ck_assert_int_eq(api_message_sensor_state_read(&frame, &key, &state), 0);
  ck_assert_uint_eq(key, 0xdeadbeef);
  ck_assert_float_eq(state, 21.5f);
}
END_TEST

START_TEST(a_filler_is_as_long_as_it_should_be) {
  uint8_t data[API_FRAME_SIZE_MAX];
  for (size_t size = 16; size < API_FRAME_PAYLOAD_MAX; size++) {
    size_t len = api_message_filler(data, size);
    struct api_frame frame = read_back(data, len, API_SUBSCRIBE_LOGS_RESPONSE);
    ck_assert_uint_le(len, size);
    ck_assert_uint_ge(len, size - 1);
    ck_assert_int_eq(frame.payload[0], 3 << 3 | 2);
  }
}
END_TEST

START_TEST(garbage_is_not_a_message) {
  /* A text field that claims to be longer than the payload. */
  const uint8_t payload[] = {0x0a, 0x7f, 'x'};
  struct api_frame frame = {.payload = payload, .payload_len = sizeof payload};
  uint32_t key = 5;
  float state = 5;
  ck_assert_int_eq(api_message_hello_request_read(&frame), -EPROTO);
  ck_assert_int_eq(api_message_hello_response_read(&frame), -EPROTO);
  ck_assert_int_eq(api_message_sensor_state_read(&frame, &key, &state),
                   -EPROTO);
  ck_assert_uint_eq(key, 5);
}
END_TEST

START_TEST(messages_without_fields_are_three_octets) {
  uint8_t data[API_FRAME_SIZE_MAX];
  ck_assert_uint_eq(api_message_empty(data, API_PING_REQUEST), 3);
  read_back(data, 3, API_PING_REQUEST);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("api_message");
  TCase *tests = tcase_create("api_message");
  tcase_add_test(tests, hello_request_has_the_fields_of_a_real_client);
  tcase_add_test(tests, hello_response_is_understood);
  tcase_add_test(tests, a_state_keeps_its_key_and_value);
  tcase_add_test(tests, a_filler_is_as_long_as_it_should_be);
  tcase_add_test(tests, garbage_is_not_a_message);
  tcase_add_test(tests, messages_without_fields_are_three_octets);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed_count = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
