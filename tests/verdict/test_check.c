/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of verdict_check and verdict_needs: what is wrong with expectations
 * before anything runs, and what they ask of the world. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "support/build.h"
#include "verdict/verdict.h"

static struct variant variant;
static struct diag diag;

static void begin(void) {
  build_variant(&variant, "esp-idf");
  build_quickstart(&variant);
  build_peer(&variant, "browser", "browser", "");
}

static void end(void) {
  diag_done(&diag);
  build_variant_done(&variant);
}

/* The one mistake that this expectation makes, and its place. */
static void check_mistake(const char *kind, const char *params,
                          const char *text, int column) {
  build_expectation(&variant, kind, params);
  ck_assert_int_eq(verdict_check(&variant, &diag), -EINVAL);
  ck_assert_uint_eq(diag.error_count, 1);
  ck_assert_str_eq(build_diag_text(&diag, 0), text);
  ck_assert_str_eq(diag.entries[0].place.file, "test.yaml");
  ck_assert_int_eq(diag.entries[0].place.line, 50);
  ck_assert_int_eq(diag.entries[0].place.column, column);
}

#define AT_ITEM 5
#define AT_PARAM 20

START_TEST(an_unknown_consumer_names_the_nearest) {
  check_mistake("refused", "consumer=cam_snapshoot",
                "refused: unknown consumer 'cam_snapshoot'; did you mean "
                "'cam_snapshot'?",
                AT_PARAM);
}
END_TEST

START_TEST(a_consumer_unlike_any_lists_them_all) {
  check_mistake("no_refusals", "consumer=qqqqqqqqqqqqqqqq",
                "no_refusals: unknown consumer 'qqqqqqqqqqqqqqqq'; known "
                "consumers: api, ota, mdns, web_server, cam_stream, "
                "cam_snapshot",
                AT_PARAM);
}
END_TEST

START_TEST(an_unknown_peer_names_the_nearest) {
  check_mistake("served", "peer=browsr, all=true",
                "served: unknown peer 'browsr'; did you mean 'browser'?",
                AT_PARAM);
}
END_TEST

START_TEST(an_unknown_errno_names_the_nearest) {
  check_mistake("refused", "errno=ENFIL",
                "refused: unknown errno 'ENFIL'; did you mean 'ENFILE'?",
                AT_PARAM);
}
END_TEST

START_TEST(an_errno_that_lwip_never_gives_is_refused) {
  build_expectation(&variant, "refused", "errno=ECONNREFUSED");
  ck_assert_int_eq(verdict_check(&variant, &diag), -EINVAL);
}
END_TEST

START_TEST(an_unknown_counter_names_the_nearest) {
  check_mistake("counter", "name=tcp.memer, value=1",
                "counter: unknown counter 'tcp.memer'; did you mean "
                "'tcp.memerr'?",
                AT_PARAM);
}
END_TEST

START_TEST(a_pool_with_nothing_to_compare_is_a_mistake) {
  check_mistake("pool", "name=MEMP_NUM_TCP_SEG",
                "pool: nothing to compare; expected at least one bound such as "
                "'limit: <= 10'",
                AT_ITEM);
}
END_TEST

START_TEST(an_unknown_pool_names_the_nearest) {
  check_mistake("refused", "pool=MEMP_NUM_TCP_PCBS",
                "refused: unknown pool 'MEMP_NUM_TCP_PCBS'; did you mean "
                "'MEMP_NUM_TCP_PCB'?",
                AT_PARAM);
}
END_TEST

START_TEST(times_must_be_in_order) {
  check_mistake("refused", "after=5s, before=4s",
                "refused: 'before' (4s) is earlier than 'after' (5s)",
                AT_PARAM);
}
END_TEST

START_TEST(a_peak_of_nothing_is_refused) {
  check_mistake("peak", "",
                "peak: nothing to compare; expected at least one bound such as "
                "'sockets: <= 10'",
                AT_ITEM);
}
END_TEST

START_TEST(a_consumer_has_no_pools) {
  check_mistake("peak", "consumer=api, MEMP_NUM_TCP_PCB=3",
                "peak: 'MEMP_NUM_TCP_PCB' belongs to the device, not to a "
                "consumer; with 'consumer' only 'sockets' can be compared",
                AT_PARAM);
}
END_TEST

START_TEST(a_state_needs_its_moment) {
  check_mistake("state_at", "sockets=3", "state_at: 'at' is missing", AT_ITEM);
}
END_TEST

START_TEST(a_moment_after_the_end_is_refused) {
  check_mistake("state_at", "at=61s, sockets=3",
                "state_at: 61s is after the end of the run (run_for)",
                AT_PARAM);
}
END_TEST

START_TEST(served_must_say_what) {
  check_mistake("served", "peer=browser",
                "served: expected 'all: true', 'at_least', 'within', "
                "'first_after' or 'first_before'",
                AT_ITEM);
}
END_TEST

START_TEST(served_all_false_expects_nothing) {
  check_mistake("served", "peer=browser, all=false",
                "served: 'all: false' expects nothing; leave it out, or expect "
                "how many with 'peer: {served: ...}'",
                AT_PARAM);
}
END_TEST

