/* SPDX-License-Identifier: BSD-3-Clause */
/* Server-sent events, as written and as counted. */
#include "workloads/common/event_stream.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void feed(struct event_stream *stream, const char *text) {
  event_stream_feed(stream, text, strlen(text));
}

START_TEST(an_event_is_a_chunk_of_the_size_that_it_names) {
  char text[128];
  int len = event_stream_chunk(text, sizeof text, 30000, 7, "ping", "{}");
  ck_assert_int_eq(len, (int)strlen(text));
  ck_assert_str_eq(text, "0000002e\r\n"
                         "retry: 30000\r\n"
                         "id: 7\r\n"
                         "event: ping\r\n"
                         "data: {}\r\n"
                         "\r\n"
                         "\r\n");
  /* 8 digits and CR LF in front, CR LF behind, are not counted. */
  ck_assert_int_eq(strtol(text, NULL, 16), len - 10 - 2);
}
END_TEST

START_TEST(an_event_without_data_has_no_data_field) {
  char text[128];
  event_stream_chunk(text, sizeof text, 30000, 7, "ping", NULL);
  ck_assert_ptr_null(strstr(text, "data:"));
}
END_TEST

START_TEST(a_state_has_data_and_nothing_for_reconnecting) {
  char text[128];
  int len = event_stream_state(text, sizeof text, 65432);
  ck_assert_int_eq(len, (int)strlen(text));
  ck_assert_str_eq(text, "00000048\r\n"
                         "event: state\r\n"
                         "data: {\"id\":\"sensor-uptime\",\"value\":65,"
                         "\"state\":\"65 s\"}\r\n"
                         "\r\n"
                         "\r\n");
  ck_assert_int_eq(strtol(text, NULL, 16), len - 10 - 2);
}
END_TEST

START_TEST(an_event_that_does_not_fit_is_refused) {
  char text[40];
  ck_assert_int_eq(event_stream_chunk(text, sizeof text, 1, 1, "ping", "data"),
                   -ENOBUFS);
}
END_TEST

START_TEST(events_are_counted_at_their_blank_line) {
  struct event_stream stream;
  event_stream_init(&stream);
  feed(&stream, "\r\n"); /* what ESPHome sends first is no event */
  ck_assert_uint_eq(stream.event_count, 0);
  feed(&stream, "retry: 30000\r\nevent: ping\r\n");
  ck_assert_uint_eq(stream.event_count, 0);
  feed(&stream, "\r\n");
  ck_assert_uint_eq(stream.event_count, 1);
  ck_assert_uint_eq(stream.retry_ms, 30000);
  feed(&stream, "data: a\n\ndata: b\r\rdata: c\r\n\r\n");
  ck_assert_uint_eq(stream.event_count, 4);
}
END_TEST

START_TEST(events_cut_anywhere_count_the_same) {
  static const char text[] = "retry: 1234\r\nid: 1\r\n\r\ndata: x\r\n\r\n";
  for (size_t cut = 0; cut < sizeof text; cut++) {
    struct event_stream stream;
    event_stream_init(&stream);
    event_stream_feed(&stream, text, cut);
    event_stream_feed(&stream, text + cut, sizeof text - 1 - cut);
    ck_assert_uint_eq(stream.event_count, 2);
    ck_assert_uint_eq(stream.retry_ms, 1234);
  }
}
END_TEST

START_TEST(a_long_line_is_cut_and_not_overrun) {
  struct event_stream stream;
  char line[1000];
  memset(line, 'x', sizeof line);
  event_stream_init(&stream);
  event_stream_feed(&stream, line, sizeof line);
  feed(&stream, "\n\n");
  ck_assert_uint_eq(stream.event_count, 1);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("event_stream");
  TCase *tests = tcase_create("event_stream");
  tcase_add_test(tests, an_event_is_a_chunk_of_the_size_that_it_names);
  tcase_add_test(tests, an_event_without_data_has_no_data_field);
  tcase_add_test(tests, a_state_has_data_and_nothing_for_reconnecting);
  tcase_add_test(tests, an_event_that_does_not_fit_is_refused);
  tcase_add_test(tests, events_are_counted_at_their_blank_line);
  tcase_add_test(tests, events_cut_anywhere_count_the_same);
  tcase_add_test(tests, a_long_line_is_cut_and_not_overrun);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed_count = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
