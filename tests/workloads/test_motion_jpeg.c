/* SPDX-License-Identifier: BSD-3-Clause */
/* A camera's stream: its pictures and how they are counted. */
#include "workloads/common/motion_jpeg.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define PART                                                                   \
  "Content-Type: image/jpeg\r\nContent-Length: 5\r\n\r\n\r\n-\n\n"             \
  "\r\n--" MOTION_JPEG_BOUNDARY "\r\n"

START_TEST(pictures_are_counted_at_every_cut) {
  /* The picture itself looks like line ends and boundaries. */
  static const char text[] = "--" MOTION_JPEG_BOUNDARY "\r\n" PART PART;
  for (size_t cut = 0; cut < sizeof text; cut++) {
    struct motion_jpeg stream;
    motion_jpeg_init(&stream);
    motion_jpeg_feed(&stream, text, cut);
    motion_jpeg_feed(&stream, text + cut, sizeof text - 1 - cut);
    ck_assert_uint_eq(stream.frame_count, 2);
  }
}
END_TEST

START_TEST(half_a_picture_does_not_count) {
  static const char text[] = "Content-Length: 5\r\n\r\n1234";
  struct motion_jpeg stream;
  motion_jpeg_init(&stream);
  motion_jpeg_feed(&stream, text, sizeof text - 1);
  ck_assert_uint_eq(stream.frame_count, 0);
  motion_jpeg_feed(&stream, "5", 1);
  ck_assert_uint_eq(stream.frame_count, 1);
}
END_TEST

/* Walk the marker segments from SOI to EOI. */
static void assert_segments_fill(const uint8_t *picture, size_t size) {
  size_t at = 2;
  ck_assert(picture[0] == 0xff && picture[1] == 0xd8);
  for (;;) {
    ck_assert_uint_lt(at + 1, size);
    ck_assert_uint_eq(picture[at], 0xff);
    while (picture[at + 1] == 0xff)
      at++; /* fill octets */
    if (picture[at + 1] == 0xd9)
      break;
    ck_assert_uint_lt(at + 3, size);
    at += 2 + (size_t)(picture[at + 2] << 8 | picture[at + 3]);
  }
  ck_assert_uint_eq(at + 2, size);
}

START_TEST(a_picture_is_a_whole_jpeg_file_of_any_size) {
  for (size_t size = 24; size < 400; size++) {
    uint8_t *picture = malloc(size);
    motion_jpeg_picture(picture, size);
    assert_segments_fill(picture, size);
    free(picture);
  }
  for (size_t size = 65535; size < 65600; size++) {
    uint8_t *picture = malloc(size);
    motion_jpeg_picture(picture, size);
    assert_segments_fill(picture, size);
    free(picture);
  }
}
END_TEST

START_TEST(a_tiny_picture_is_cut_and_not_overrun) {
  for (size_t size = 1; size < 24; size++) {
    uint8_t *picture = malloc(size + 1);
    picture[size] = 0xaa;
    motion_jpeg_picture(picture, size);
    ck_assert_uint_eq(picture[0], 0xff);
    ck_assert_uint_eq(picture[size], 0xaa);
    free(picture);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("motion_jpeg");
  TCase *tests = tcase_create("motion_jpeg");
  tcase_add_test(tests, pictures_are_counted_at_every_cut);
  tcase_add_test(tests, half_a_picture_does_not_count);
  tcase_add_test(tests, a_picture_is_a_whole_jpeg_file_of_any_size);
  tcase_add_test(tests, a_tiny_picture_is_cut_and_not_overrun);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed_count = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
