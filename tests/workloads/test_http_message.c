/* SPDX-License-Identifier: BSD-3-Clause */
/* HTTP messages in whatever pieces they arrive. */
#include "workloads/common/http_message.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct body {
  char text[128];
  size_t len;
};

static void on_body(void *arg, const char *data, size_t len) {
  struct body *body = arg;
  ck_assert_uint_lt(body->len + len, sizeof body->text);
  memcpy(body->text + body->len, data, len);
  body->len += len;
  body->text[body->len] = '\0';
}

static int feed(struct http_message *message, const char *text) {
  return http_message_feed(message, text, strlen(text));
}

START_TEST(a_get_request_is_read_back) {
  char text[256];
  struct http_message message;
  int len = http_message_get(text, sizeof text, "device", "/events", true);
  ck_assert_int_eq(len, (int)strlen(text));
  http_message_init(&message, HTTP_MESSAGE_REQUEST, NULL, NULL);
  ck_assert_int_eq(feed(&message, text), len);
  ck_assert(message.complete && message.is_get && message.keep_alive);
  ck_assert_str_eq(message.target, "/events");
}
END_TEST

START_TEST(connection_close_is_not_kept_alive) {
  char text[256];
  struct http_message message;
  http_message_get(text, sizeof text, "device", "/", false);
  http_message_init(&message, HTTP_MESSAGE_REQUEST, NULL, NULL);
  feed(&message, text);
  ck_assert(message.complete);
  ck_assert(!message.keep_alive);
}
END_TEST

START_TEST(a_request_that_does_not_fit_is_refused) {
  char text[32];
  ck_assert_int_eq(http_message_get(text, sizeof text, "device", "/", true),
                   -ENOBUFS);
}
END_TEST

/* Feed text in pieces of step octets; returns how much was taken. */
static size_t feed_in_pieces(struct http_message *message, const char *text,
                             size_t step) {
  size_t len = strlen(text), at = 0;
  while (at < len && !message->complete) {
    size_t piece = len - at < step ? len - at : step;
    int taken = http_message_feed(message, text + at, piece);
    ck_assert_int_gt(taken, 0);
    at += (size_t)taken;
  }
  return at;
}

START_TEST(a_head_is_kept_and_the_body_left) {
  static const char text[] = "POST /set?x=1 HTTP/1.1\r\nHost: d\r\nEmpty:\r\n"
                             "Content-Length: 4\r\n\r\nbodyGET /";
  for (size_t step = 1; step < sizeof text; step++) {
    struct http_message message;
    struct http_head head = {.len = 0};
    struct body body = {.len = 0};
    const char *name, *value;
    http_message_init(&message, HTTP_MESSAGE_REQUEST, on_body, &body);
    message.head = &head;
    message.stops_at_body = true;
    size_t at = 0, len = strlen(text);
    while (!message.headers_complete)
      at += (size_t)http_message_feed(&message, text + at,
                                      len - at < step ? len - at : step);
    ck_assert_str_eq(head.text, "/set?x=1");
    ck_assert_str_eq(http_head_value(&head, "content-length"), "4");
    ck_assert_str_eq(http_head_value(&head, "Empty"), "");
    ck_assert_ptr_null(http_head_value(&head, "Hos"));
    ck_assert(http_head_nth(&head, 0, &name, &value));
    ck_assert_str_eq(name, "Host");
    ck_assert(!http_head_nth(&head, 3, &name, &value));
    ck_assert_uint_eq(body.len, 0);
    ck_assert(text[at] == '\n' && !message.complete);
    at += feed_in_pieces(&message, text + at, step);
    ck_assert(message.complete);
    ck_assert_str_eq(body.text, "body");
    ck_assert_str_eq(text + at, "GET /");
  }
}
END_TEST

START_TEST(a_head_that_is_too_long_says_so) {
  char line[HTTP_HEAD_SIZE + 64] = "GET / HTTP/1.1\r\nX: ";
  struct http_message message;
  struct http_head head = {.len = 0};
  size_t len = strlen(line);
  memset(line + len, 'x', HTTP_HEAD_SIZE);
  http_message_init(&message, HTTP_MESSAGE_REQUEST, NULL, NULL);
  message.head = &head;
  ck_assert_int_gt(http_message_feed(&message, line, len + HTTP_HEAD_SIZE), 0);
  ck_assert(head.full);
  ck_assert_uint_lt(head.len, HTTP_HEAD_SIZE);
}
END_TEST