START_TEST(a_browser_counts_no_connections) {
  check_mistake("peer", "name=browser, lost=0",
                "peer: a peer of kind 'browser' does not count 'lost'",
                AT_PARAM);
}
END_TEST

START_TEST(a_scripted_client_counts_connections) {
  build_peer(&variant, "tcp_client", "client", "");
  build_expectation(&variant, "peer", "name=client, connected=1, lost=0");
  ck_assert_int_eq(verdict_check(&variant, &diag), 0);
}
END_TEST

START_TEST(a_log_needs_its_text) {
  check_mistake("log", "consumer=api", "log: 'text' is missing", AT_ITEM);
}
END_TEST

START_TEST(times_of_a_log_must_be_in_order) {
  check_mistake("log", "text=x, after=5s, before=4s",
                "log: 'before' (4s) is earlier than 'after' (5s)", AT_PARAM);
}
END_TEST

START_TEST(a_consumer_expectation_needs_a_name) {
  check_mistake("consumer", "state=failed", "consumer: 'name' is missing",
                AT_ITEM);
}
END_TEST

START_TEST(all_mistakes_are_reported_at_once) {
  build_expectation(&variant, "peer", "");
  build_expectation(&variant, "refused", "consumer=x, errno=y, pool=z");
  ck_assert_int_eq(verdict_check(&variant, &diag), -EINVAL);
  ck_assert_uint_eq(diag.error_count, 5);
}
END_TEST

START_TEST(nothing_expected_is_a_warning) {
  ck_assert_int_eq(verdict_check(&variant, &diag), 0);
  ck_assert_uint_eq(diag.count, 1);
  ck_assert_int_eq(diag.entries[0].level, DIAG_WARNING);
  ck_assert_str_eq(
      diag.entries[0].text,
      "variant 'test': nothing is expected; no_refusals is assumed");
}
END_TEST

START_TEST(every_kind_of_expectation_has_code) {
  size_t count;
  const struct kind *const *kinds = kinds_of(FAMILY_EXPECTATION, &count);
  for (size_t i = 0; i < count; i++)
    build_expectation(&variant, kinds[i]->name, "");
  verdict_check(&variant, &diag); /* asserts on a kind without code */
}
END_TEST

START_TEST(sample_times_are_sorted_and_single) {
  build_expectation(&variant, "state_at", "at=30s, sockets=1");
  build_expectation(&variant, "no_refusals", "");
  build_expectation(&variant, "state_at", "at=5s, sockets=1");
  build_expectation(&variant, "state_at", "at=30s, listen=1");
  int64_t *times;
  size_t count;
  bool peers_leave;
  ck_assert_int_eq(verdict_needs(&variant, &times, &count, &peers_leave), 0);
  ck_assert_uint_eq(count, 2);
  ck_assert_int_eq(times[0], 5 * NS_PER_S);
  ck_assert_int_eq(times[1], 30 * NS_PER_S);
  ck_assert(!peers_leave);
  free(times);
}
END_TEST

START_TEST(no_leak_makes_the_peers_leave) {
  build_expectation(&variant, "no_leak", "");
  int64_t *times;
  size_t count;
  bool peers_leave;
  ck_assert_int_eq(verdict_needs(&variant, &times, &count, &peers_leave), 0);
  ck_assert_uint_eq(count, 0);
  ck_assert(peers_leave);
  free(times);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("check");
  TCase *tcase = tcase_create("before the run");
  tcase_add_checked_fixture(tcase, begin, end);
  tcase_add_test(tcase, an_unknown_consumer_names_the_nearest);
  tcase_add_test(tcase, a_consumer_unlike_any_lists_them_all);
  tcase_add_test(tcase, an_unknown_peer_names_the_nearest);
  tcase_add_test(tcase, an_unknown_errno_names_the_nearest);
  tcase_add_test(tcase, an_errno_that_lwip_never_gives_is_refused);
  tcase_add_test(tcase, an_unknown_pool_names_the_nearest);
  tcase_add_test(tcase, an_unknown_counter_names_the_nearest);
  tcase_add_test(tcase, a_pool_with_nothing_to_compare_is_a_mistake);
  tcase_add_test(tcase, times_must_be_in_order);
  tcase_add_test(tcase, a_peak_of_nothing_is_refused);
  tcase_add_test(tcase, a_consumer_has_no_pools);
  tcase_add_test(tcase, a_state_needs_its_moment);
  tcase_add_test(tcase, a_moment_after_the_end_is_refused);
  tcase_add_test(tcase, served_must_say_what);
  tcase_add_test(tcase, served_all_false_expects_nothing);
  tcase_add_test(tcase, a_browser_counts_no_connections);
  tcase_add_test(tcase, a_scripted_client_counts_connections);
  tcase_add_test(tcase, a_log_needs_its_text);
  tcase_add_test(tcase, times_of_a_log_must_be_in_order);
  tcase_add_test(tcase, a_consumer_expectation_needs_a_name);
  tcase_add_test(tcase, all_mistakes_are_reported_at_once);
  tcase_add_test(tcase, nothing_expected_is_a_warning);
  tcase_add_test(tcase, every_kind_of_expectation_has_code);
  tcase_add_test(tcase, sample_times_are_sorted_and_single);
  tcase_add_test(tcase, no_leak_makes_the_peers_leave);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
