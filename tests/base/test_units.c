/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests of base/units: values with units, exact to the last digit. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "base/units.h"

static void assert_value(int (*parse)(const char *, int64_t *),
                         const char *text, int64_t expected) {
  int64_t value = -1;
  int r = parse(text, &value);
  ck_assert_msg(r == 0, "'%s' gave %d", text, r);
  ck_assert_msg(value == expected, "'%s' gave %lld", text, (long long)value);
}

static void assert_refused(int (*parse)(const char *, int64_t *),
                           const char *text, int expected) {
  int64_t value = -1;
  int r = parse(text, &value);
  ck_assert_msg(r == expected, "'%s' gave %d", text, r);
  ck_assert_msg(value == -1, "'%s' wrote its output", text);
}

START_TEST(times_of_every_unit) {
  assert_value(units_parse_time, "20ns", 20);
  assert_value(units_parse_time, "10us", 10000);
  assert_value(units_parse_time, "250ms", 250000000);
  assert_value(units_parse_time, "5s", 5000000000);
  assert_value(units_parse_time, "2min", 120000000000);
  assert_value(units_parse_time, "1h", 3600000000000);
  assert_value(units_parse_time, "1d", 86400000000000);
}
END_TEST

START_TEST(fractions_are_exact) {
  assert_value(units_parse_time, "1.5s", 1500000000);
  assert_value(units_parse_time, "0.1s", 100000000);
  assert_value(units_parse_time, "1.100000000000000000000000s", 1100000000);
  assert_value(units_parse_time, "0.000000001s", 1);
  assert_value(units_parse_time, "0.5min", 30000000000);
  assert_refused(units_parse_time, "0.5ns", -ERANGE);
  assert_refused(units_parse_time, "0.0000000001s", -ERANGE);
  assert_refused(units_parse_time, "0.12345678901234567890s", -ERANGE);
}
END_TEST

START_TEST(a_bare_number_is_refused_except_zero) {
  assert_value(units_parse_time, "0", 0);
  assert_value(units_parse_time, "0s", 0);
  assert_refused(units_parse_time, "5", -EINVAL);
  assert_refused(units_parse_time, "00", -EINVAL);
  assert_refused(units_parse_rate, "0", -EINVAL);
  assert_refused(units_parse_size, "0", -EINVAL);
}
END_TEST

START_TEST(what_is_no_number_with_a_unit_is_refused) {
  static const char *const texts[] = {
      "",       "s",    "-",    "+s",  ".5s",   "5.s",  "5 s",  " 5s",
      "5s ",    "5S",   "5sec", "5m",  "1e3s",  "5,5s", "0x5s", "--5s",
      "1.2.3s", "infs", "nans", "5\n", "5s5ms", "٣s"};
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
    assert_refused(units_parse_time, texts[i], -EINVAL);
}
END_TEST

START_TEST(what_does_not_fit_is_out_of_range) {
  assert_value(units_parse_time, "9223372036854775807ns", INT64_MAX);
  assert_value(units_parse_time, "9223372036.854775807s", INT64_MAX);
  assert_value(units_parse_time, "0000000000000000000000005s", 5000000000);
  assert_refused(units_parse_time, "9223372036854775808ns", -ERANGE);
  assert_refused(units_parse_time, "9223372036.854775808s", -ERANGE);
  assert_refused(units_parse_time, "99999999999999999999999999d", -ERANGE);
  assert_refused(units_parse_time, "9999999999999999999d", -ERANGE);
}
END_TEST

START_TEST(negative_values_are_out_of_range) {
  assert_refused(units_parse_time, "-5s", -ERANGE);
  assert_refused(units_parse_time, "-0.5s", -ERANGE);
  assert_refused(units_parse_size, "-1B", -ERANGE);
  assert_value(units_parse_time, "-0s", 0);
  assert_value(units_parse_time, "+5s", 5000000000);
}
END_TEST

START_TEST(a_wrong_unit_is_named_before_a_wrong_range) {
  assert_refused(units_parse_time, "99999999999999999999999999x", -EINVAL);
}
END_TEST

START_TEST(rates_are_in_bits_a_second) {
  assert_value(units_parse_rate, "300bit/s", 300);
  assert_value(units_parse_rate, "100kbit/s", 100000);
  assert_value(units_parse_rate, "54Mbit/s", 54000000);
  assert_value(units_parse_rate, "1.5Gbit/s", 1500000000);
  assert_refused(units_parse_rate, "54MBit/s", -EINVAL);
  assert_refused(units_parse_rate, "54Mbps", -EINVAL);
  assert_refused(units_parse_rate, "0.5bit/s", -ERANGE);
}
END_TEST

START_TEST(sizes_know_both_kinds_of_kilo) {
  assert_value(units_parse_size, "512B", 512);
  assert_value(units_parse_size, "10kB", 10000);
  assert_value(units_parse_size, "16KiB", 16384);
  assert_value(units_parse_size, "1MiB", 1048576);
  assert_value(units_parse_size, "1MB", 1000000);
  assert_value(units_parse_size, "0.5KiB", 512);
  assert_refused(units_parse_size, "1KB", -EINVAL);
  assert_refused(units_parse_size, "9999999999GiB", -ERANGE);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("base/units");
  TCase *tcase = tcase_create("units");
  suite_add_tcase(suite, tcase);
  tcase_add_test(tcase, times_of_every_unit);
  tcase_add_test(tcase, fractions_are_exact);
  tcase_add_test(tcase, a_bare_number_is_refused_except_zero);
  tcase_add_test(tcase, what_is_no_number_with_a_unit_is_refused);
  tcase_add_test(tcase, what_does_not_fit_is_out_of_range);
  tcase_add_test(tcase, negative_values_are_out_of_range);
  tcase_add_test(tcase, a_wrong_unit_is_named_before_a_wrong_range);
  tcase_add_test(tcase, rates_are_in_bits_a_second);
  tcase_add_test(tcase, sizes_know_both_kinds_of_kilo);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
