/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of what consumers open by our model: fixed and peak of the set-ups in
 * the facts about ESPHome, section 8. */
#include <check.h>
#include <stdlib.h>

#include "limits/opened.h"
#include "support/build.h"

static struct variant variant;

static void begin(void) {
  build_variant(&variant, "esp-idf");
  build_consumer(&variant, "api", "api", "");
  build_consumer(&variant, "ota", "ota", "");
}

static void end(void) {
  build_variant_done(&variant);
}

static void check_sums(int idle, int worst) {
  struct opened all = opened_together(&variant, false);
  ck_assert(all.is_known);
  ck_assert_int_eq(opened_sum(&all.idle), idle);
  ck_assert_int_eq(opened_sum(&all.worst), worst);
}

START_TEST(api_and_ota) {
  check_sums(2, 8);
}
END_TEST

START_TEST(and_a_web_server) {
  build_consumer(&variant, "web_server", "web_server", "");
  check_sums(5, 18);
}
END_TEST

START_TEST(and_a_camera) {
  build_consumer(&variant, "web_server", "web_server", "");
  build_consumer(&variant, "camera_web_server", "cam", "port=8080");
  check_sums(8, 22);
}
END_TEST

START_TEST(parameters_count) {
  build_consumer(&variant, "component", "own",
                 "tcp=1, udp=2, listeners=1, clients=4");
  check_sums(6, 16);
}
END_TEST

/* No httpd, hence no control and message sockets; the responder has a PCB. */
START_TEST(on_the_raw_api_pcbs_are_counted) {
  build_consumer(&variant, "web_server", "web_server", "");
  build_consumer(&variant, "mdns", "mdns", "");
  struct opened all = opened_together(&variant, true);
  ck_assert_int_eq(all.idle.udp, 1);
  ck_assert_int_eq(all.idle.tcp_listen, 3);
  ck_assert_int_eq(all.worst.tcp, 5 + 1 + 7);
  ck_assert_int_eq(opened_together(&variant, false).idle.udp, 2);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("opened");
  TCase *tcase = tcase_create("sums");
  tcase_add_checked_fixture(tcase, begin, end);
  tcase_add_test(tcase, api_and_ota);
  tcase_add_test(tcase, and_a_web_server);
  tcase_add_test(tcase, and_a_camera);
  tcase_add_test(tcase, parameters_count);
  tcase_add_test(tcase, on_the_raw_api_pcbs_are_counted);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
