/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames of ESPHome's native API, octet by octet. */
#include "workloads/common/api_frame.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void assert_head(uint32_t type, size_t payload_len,
                        const uint8_t *expected, size_t expected_len) {
  uint8_t head[API_FRAME_HEAD_MAX];
  ck_assert_uint_eq(api_frame_head(head, type, payload_len), expected_len);
  ck_assert_mem_eq(head, expected, expected_len);
}

START_TEST(empty_messages_are_the_octets_that_esphome_sends) {
  assert_head(API_PING_REQUEST, 0, (const uint8_t[]){0, 0, 7}, 3);
  assert_head(API_PING_RESPONSE, 0, (const uint8_t[]){0, 0, 8}, 3);
  assert_head(API_SUBSCRIBE_STATES_REQUEST, 0, (const uint8_t[]){0, 0, 0x14},
              3);
  assert_head(API_LIST_ENTITIES_REQUEST, 0, (const uint8_t[]){0, 0, 0x0b}, 3);
}
END_TEST

START_TEST(numbers_above_127_take_more_octets) {
  assert_head(149, 300, (const uint8_t[]){0, 0xac, 0x02, 0x95, 0x01}, 5);
  assert_head(UINT32_MAX, UINT32_MAX,
              (const uint8_t[]){0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xff, 0xff,
                                0xff, 0xff, 0x0f},
              API_FRAME_HEAD_MAX);
}
END_TEST

START_TEST(a_frame_is_read_only_when_all_of_it_is_there) {
  const uint8_t data[] = {0, 0x03, 0x95, 0x01, 'a', 'b', 'c', 0, 0, 7};
  struct api_frame frame = {.type = 77};
  for (size_t len = 0; len < 7; len++)
    ck_assert_int_eq(api_frame_read(data, len, &frame), 0);
  ck_assert_uint_eq(frame.type, 77);
  ck_assert_int_eq(api_frame_read(data, sizeof data, &frame), 7);
  ck_assert_uint_eq(frame.type, 149);
  ck_assert_uint_eq(frame.payload_len, 3);
  ck_assert_mem_eq(frame.payload, "abc", 3);
  ck_assert_int_eq(api_frame_read(data + 7, 3, &frame), 3);
  ck_assert_uint_eq(frame.type, API_PING_REQUEST);
}
END_TEST

START_TEST(a_bad_indicator_byte_is_refused_at_once) {
  struct api_frame frame;
  /* 0x01 is encryption; the first octet is enough to know. */
  ck_assert_int_eq(api_frame_read((const uint8_t[]){1}, 1, &frame), -EPROTO);
  ck_assert_int_eq(api_frame_read((const uint8_t[]){'G'}, 1, &frame), -EPROTO);
}
END_TEST

START_TEST(a_number_without_an_end_is_refused) {
  struct api_frame frame;
  const uint8_t endless[] = {0, 0x80, 0x80, 0x80, 0x80, 0x80, 0};
  const uint8_t too_big[] = {0, 0xff, 0xff, 0xff, 0xff, 0x1f, 7};
  ck_assert_int_eq(api_frame_read(endless, 5, &frame), 0);
  ck_assert_int_eq(api_frame_read(endless, sizeof endless, &frame), -EPROTO);
  ck_assert_int_eq(api_frame_read(too_big, sizeof too_big, &frame), -EPROTO);
}
END_TEST

START_TEST(a_payload_beyond_the_maximum_is_refused_before_it_comes) {
  struct api_frame frame;
  uint8_t data[API_FRAME_SIZE_MAX + 1] = {0};
  size_t len = api_frame_head(data, 1, API_FRAME_PAYLOAD_MAX);
  ck_assert_int_eq(api_frame_read(data, len + API_FRAME_PAYLOAD_MAX, &frame),
                   (int)len + API_FRAME_PAYLOAD_MAX);
  len = api_frame_head(data, 1, API_FRAME_PAYLOAD_MAX + 1);
  ck_assert_int_eq(api_frame_read(data, len, &frame), -EMSGSIZE);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("api_frame");
  TCase *tests = tcase_create("api_frame");
  tcase_add_test(tests, empty_messages_are_the_octets_that_esphome_sends);
  tcase_add_test(tests, numbers_above_127_take_more_octets);
  tcase_add_test(tests, a_frame_is_read_only_when_all_of_it_is_there);
  tcase_add_test(tests, a_bad_indicator_byte_is_refused_at_once);
  tcase_add_test(tests, a_number_without_an_end_is_refused);
  tcase_add_test(tests,
                 a_payload_beyond_the_maximum_is_refused_before_it_comes);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed_count = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
