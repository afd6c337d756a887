/* SPDX-License-Identifier: BSD-3-Clause */
/* The fix that a failure names is true: that value passes, one less fails. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/program.h"

#define VARIANT "/scenarios/quickstart.yaml:before"
#define NOTHING_REFUSED "expect=[no_refusals]"

static void run_with(const char *limit, struct outcome *ret_outcome) {
  program_run(&(struct program){.args = {"run", TEST_SOURCE_DIR VARIANT,
                                         "--color", "never", "--set",
                                         NOTHING_REFUSED, "--set", limit}},
              ret_outcome);
}

/* The number after words in text; fails the test when they are not there. */
static long number_after(const char *text, const char *words) {
  const char *at = strstr(text, words);
  ck_assert_msg(at != NULL, "no '%s' in:\n%s", words, text);
  return strtol(at + strlen(words), NULL, 10);
}

START_TEST(the_named_value_passes_and_one_less_fails) {
  struct outcome outcome;
  char limit[64];
  run_with("limits.MEMP_NUM_NETCONN=12", &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  long passes = number_after(outcome.out, "fix: CONFIG_LWIP_MAX_SOCKETS=");
  ck_assert_int_eq(number_after(outcome.out, "passes (verified), "),
                   passes - 1);
  outcome_done(&outcome);
  snprintf(limit, sizeof(limit), "limits.MEMP_NUM_NETCONN=%ld", passes);
  run_with(limit, &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  outcome_done(&outcome);
  snprintf(limit, sizeof(limit), "limits.MEMP_NUM_NETCONN=%ld", passes - 1);
  run_with(limit, &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  outcome_done(&outcome);
}
END_TEST

/* A device that has never seen sockfit, with a number of the user's own. */
static const char device_yaml[] =
    "esphome: {name: small}\n"
    "esp32:\n"
    "  variant: esp32s3\n"
    "  framework:\n"
    "    type: esp-idf\n"
    "    sdkconfig_options: {CONFIG_LWIP_MAX_SOCKETS: \"%ld\"}\n"
    "wifi: {ssid: a, password: b}\n"
    "captive_portal:\n"
    "api:\n"
    "ota: [{platform: esphome}]\n"
    "web_server: {port: 80}\n";

static void run_device(const char *path, long sockets,
                       struct outcome *ret_outcome) {
  char text[sizeof(device_yaml) + 20];
  int len = snprintf(text, sizeof(text), device_yaml, sockets);
  file_write(path, text, (size_t)len);
  program_run(&(struct program){.args = {"run", path, "--color", "never"}},
              ret_outcome);
}

/* With 8 httpd_start() does not even try. */
static const long too_few[] = {8, 10, 11};

START_TEST(a_devices_fix_goes_into_its_yaml) {
  struct outcome outcome;
  char *folder = program_folder();
  char *path = path_in(folder, "small.yaml");
  char where[100];
  run_device(path, too_few[_i], &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  long passes = number_after(outcome.out, "fix: CONFIG_LWIP_MAX_SOCKETS=");
  snprintf(where, sizeof(where), "{CONFIG_LWIP_MAX_SOCKETS: \"%ld\"}\n",
           passes);
  ck_assert_msg(strstr(outcome.out, where) != NULL, "%s", outcome.out);
  outcome_done(&outcome);
  run_device(path, passes, &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  outcome_done(&outcome);
  run_device(path, passes - 1, &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  outcome_done(&outcome);
  free(path);
  free(folder);
}
END_TEST

/* With so few TCP PCBs no socket table helps. */
START_TEST(where_one_limit_alone_does_not_help_it_says_so) {
  struct outcome outcome;
  program_run(
      &(struct program){
          .args = {"run", TEST_SOURCE_DIR VARIANT, "--color", "never", "--set",
                   NOTHING_REFUSED, "--set",
                   "limits={MEMP_NUM_NETCONN: 10, MEMP_NUM_TCP_PCB: 2}"}},
      &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  ck_assert_ptr_null(strstr(outcome.out, "Nearest fix"));
  ck_assert_ptr_nonnull(
      strstr(outcome.out, "Raising CONFIG_LWIP_MAX_SOCKETS alone is no fix"));
  outcome_done(&outcome);
}
END_TEST

START_TEST(a_pass_names_no_fix) {
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", TEST_SOURCE_DIR VARIANT}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  ck_assert_ptr_null(strstr(outcome.out, "fix"));
  outcome_done(&outcome);
}
END_TEST

/* Only a value that was run is marked as a fix on the page. */
START_TEST(the_page_marks_the_fix_and_nothing_else) {
  static const struct {
    const char *limits;
    const char *marked; /* NULL: nothing */
  } cases[] = {
      {"limits.MEMP_NUM_NETCONN=12", "<p class=\"fix\">Nearest fix: CONFIG_"},
      {"limits={MEMP_NUM_NETCONN: 10, MEMP_NUM_TCP_PCB: 2}", NULL},
  };
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", TEST_SOURCE_DIR VARIANT,
                                         "--set", NOTHING_REFUSED, "--set",
                                         cases[_i].limits, "--html", "-"}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  const char *found = strstr(outcome.out, "<p class=\"fix\">");
  if (cases[_i].marked)
    ck_assert_ptr_eq(strstr(outcome.out, cases[_i].marked), found);
  ck_assert_int_eq(found != NULL, cases[_i].marked != NULL);
  outcome_done(&outcome);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("cmd/nearest_fix");
  TCase *all = tcase_create("nearest fix");
  tcase_set_timeout(all, 120); /* images are compiled */
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_test(all, the_named_value_passes_and_one_less_fails);
  tcase_add_loop_test(all, a_devices_fix_goes_into_its_yaml, 0,
                      sizeof(too_few) / sizeof(too_few[0]));
  tcase_add_test(all, where_one_limit_alone_does_not_help_it_says_so);
  tcase_add_test(all, a_pass_names_no_fix);
  tcase_add_loop_test(all, the_page_marks_the_fix_and_nothing_else, 0, 2);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
