/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's operating system layer on coroutines, seen from inside an image. */
#include <check.h>
#include <stdlib.h>

#include "base/units.h"
#include "support/mini.h"

START_TEST(mailboxes_semaphores_and_mutexes) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 5,
                      .consumers = {{"mailboxes", 0, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, "everything held");
  trace_done(&trace);
}
END_TEST

START_TEST(errno_belongs_to_a_task) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 5,
                      .consumers = {{"errno_keeper", 0, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, "kept");
  trace_done(&trace);
}
END_TEST

START_TEST(a_spinning_loop_moves_time_on) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 4,
                      .consumers = {{"spinner", 0, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, "second 1");
  mini_assert_log(&trace, 2, "second 3");
  ck_assert_int_eq(trace.ended_at_ns, 4 * NS_PER_S);
  trace_done(&trace);
}
END_TEST

START_TEST(an_assertion_ends_the_device_not_the_program) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 5,
                      .consumers = {{"asserter", 0, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_ptr_null(mini_log(&trace, 0));
  const struct trace_event *last = &trace.events[trace.event_count - 1];
  ck_assert_int_eq(last->kind, TRACE_CRASHED);
  ck_assert_int_eq(last->state, IMAGE_CRASH_ASSERT);
  ck_assert_int_eq(last->at_ns / NS_PER_MS, 1500);
  ck_assert_ptr_nonnull(last->text);
  trace_done(&trace);
}
END_TEST

START_TEST(more_memory_than_a_device_has_is_refused_to_it) {
  struct mini mini = {
      .profile = "esp-idf", .run_for_s = 5, .consumers = {{"greedy", 0, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, "7 refused, kept");
  trace_done(&trace);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("port/system");
  TCase *layer = tcase_create("system layer");
  tcase_set_timeout(layer, 120);
  tcase_add_test(layer, mailboxes_semaphores_and_mutexes);
  tcase_add_test(layer, errno_belongs_to_a_task);
  tcase_add_test(layer, a_spinning_loop_moves_time_on);
  tcase_add_test(layer, more_memory_than_a_device_has_is_refused_to_it);
  tcase_add_test(layer, an_assertion_ends_the_device_not_the_program);
  suite_add_tcase(suite, layer);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