START_TEST(pipelined_requests_come_apart_at_every_cut) {
  static const char first[] = "GET /1 HTTP/1.1\r\nHost: d\r\n\r\n";
  static const char post[] = "POST /2 HTTP/1.1\r\nHost: d\r\n"
                             "Content-Length: 4\r\n\r\nbody";
  static const char last[] = "GET /3 HTTP/1.1\r\nHost: d\r\n\r\n";
  char all[256];
  strcat(strcat(strcpy(all, first), post), last);
  for (size_t step = 1; step < sizeof all; step++) {
    struct http_message message;
    struct body body = {.len = 0};
    http_message_init(&message, HTTP_MESSAGE_REQUEST, NULL, NULL);
    size_t at = feed_in_pieces(&message, all, step);
    ck_assert_uint_eq(at, strlen(first));
    ck_assert_str_eq(message.target, "/1");
    http_message_init(&message, HTTP_MESSAGE_REQUEST, on_body, &body);
    at += feed_in_pieces(&message, all + at, step);
    ck_assert_uint_eq(at, strlen(first) + strlen(post));
    ck_assert(!message.is_get);
    ck_assert_str_eq(body.text, "body");
    http_message_init(&message, HTTP_MESSAGE_REQUEST, NULL, NULL);
    feed_in_pieces(&message, all + at, step);
    ck_assert(message.complete);
    ck_assert_str_eq(message.target, "/3");
  }
}
END_TEST

START_TEST(a_chunked_body_loses_its_framing) {
  struct http_message message;
  struct body body = {.len = 0};
  http_message_init(&message, HTTP_MESSAGE_RESPONSE, on_body, &body);
  feed(&message, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  ck_assert(message.headers_complete);
  ck_assert_int_eq(message.status, 200);
  feed(&message, "2\r\n\r\n\r\n00000004\r\nda");
  feed(&message, "ta\r\n");
  ck_assert_str_eq(body.text, "\r\ndata");
  ck_assert(!message.complete);
  feed(&message, "0\r\n\r\n");
  ck_assert(message.complete);
}
END_TEST

START_TEST(a_body_without_a_length_ends_with_the_stream) {
  struct http_message message;
  struct body body = {.len = 0};
  http_message_init(&message, HTTP_MESSAGE_RESPONSE, on_body, &body);
  feed(&message, "HTTP/1.0 200 OK\r\n\r\npicture");
  ck_assert_str_eq(body.text, "picture");
  ck_assert(!message.complete);
  http_message_end(&message);
  ck_assert(message.complete);
  ck_assert(!message.keep_alive);
}
END_TEST

START_TEST(a_stream_that_ends_early_completes_nothing) {
  struct http_message message;
  http_message_init(&message, HTTP_MESSAGE_RESPONSE, NULL, NULL);
  ck_assert(!message.started);
  http_message_end(&message);
  ck_assert(!message.complete);
  http_message_init(&message, HTTP_MESSAGE_RESPONSE, NULL, NULL);
  feed(&message, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort");
  ck_assert(message.started);
  http_message_end(&message);
  ck_assert(!message.complete);
}
END_TEST

START_TEST(something_else_is_refused) {
  struct http_message message;
  http_message_init(&message, HTTP_MESSAGE_REQUEST, NULL, NULL);
  ck_assert_int_eq(feed(&message, "\x16\x03\x01 TLS"), -EPROTO);
}
END_TEST

START_TEST(a_long_target_is_cut_and_not_overrun) {
  struct http_message message;
  char target[1000];
  memset(target, 'x', sizeof target);
  http_message_init(&message, HTTP_MESSAGE_REQUEST, NULL, NULL);
  feed(&message, "GET /");
  http_message_feed(&message, target, sizeof target);
  feed(&message, " HTTP/1.1\r\n\r\n");
  ck_assert(message.complete);
  ck_assert_uint_eq(strlen(message.target), HTTP_MESSAGE_TARGET_SIZE - 1);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("http_message");
  TCase *tests = tcase_create("http_message");
  tcase_add_test(tests, a_get_request_is_read_back);
  tcase_add_test(tests, connection_close_is_not_kept_alive);
  tcase_add_test(tests, a_request_that_does_not_fit_is_refused);
  tcase_add_test(tests, a_head_is_kept_and_the_body_left);
  tcase_add_test(tests, a_head_that_is_too_long_says_so);
  tcase_add_test(tests, pipelined_requests_come_apart_at_every_cut);
  tcase_add_test(tests, a_chunked_body_loses_its_framing);
  tcase_add_test(tests, a_body_without_a_length_ends_with_the_stream);
  tcase_add_test(tests, a_stream_that_ends_early_completes_nothing);
  tcase_add_test(tests, something_else_is_refused);
  tcase_add_test(tests, a_long_target_is_cut_and_not_overrun);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed_count = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
