/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of the trace's names and accessors. */
#include <check.h>
#include <stdio.h>
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

/* A connection with each host, and who that is; a listener has no other end. */
static const struct other_end {
  const char *remote;
  const char *peer; /* NULL: nobody */
} other_ends[] = {{"198.18.0.2", "one"},       {"198.18.0.3", "three"},
                  {"198.18.0.5", "three"},     {"198.18.0.6", NULL},
                  {"198.18.0.1", NULL},        {"", NULL},
                  {"FE80::FF:FE00:2%41", NULL}};

START_TEST(the_peer_of_a_call_is_found_by_its_address) {
  struct trace_peer peers[] = {
      {.name = "one", .first_ipv4 = 0xc6120002, .host_count = 1},
      {.name = "three", .first_ipv4 = 0xc6120003, .host_count = 3}};
  struct trace trace = {.peers = peers, .peer_count = 2};
  struct image_slot slots[] = {{.slot = 0, .remote = "198.18.0.4"},
                               {.slot = 4}};
  struct trace_event event = {.slot = 4, .slots = {2, slots}};
  snprintf(slots[1].remote, sizeof(slots[1].remote), "%s",
           other_ends[_i].remote);
  const struct trace_peer *peer = trace_event_peer(&trace, &event);
  if (other_ends[_i].peer == NULL) {
    ck_assert_ptr_null(peer);
  } else {
    ck_assert_ptr_nonnull(peer);
    ck_assert_str_eq(peer->name, other_ends[_i].peer);
  }
  event.slot = -1;
  ck_assert_ptr_null(trace_event_peer(&trace, &event));
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
  tcase_add_loop_test(tcase, the_peer_of_a_call_is_found_by_its_address, 0,
                      sizeof(other_ends) / sizeof(*other_ends));
  tcase_add_test(tcase, done_leaves_an_empty_trace);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
