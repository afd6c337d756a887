/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of the trace's names and accessors. */
#include <check.h>
#include <stdlib.h>

#include "base/units.h"
#include "support/build.h"

START_TEST(every_name_prints_from_its_list) {
  ck_assert_str_eq(trace_event_name(TRACE_SOCKET_OPENED), "socket_opened");
  ck_assert_str_eq(trace_event_name(TRACE_HOST_FAILED), "host_failed");
  ck_assert_str_eq(trace_call_name(IMAGE_CALL_SOCKET), "socket");
  ck_assert_str_eq(trace_call_name(IMAGE_CALL_POLL), "poll");
  ck_assert_str_eq(trace_tcp_state_name(IMAGE_TCP_TIME_WAIT), "TIME_WAIT");
  ck_assert_str_eq(trace_workload_state_name(WORKLOAD_FAILED), "failed");
}
END_TEST

START_TEST(no_call_and_no_state_print_a_dash) {
  ck_assert_str_eq(trace_call_name(-1), "-");
  ck_assert_str_eq(trace_call_name(IMAGE_CALL_COUNT), "-");
  ck_assert_str_eq(trace_tcp_state_name(-1), "-");
  ck_assert_str_eq(trace_workload_state_name(99), "-");
}
END_TEST

START_TEST(pools_are_found_by_name) {
  struct trace trace = {0};
  build_pool(&trace, "MEMP_NUM_NETCONN", 10, 3, 9, 0);
  build_pool(&trace, "MEMP_NUM_TCP_PCB", 16, 1, 5, 2);
  ck_assert_int_eq(trace_pool(&trace, "MEMP_NUM_TCP_PCB")->refused, 2);
  ck_assert_ptr_null(trace_pool(&trace, "MEMP_NUM_TCP"));
}
END_TEST

START_TEST(samples_are_found_by_their_exact_time) {
  struct trace_sample samples[] = {{.at_ns = NS_PER_S},
                                   {.at_ns = 2 * NS_PER_S}};
  struct trace trace = {.samples = samples, .sample_count = 2};
  ck_assert_ptr_eq(trace_sample_at(&trace, 2 * NS_PER_S), &samples[1]);
  ck_assert_ptr_null(trace_sample_at(&trace, 2 * NS_PER_S + 1));
}
END_TEST

START_TEST(done_leaves_an_empty_trace) {
  struct variant variant;
  struct trace trace;
  build_variant(&variant, "esp-idf");
  build_quickstart(&variant);
  build_trace(&trace, &variant);
  struct trace_event *event = build_failed_call(
      &trace, 1, TRACE_CALL_REFUSED, 0, IMAGE_CALL_SOCKET, "ENFILE", NULL);
  build_slots(event, &(struct image_slot){.slot = 0}, 1);
  trace_done(&trace);
  ck_assert_uint_eq(trace.event_count, 0);
  ck_assert_ptr_null(trace.events);
  build_variant_done(&variant);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("trace");
  TCase *tcase = tcase_create("accessors");
  tcase_add_test(tcase, every_name_prints_from_its_list);
  tcase_add_test(tcase, no_call_and_no_state_print_a_dash);
  tcase_add_test(tcase, pools_are_found_by_name);
  tcase_add_test(tcase, samples_are_found_by_their_exact_time);
  tcase_add_test(tcase, done_leaves_an_empty_trace);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
