/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests of base/suggest: which word is near enough to be meant. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"

static const char *const known[] = {"seed",    "run_for", "link",
                                    "limits",  "peers",   "expect",
                                    "profile", "at",      "web_server"};

static const char *nearest(const char *word) {
  return suggest_nearest(word, known, sizeof(known) / sizeof(known[0]));
}

START_TEST(one_slip_of_the_keyboard_is_forgiven) {
  ck_assert_str_eq(nearest("sed"), "seed");
  ck_assert_str_eq(nearest("seeed"), "seed");
  ck_assert_str_eq(nearest("soed"), "seed");
  ck_assert_str_eq(nearest("esed"), "seed");
  ck_assert_str_eq(nearest("webserver"), "web_server");
}
END_TEST

START_TEST(swapped_neighbours_are_one_slip) {
  static const char *const two[] = {"abcd", "acbd"};
  ck_assert_ptr_eq(suggest_nearest("bacd", two, 2), two[0]);
  ck_assert_str_eq(nearest("ta"), "at");
}
END_TEST

START_TEST(case_and_dashes_do_not_matter) {
  ck_assert_str_eq(nearest("RUN-FOR"), "run_for");
  ck_assert_str_eq(nearest("Web-Server"), "web_server");
}
END_TEST

START_TEST(far_words_are_not_suggested) {
  ck_assert_ptr_null(nearest("zebra"));
  ck_assert_ptr_null(nearest("xyz"));
  ck_assert_ptr_null(nearest(""));
}
END_TEST

START_TEST(the_limit_is_one_and_a_third_of_the_length) {
  static const char *const word[] = {"abcdef"};
  ck_assert_ptr_nonnull(suggest_nearest("abcxyz", word, 1)); /* 3 of 6 */
  ck_assert_ptr_null(suggest_nearest("abwxyz", word, 1));    /* 4 of 6 */
}
END_TEST

START_TEST(the_first_of_equals_wins) {
  static const char *const two[] = {"cat", "bat"};
  ck_assert_ptr_eq(suggest_nearest("rat", two, 2), two[0]);
  ck_assert_ptr_eq(suggest_nearest("bat", two, 2), two[1]);
}
END_TEST

START_TEST(words_of_any_length_are_safe) {
  char word[5000];
  memset(word, 'a', sizeof(word));
  word[sizeof(word) - 1] = '\0';
  const char *const itself[] = {word};
  ck_assert_ptr_null(nearest(word));
  ck_assert_ptr_null(suggest_nearest("a", itself, 1));
  word[63] = '\0';
  ck_assert_ptr_eq(suggest_nearest(word, itself, 1), word);
}
END_TEST

START_TEST(without_known_words_there_is_no_suggestion) {
  ck_assert_ptr_null(suggest_nearest("seed", NULL, 0));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("base/suggest");
  TCase *tcase = tcase_create("suggest");
  suite_add_tcase(suite, tcase);
  tcase_add_test(tcase, one_slip_of_the_keyboard_is_forgiven);
  tcase_add_test(tcase, swapped_neighbours_are_one_slip);
  tcase_add_test(tcase, case_and_dashes_do_not_matter);
  tcase_add_test(tcase, far_words_are_not_suggested);
  tcase_add_test(tcase, the_limit_is_one_and_a_third_of_the_length);
  tcase_add_test(tcase, the_first_of_equals_wins);
  tcase_add_test(tcase, words_of_any_length_are_safe);
  tcase_add_test(tcase, without_known_words_there_is_no_suggestion);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
