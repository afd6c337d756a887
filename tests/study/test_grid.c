/* SPDX-License-Identifier: BSD-3-Clause */
/* Ranges with units become values as a scenario writes them, and points are in
 * one order. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "study/grid.h"

static const struct {
  const char *range;
  const char *values;
} ranges[] = {
    {"8..11", "8 9 10 11"},
    {"8..11/2", "8 10"},
    {"5..5", "5"},
    {"0..1", "0 1"},
    {"1ms..3ms", "1ms 2ms 3ms"},
    {"1ms..10ms/4ms", "1ms 5ms 9ms"},
    {"500ms..2s/500ms", "500ms 1000ms 1500ms 2000ms"},
    {"1.5s..3s/500ms", "1500ms 2000ms 2500ms 3000ms"},
    {"1.5s..4s/1s", "1.5s 2.5s 3.5s"},
    {"250ms..1s/250us", NULL}, /* only its count, below */
    {"0..20ms/10ms", "0ms 10ms 20ms"},
    {"0%..1%/0.5%", "0% 0.5% 1%"},
    {"1Mbit/s..3Mbit/s", "1Mbit/s 2Mbit/s 3Mbit/s"},
    {"1Mbit/s..3Mbit/s/2Mbit/s", "1Mbit/s 3Mbit/s"},
    {"16KiB..48KiB/16KiB", "16KiB 32KiB 48KiB"},
};
#define RANGE_COUNT ((int)(sizeof(ranges) / sizeof(ranges[0])))

START_TEST(a_range_becomes_values) {
  struct grid grid = {0};
  struct diag diag = {0};
  struct text values = {0};
  ck_assert_int_eq(grid_add(&grid, "key", ranges[_i].range, &diag), 0);
  for (size_t i = 0; i < grid.point_count; i++)
    text_add(&values, i == 0 ? "%s" : " %s", grid_value(&grid, i, 0));
  if (ranges[_i].values != NULL)
    ck_assert_str_eq(values.data, ranges[_i].values);
  else
    ck_assert_uint_eq(grid.point_count, 3001);
  text_done(&values);
  grid_done(&grid);
}
END_TEST

static const struct {
  const char *range;
  const char *word; /* of the diagnosis */
} wrong[] = {
    {"8", "A..B"},
    {"", "A..B"},
    {"..", "A..B"},
    {"8..", "A..B"},
    {"..8", "A..B"},
    {"a..b", "A..B"},
    {"8..9/", "A..B"},
    {"8..9/1/1", "A..B"},
    {"1ms..5", "A..B"},
    {"1ms..5ms/1", "A..B"},
    {"1ms..5%", "A..B"},
    {"1...5", "A..B"},
    {"-5..5", "A..B"},
    {"9..8", "above"},
    {"8..9/0", "step"},
    {"0..100000", "more than"},
    {"0..9223372036854775807", "more than"},
    {"0..99999999999999999999", "A..B"},
    {"0s..200000d/1ns", "A..B"},
};
#define WRONG_COUNT ((int)(sizeof(wrong) / sizeof(wrong[0])))

START_TEST(what_is_no_range_is_refused) {
  struct grid grid = {0};
  struct diag diag = {0};
  ck_assert_int_eq(grid_add(&grid, "key", wrong[_i].range, &diag), -EINVAL);
  ck_assert_uint_eq(diag.count, 1);
  ck_assert_msg(strstr(diag.entries[0].text, wrong[_i].word) != NULL,
                "no '%s' in: %s", wrong[_i].word, diag.entries[0].text);
  ck_assert_uint_eq(grid.axis_count, 0);
  diag_done(&diag);
  grid_done(&grid);
}
END_TEST

START_TEST(the_last_key_changes_fastest) {
  static const char *const order[] = {"1 3 5", "1 3 6", "1 4 5", "1 4 6",
                                      "2 3 5", "2 3 6", "2 4 5", "2 4 6"};
  struct grid grid = {0};
  struct diag diag = {0};
  ck_assert_int_eq(grid_add(&grid, "a", "1..2", &diag), 0);
  ck_assert_int_eq(grid_add(&grid, "b", "3..4", &diag), 0);
  ck_assert_int_eq(grid_add(&grid, "c", "5..6", &diag), 0);
  ck_assert_uint_eq(grid.point_count, 8);
  for (size_t i = 0; i < 8; i++) {
    char *at = text_format("%s %s %s", grid_value(&grid, i, 0),
                           grid_value(&grid, i, 1), grid_value(&grid, i, 2));
    ck_assert_str_eq(at, order[i]);
    free(at);
  }
  grid_done(&grid);
}
END_TEST

START_TEST(a_key_is_varied_once_and_points_have_an_end) {
  struct grid grid = {0};
  struct diag diag = {0};
  ck_assert_int_eq(grid_add(&grid, "a", "1..1000", &diag), 0);
  ck_assert_int_eq(grid_add(&grid, "a", "1..2", &diag), -EINVAL);
  ck_assert_int_eq(grid_add(&grid, "b", "1..101", &diag), -EINVAL);
  ck_assert_uint_eq(diag.count, 2);
  ck_assert_int_eq(grid_add(&grid, "b", "1..100", &diag), 0);
  ck_assert_uint_eq(grid.point_count, GRID_POINTS_MAX);
  diag_done(&diag);
  grid_done(&grid);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("grid");
  TCase *tcase = tcase_create("grid");
  tcase_add_loop_test(tcase, a_range_becomes_values, 0, RANGE_COUNT);
  tcase_add_loop_test(tcase, what_is_no_range_is_refused, 0, WRONG_COUNT);
  tcase_add_test(tcase, the_last_key_changes_fastest);
  tcase_add_test(tcase, a_key_is_varied_once_and_points_have_an_end);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
