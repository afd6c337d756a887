/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests of scenario/number: whole numbers and bounds, read strictly. */
#include "support.h"

#include <errno.h>

#include "scenario/number.h"

START_TEST(decimal_and_hexadecimal_numbers_are_read) {
  int64_t number = -1;
  ck_assert_int_eq(number_parse("0", &number), 0);
  ck_assert_int_eq(number, 0);
  ck_assert_int_eq(number_parse("-12", &number), 0);
  ck_assert_int_eq(number, -12);
  ck_assert_int_eq(number_parse("0x1fF", &number), 0);
  ck_assert_int_eq(number, 511);
}
END_TEST

START_TEST(what_the_c_library_would_tolerate_is_refused) {
  static const char *const texts[] = {"",   " 1",  "1 ", "+1",  "010",
                                      "00", "0x",  "1e", "1.0", "--1",
                                      "x",  "0xg", "1_", "-",   "-010"};
  for (size_t i = 0; i < SUPPORT_COUNT(texts); i++) {
    int64_t number = 77;
    ck_assert_msg(number_parse(texts[i], &number) == -EINVAL, "'%s'", texts[i]);
    ck_assert_int_eq(number, 77);
  }
}
END_TEST

START_TEST(numbers_beyond_64_bits_are_out_of_range) {
  int64_t number = 77;
  uint64_t large = 77;
  ck_assert_int_eq(number_parse("9223372036854775807", &number), 0);
  ck_assert_int_eq(number, INT64_MAX);
  ck_assert_int_eq(number_parse("9223372036854775808", &number), -ERANGE);
  ck_assert_int_eq(number_parse_unsigned("18446744073709551615", &large), 0);
  ck_assert_uint_eq(large, UINT64_MAX);
  ck_assert_int_eq(number_parse_unsigned("18446744073709551616", &large),
                   -ERANGE);
  ck_assert_int_eq(number_parse_unsigned("0x10000000000000000", &large),
                   -ERANGE);
  ck_assert_int_eq(number_parse_unsigned("-1", &large), -EINVAL);
}
END_TEST

START_TEST(a_bound_is_a_comparison_and_a_number) {
  static const struct {
    const char *text;
    enum bound_op op;
    int64_t number;
  } cases[] = {
      {"5", BOUND_EQ, 5},     {"= 5", BOUND_EQ, 5},  {"==5", BOUND_EQ, 5},
      {"!= 0", BOUND_NE, 0},  {"<19", BOUND_LT, 19}, {"<= 19", BOUND_LE, 19},
      {">   1", BOUND_GT, 1}, {">=1", BOUND_GE, 1},  {"< 0x10", BOUND_LT, 16},
  };
  for (size_t i = 0; i < SUPPORT_COUNT(cases); i++) {
    enum bound_op op = BOUND_EQ;
    int64_t number = -1;
    ck_assert_int_eq(number_parse_bound(cases[i].text, &op, &number), 0);
    ck_assert_msg(op == cases[i].op, "'%s'", cases[i].text);
    ck_assert_int_eq(number, cases[i].number);
  }
}
END_TEST

START_TEST(half_a_bound_is_refused) {
  static const char *const texts[] = {"",      "<",    "<= ",  "=< 5", "<> 5",
                                      "5 <",   "> -1", "-1",   "!5",   "<<5",
                                      "<= 5 ", "~5",   "5..6", "\t5"};
  for (size_t i = 0; i < SUPPORT_COUNT(texts); i++) {
    enum bound_op op = BOUND_NE;
    int64_t number = 77;
    ck_assert_msg(number_parse_bound(texts[i], &op, &number) == -EINVAL, "'%s'",
                  texts[i]);
    ck_assert_int_eq(op, BOUND_NE);
    ck_assert_int_eq(number, 77);
  }
}
END_TEST

static bool holds(const char *text, int64_t value) {
  struct param param = {.text = (char *)text};
  ck_assert_int_eq(number_parse_bound(text, &param.op, &param.number), 0);
  return bound_holds(&param, value);
}

START_TEST(a_bound_holds_on_its_own_side_of_the_number) {
  ck_assert(holds("5", 5) && !holds("5", 4));
  ck_assert(!holds("!= 5", 5) && holds("!= 5", 4));
  ck_assert(holds("< 5", 4) && !holds("< 5", 5));
  ck_assert(holds("<= 5", 5) && !holds("<= 5", 6));
  ck_assert(holds("> 5", 6) && !holds("> 5", 5));
  ck_assert(holds(">= 5", 5) && !holds(">= 5", 4));
}
END_TEST

START_TEST(a_bound_without_a_value_holds_always) {
  struct param param = {.op = BOUND_EQ};
  ck_assert(bound_holds(&param, 5));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("scenario/number");
  TCase *tcase = tcase_create("number");
  suite_add_tcase(suite, tcase);
  tcase_add_test(tcase, decimal_and_hexadecimal_numbers_are_read);
  tcase_add_test(tcase, what_the_c_library_would_tolerate_is_refused);
  tcase_add_test(tcase, numbers_beyond_64_bits_are_out_of_range);
  tcase_add_test(tcase, a_bound_is_a_comparison_and_a_number);
  tcase_add_test(tcase, half_a_bound_is_refused);
  tcase_add_test(tcase, a_bound_holds_on_its_own_side_of_the_number);
  tcase_add_test(tcase, a_bound_without_a_value_holds_always);
  return run_suite(suite);
}
