/* SPDX-License-Identifier: BSD-3-Clause */
/* What is due next: by time, then by the order of setting. */
#include <check.h>
#include <stdlib.h>

#include "world/timers.h"

static struct timers timers;

static void setup(void) {
  timers = (struct timers){0};
}

static void teardown(void) {
  timers_done(&timers);
}

static struct timer *take_first(void) {
  struct timer *first = timers_first(&timers);
  if (first != NULL)
    timers_stop(&timers, first);
  return first;
}

START_TEST(nothing_is_due_at_first) {
  struct timer timer = {0};
  ck_assert_ptr_null(timers_first(&timers));
  ck_assert(!timer_is_set(&timer));
  timers_stop(&timers, &timer); /* nothing happens */
  ck_assert_ptr_null(timers_first(&timers));
}
END_TEST

START_TEST(earlier_times_come_first) {
  static const int64_t times[] = {50, 10, 40, -5, 30, 20, INT64_MAX};
  static const int expected[] = {3, 1, 5, 4, 2, 0, 6};
  struct timer all[7] = {0};
  for (int i = 0; i < 7; i++)
    ck_assert_int_eq(timers_set(&timers, &all[i], times[i]), 0);
  for (int i = 0; i < 7; i++)
    ck_assert_ptr_eq(take_first(), &all[expected[i]]);
  ck_assert_ptr_null(timers_first(&timers));
}
END_TEST

START_TEST(equal_times_come_in_the_order_of_setting) {
  struct timer all[200] = {0};
  for (int i = 0; i < 200; i++)
    timers_set(&timers, &all[i], i % 2 == 0 ? 7 : 3);
  for (int i = 1; i < 200; i += 2)
    ck_assert_ptr_eq(take_first(), &all[i]);
  for (int i = 0; i < 200; i += 2)
    ck_assert_ptr_eq(take_first(), &all[i]);
}
END_TEST

START_TEST(setting_anew_puts_it_behind_its_equals) {
  struct timer a = {0}, b = {0};
  timers_set(&timers, &a, 5);
  timers_set(&timers, &b, 5);
  timers_set(&timers, &a, 5);
  ck_assert_ptr_eq(take_first(), &b);
  ck_assert_ptr_eq(take_first(), &a);
  ck_assert_ptr_null(take_first());
}
END_TEST

START_TEST(setting_anew_moves_it_either_way) {
  struct timer a = {0}, b = {0}, c = {0};
  timers_set(&timers, &a, 10);
  timers_set(&timers, &b, 20);
  timers_set(&timers, &c, 30);
  timers_set(&timers, &c, 5);
  ck_assert_ptr_eq(timers_first(&timers), &c);
  timers_set(&timers, &c, 25);
  ck_assert_ptr_eq(take_first(), &a);
  ck_assert_ptr_eq(take_first(), &b);
  ck_assert_ptr_eq(take_first(), &c);
}
END_TEST

START_TEST(a_stopped_one_does_not_come) {
  struct timer a = {0}, b = {0};
  timers_set(&timers, &a, 1);
  timers_set(&timers, &b, 2);
  ck_assert(timer_is_set(&a));
  timers_stop(&timers, &a);
  ck_assert(!timer_is_set(&a));
  timers_stop(&timers, &a);
  ck_assert_ptr_eq(take_first(), &b);
  ck_assert_ptr_null(take_first());
}
END_TEST

START_TEST(the_first_one_stays_set) {
  struct timer a = {0};
  timers_set(&timers, &a, 1);
  ck_assert_ptr_eq(timers_first(&timers), &a);
  ck_assert_ptr_eq(timers_first(&timers), &a);
  ck_assert(timer_is_set(&a));
}
END_TEST

/* ---- against a list that is searched from end to end ---- */

#define MODEL_TIMERS 100
#define OPERATIONS 10000

static struct {
  bool set;
  int64_t at_ns;
  int turn; /* when it was set */
} model[MODEL_TIMERS];

static int model_first(void) {
  int first = -1;
  for (int i = 0; i < MODEL_TIMERS; i++) {
    if (!model[i].set)
      continue;
    if (first < 0 || model[i].at_ns < model[first].at_ns ||
        (model[i].at_ns == model[first].at_ns &&
         model[i].turn < model[first].turn))
      first = i;
  }
  return first;
}

static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* Few different times, so that equal ones are common. */
START_TEST(random_operations_agree_with_a_naive_list) {
  static struct timer all[MODEL_TIMERS];
  uint32_t random = 12345;
  for (int turn = 0; turn < OPERATIONS; turn++) {
    int i = (int)(next_random(&random) % MODEL_TIMERS);
    uint32_t what = next_random(&random) % 4;
    if (what < 2) {
      model[i].set = true;
      model[i].at_ns = next_random(&random) % 32;
      model[i].turn = turn;
      ck_assert_int_eq(timers_set(&timers, &all[i], model[i].at_ns), 0);
    } else {
      if (what == 3 && model_first() >= 0)
        i = model_first();
      model[i].set = false;
      timers_stop(&timers, &all[i]);
    }
    int first = model_first();
    ck_assert_ptr_eq(timers_first(&timers), first < 0 ? NULL : &all[first]);
    ck_assert_int_eq(timer_is_set(&all[i]), model[i].set);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("world/timers");
  TCase *order = tcase_create("order");
  tcase_add_checked_fixture(order, setup, teardown);
  tcase_add_test(order, nothing_is_due_at_first);
  tcase_add_test(order, earlier_times_come_first);
  tcase_add_test(order, equal_times_come_in_the_order_of_setting);
  tcase_add_test(order, setting_anew_puts_it_behind_its_equals);
  tcase_add_test(order, setting_anew_moves_it_either_way);
  tcase_add_test(order, a_stopped_one_does_not_come);
  tcase_add_test(order, the_first_one_stays_set);
  tcase_add_test(order, random_operations_agree_with_a_naive_list);
  suite_add_tcase(suite, order);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
