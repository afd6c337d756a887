/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests of base/diag: what a diagnostic looks like and who owns it. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"

/* The only diagnostic that these arguments make, as a line. */
static char *line_of(enum diag_level level, const struct place *place,
                     const char *text) {
  struct diag diag = {0};
  diag_add(&diag, level, place, "%s", text);
  ck_assert_uint_eq(diag.count, 1);
  char *line = diag_format(&diag.entries[0]);
  ck_assert_ptr_nonnull(line);
  diag_done(&diag);
  return line;
}

static void assert_line(enum diag_level level, const struct place *place,
                        const char *expected) {
  char *line = line_of(level, place, "text");
  ck_assert_str_eq(line, expected);
  free(line);
}

START_TEST(a_place_is_file_line_column) {
  struct place place = {"a.yaml", 3, 7};
  assert_line(DIAG_ERROR, &place, "a.yaml:3:7: error: text\n");
}
END_TEST

START_TEST(unknown_parts_of_a_place_are_left_out) {
  struct place no_column = {"a.yaml", 3, 0};
  struct place no_line = {"a.yaml", 0, 7};
  struct place no_file = {NULL, 3, 7};
  assert_line(DIAG_ERROR, &no_column, "a.yaml:3: error: text\n");
  assert_line(DIAG_ERROR, &no_line, "a.yaml: error: text\n");
  assert_line(DIAG_ERROR, &no_file, "error: text\n");
  assert_line(DIAG_ERROR, NULL, "error: text\n");
}
END_TEST

START_TEST(levels_have_their_word_and_info_has_none) {
  struct place place = {"a.yaml", 0, 0};
  assert_line(DIAG_WARNING, &place, "a.yaml: warning: text\n");
  assert_line(DIAG_INFO, &place, "a.yaml: text\n");
  assert_line(DIAG_INFO, NULL, "text\n");
}
END_TEST

START_TEST(only_errors_are_counted_as_errors) {
  struct diag diag = {0};
  diag_add(&diag, DIAG_WARNING, NULL, "w");
  diag_add(&diag, DIAG_ERROR, NULL, "e");
  diag_add(&diag, DIAG_INFO, NULL, "i");
  ck_assert_uint_eq(diag.count, 3);
  ck_assert_uint_eq(diag.error_count, 1);
  diag_done(&diag);
}
END_TEST

START_TEST(an_entry_outlives_the_text_and_file_it_was_made_from) {
  struct diag diag = {0};
  char file[] = "a.yaml";
  char text[] = "text";
  struct place place = {file, 1, 2};
  diag_add(&diag, DIAG_ERROR, &place, "%s %d", text, 5);
  file[0] = text[0] = '?';
  char *line = diag_format(&diag.entries[0]);
  ck_assert_str_eq(line, "a.yaml:1:2: error: text 5\n");
  free(line);
  diag_done(&diag);
}
END_TEST

START_TEST(many_entries_keep_their_order) {
  struct diag diag = {0};
  for (int i = 0; i < 100; i++)
    diag_add(&diag, DIAG_ERROR, NULL, "%d", i);
  ck_assert_uint_eq(diag.count, 100);
  for (int i = 0; i < 100; i++)
    ck_assert_int_eq(atoi(diag.entries[i].text), i);
  diag_done(&diag);
}
END_TEST

START_TEST(after_done_it_is_empty_and_reusable) {
  struct diag diag = {0};
  diag_add(&diag, DIAG_ERROR, NULL, "e");
  diag_done(&diag);
  ck_assert_uint_eq(diag.count, 0);
  ck_assert_uint_eq(diag.error_count, 0);
  diag_add(&diag, DIAG_ERROR, NULL, "again");
  ck_assert_str_eq(diag.entries[0].text, "again");
  diag_done(&diag);
  diag_done(&diag);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("base/diag");
  TCase *tcase = tcase_create("diag");
  suite_add_tcase(suite, tcase);
  tcase_add_test(tcase, a_place_is_file_line_column);
  tcase_add_test(tcase, unknown_parts_of_a_place_are_left_out);
  tcase_add_test(tcase, levels_have_their_word_and_info_has_none);
  tcase_add_test(tcase, only_errors_are_counted_as_errors);
  tcase_add_test(tcase, an_entry_outlives_the_text_and_file_it_was_made_from);
  tcase_add_test(tcase, many_entries_keep_their_order);
  tcase_add_test(tcase, after_done_it_is_empty_and_reusable);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
