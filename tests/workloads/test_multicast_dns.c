/* SPDX-License-Identifier: BSD-3-Clause */
/* mDNS questions and answers, octet by octet. */
#include "workloads/common/multicast_dns.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* sockfit.local A 192.168.20.10, as lwIP's responder sends it. */
static const uint8_t answer_a[] = {
    0,   0,    0x84, 0,   0,   0,   0,   1,   0,   0,   0,   0,   7, 's',
    'o', 'c',  'k',  'f', 'i', 't', 5,   'l', 'o', 'c', 'a', 'l', 0, 0,
    1,   0x80, 1,    0,   0,   0,   120, 0,   4,   192, 168, 20,  10};

/* A PTR record of a service, then one that points at sockfit.local through
 * a compressed name. */
static const uint8_t answer_ptr[] = {
    0,    0,   0x84, 0,   0,   0,   0,   2,   0,   0,   0,    0,
    4,    '_', 't',  'c', 'p', 5,   'l', 'o', 'c', 'a', 'l',  0, /* at 12 */
    0,    12,  0,    1,   0,   0,   0,   120, 0,   4,   1,    'x',
    0xc0, 12,  0xc0, 12,  0,   12,  0,   1,   0,   0,   0,    120,
    0,    10,  7,    's', 'o', 'c', 'k', 'f', 'i', 't', 0xc0, 17};

START_TEST(a_query_asks_for_both_addresses) {
  const uint8_t expected[] = {0,   0,   0,   0,   0, 2,   0,   0,   0,   0,
                              0,   0,   1,   'h', 5, 'l', 'o', 'c', 'a', 'l',
                              0,   0,   1,   0,   1, 1,   'h', 5,   'l', 'o',
                              'c', 'a', 'l', 0,   0, 28,  0,   1};
  uint8_t message[64];
  int len = multicast_dns_query(message, sizeof message, "h");
  ck_assert_int_eq(len, sizeof expected);
  ck_assert_mem_eq(message, expected, sizeof expected);
}
END_TEST

START_TEST(a_name_that_is_no_label_is_refused) {
  uint8_t message[256];
  char label[65] = {0};
  memset(label, 'x', 63);
  ck_assert_int_gt(multicast_dns_query(message, sizeof message, label), 0);
  label[63] = 'x';
  ck_assert_int_eq(multicast_dns_query(message, sizeof message, label),
                   -EINVAL);
  ck_assert_int_eq(multicast_dns_query(message, sizeof message, ""), -EINVAL);
  ck_assert_int_eq(multicast_dns_query(message, 30, "sockfit"), -ENOBUFS);
}
END_TEST

START_TEST(an_address_record_of_the_host_is_an_answer) {
  ck_assert(multicast_dns_answers(answer_a, sizeof answer_a, "sockfit"));
  ck_assert(multicast_dns_answers(answer_a, sizeof answer_a, "SockFit"));
}
END_TEST

START_TEST(another_host_is_no_answer) {
  ck_assert(!multicast_dns_answers(answer_a, sizeof answer_a, "sock"));
  ck_assert(!multicast_dns_answers(answer_a, sizeof answer_a, "sockfit2"));
  ck_assert(!multicast_dns_answers(answer_ptr, sizeof answer_ptr, "x"));
}
END_TEST

START_TEST(a_pointer_record_is_followed_through_compression) {
  ck_assert(multicast_dns_answers(answer_ptr, sizeof answer_ptr, "sockfit"));
}
END_TEST

START_TEST(a_question_is_no_answer) {
  uint8_t message[64];
  int len = multicast_dns_query(message, sizeof message, "sockfit");
  ck_assert(!multicast_dns_answers(message, (size_t)len, "sockfit"));
}
END_TEST

START_TEST(a_cut_message_is_no_answer) {
  for (size_t len = 0; len < sizeof answer_a; len++) {
    /* A copy of exactly that size, so that a sanitizer sees an overrun. */
    uint8_t *message = malloc(len + 1);
    memcpy(message, answer_a, len);
    message = realloc(message, len > 0 ? len : 1);
    ck_assert(!multicast_dns_answers(message, len, "sockfit"));
    free(message);
  }
}
END_TEST

START_TEST(names_that_point_at_themselves_end) {
  uint8_t message[sizeof answer_a];
  memcpy(message, answer_a, sizeof message);
  message[12] = 0xc0;
  message[13] = 12;
  ck_assert(!multicast_dns_answers(message, sizeof message, "sockfit"));
  message[13] = 200; /* behind the end */
  ck_assert(!multicast_dns_answers(message, sizeof message, "sockfit"));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("multicast_dns");
  TCase *tests = tcase_create("multicast_dns");
  tcase_add_test(tests, a_query_asks_for_both_addresses);
  tcase_add_test(tests, a_name_that_is_no_label_is_refused);
  tcase_add_test(tests, an_address_record_of_the_host_is_an_answer);
  tcase_add_test(tests, another_host_is_no_answer);
  tcase_add_test(tests, a_pointer_record_is_followed_through_compression);
  tcase_add_test(tests, a_question_is_no_answer);
  tcase_add_test(tests, a_cut_message_is_no_answer);
  tcase_add_test(tests, names_that_point_at_themselves_end);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed_count = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
