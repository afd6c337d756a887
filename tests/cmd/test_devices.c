/* SPDX-License-Identifier: BSD-3-Clause */
/* The devices in scenarios/esphome, as their users have them: plan, run and
 * export each without a scenario file. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/program.h"

static const struct device {
  const char *name;
  const char *sums;   /* of the plan */
  const char *format; /* of the export, and what must be in it */
  const char *exported;
} devices[] = {
    {"hall-sensor", "declared 7, open at idle 2, at worst 8, limit 10",
     "esphome", "CONFIG_LWIP_MAX_SOCKETS: \"10\"\n"},
    {"porch", "declared 12, open at idle 2, at worst 8, limit 12", "sdkconfig",
     "CONFIG_LWIP_MAX_SOCKETS=12\n"},
    {"porch-dashboard", "declared 17, open at idle 5, at worst 18, limit 17",
     "esphome", "CONFIG_LWIP_MAX_SOCKETS: \"17\"\n"},
    {"doorbell", "declared 19, open at idle 11, at worst 26, limit 20",
     "sdkconfig", "CONFIG_LWIP_MAX_SOCKETS=20\n"},
    {"heat-pump", "declared 9, open at idle 6, at worst 20, limit 16",
     "sdkconfig", "(ESP-IDF) 5.3.2 "},
    {"smart-plug", "declared 13, open at idle 5, at worst 18, limit 17",
     "lwipopts", "#define MEMP_NUM_NETCONN 17\n"},
    {"voice-satellite", "declared 13, open at idle 5, at worst 15, limit 13",
     "esphome", "CONFIG_LWIP_TCP_WND_DEFAULT: \"65534\"\n"},
    {"thread-sensor", "declared 10, open at idle 5, at worst 7, limit 10",
     "zephyr", "CONFIG_NET_MAX_CONTEXTS=10\n"},
    {"pico-gate",
     "TCP PCBs: declared 10, open at idle 1, at worst 14, limit 10", "lwipopts",
     "#define MEMP_NUM_TCP_PCB 10\n"},
    {"relay-d1",
     "UDP PCBs: declared 3, open at idle 1, at worst 1, limit: the ",
     "lwipopts", "#define NO_SYS 1\n"},
};
#define DEVICE_COUNT (int)(sizeof(devices) / sizeof(devices[0]))

static char path[512];

static void take_device(int index) {
  snprintf(path, sizeof(path), TEST_SOURCE_DIR "/scenarios/esphome/%s.yaml",
           devices[index].name);
}

static void sockfit(struct outcome *outcome, int status, const char *command,
                    const char *first, const char *second) {
  struct program program = {.args = {command, path, first, second}};
  program_run(&program, outcome);
  outcome_assert_status(outcome, status);
}

static void assert_said(const struct outcome *outcome, const char *text) {
  ck_assert_msg(strstr(outcome->out, text) != NULL, "no '%s' in:\n%s", text,
                outcome->out);
}

START_TEST(a_device_is_planned) {
  struct outcome outcome;
  take_device(_i);
  sockfit(&outcome, EXIT_HELD, "plan", NULL, NULL);
  assert_said(&outcome, devices[_i].sums);
  outcome_done(&outcome);
}
END_TEST

START_TEST(a_device_is_run) {
  struct outcome outcome;
  take_device(_i);
  sockfit(&outcome, EXIT_HELD, "run", "--quiet", NULL);
  assert_said(&outcome, "PASS");
  outcome_done(&outcome);
}
END_TEST

START_TEST(a_device_is_exported) {
  struct outcome outcome;
  take_device(_i);
  sockfit(&outcome, EXIT_HELD, "export", "--as", devices[_i].format);
  assert_said(&outcome, devices[_i].exported);
  outcome_done(&outcome);
}
END_TEST

/* What import writes is the scenario that run runs. */
START_TEST(an_imported_device_runs_the_same) {
  struct outcome outcome;
  char *folder = program_folder();
  char *scenario = path_in(folder, "scenario.yaml");
  take_device(_i);
  sockfit(&outcome, EXIT_HELD, "import", "-o", scenario);
  ck_assert_str_eq(outcome.out, "");
  outcome_done(&outcome);
  snprintf(path, sizeof(path), "%s", scenario);
  sockfit(&outcome, EXIT_HELD, "plan", NULL, NULL);
  assert_said(&outcome, devices[_i].sums);
  outcome_done(&outcome);
  free(scenario);
  free(folder);
}
END_TEST

START_TEST(a_worst_case_that_does_not_fit_is_warned_about) {
  struct outcome outcome;
  take_device(2);
  sockfit(&outcome, EXIT_HELD, "plan", NULL, NULL);
  assert_said(&outcome, "warning: at worst 18 sockets are wanted, 1 more than "
                        "there are, although what");
  outcome_done(&outcome);
  take_device(0);
  sockfit(&outcome, EXIT_HELD, "plan", NULL, NULL);
  ck_assert_ptr_null(strstr(outcome.out, "warning"));
  outcome_done(&outcome);
}
END_TEST

/* On the raw API: ESPHome's line, a pool for each type, and what is left out.
 */
START_TEST(a_pico_is_planned_by_its_pools) {
  struct outcome outcome;
  take_device(8);
  sockfit(&outcome, EXIT_HELD, "plan", NULL, NULL);
  assert_said(&outcome,
              "  ESPHome: INFO Configuring lwIP: 32768 byte heap; TCP=10 "
              "[api=3, mqtt=1,\n           uart_tcp=1, web_server=5], UDP=6 "
              "(min) [mdns=2, udp=2], TCP_LISTEN=4\n           [api=1, ota=1, "
              "uart_tcp=1, web_server_base=1]\n");
  assert_said(&outcome, "warning: at worst 14 TCP PCBs are wanted, 4 more than "
                        "there are, although what");
  outcome_done(&outcome);
}
END_TEST

START_TEST(what_is_not_written_for_the_raw_api_is_left_out) {
  struct outcome outcome;
  take_device(9);
  sockfit(&outcome, EXIT_HELD, "import", NULL, NULL);
  ck_assert_ptr_nonnull(
      strstr(outcome.err, "relay-d1.yaml:8:1: warning: http_request: left out "
                          "of the run, it is not written for the raw API of "
                          "profile esp8266 yet\n"));
  ck_assert_ptr_null(strstr(outcome.out, "\n  - http_client"));
  outcome_done(&outcome);
}
END_TEST

/* Declared against measured, whatever is captured meanwhile. */
START_TEST(a_device_is_compared_with_what_it_declares) {
  struct outcome outcome, captured;
  char *folder = program_folder();
  char *plain = path_in(folder, "plain.json");
  char *pcap = path_in(folder, "x.pcap");
  take_device(2);
  struct program program = {.args = {"run", path, "--set",
                                     "expect=[{declared: matches}]", "--json",
                                     plain}};
  program_run(&program, &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  assert_said(&outcome, "  under     web_server declares 5 TCP and opened 6, 0 "
                        "UDP and opened 2; the\n            first too many at "
                        "0.001 s, packet 10\n");
  assert_said(&outcome, "  over      mdns declares 2 UDP and opened 0; 40 B of "
                        "RAM for nothing\n");
  program.args[6] = "--pcap";
  program.args[7] = pcap;
  program.args[5] = plain;
  program_run(&program, &captured);
  assert_said(&captured, "0.001 s, packet 10\n");
  char *json = file_content(plain, NULL);
  ck_assert_ptr_nonnull(strstr(json, "\"wasted_b\": 40"));
  free(json);
  outcome_done(&captured);
  outcome_done(&outcome);
  free(pcap);
  free(plain);
  free(folder);
}
END_TEST

/* ESPHome's own sum, 19, is one too few for the door bell's everyday. */
START_TEST(a_limit_that_is_too_small_is_found) {
  struct outcome outcome;
  take_device(3);
  sockfit(&outcome, EXIT_NOT_HELD, "run", "--set",
          "limits={CONFIG_LWIP_MAX_SOCKETS: 19}");
  assert_said(&outcome, "camera_viewer_2 saw: 0 of ");
  outcome_done(&outcome);
}
END_TEST

START_TEST(a_device_that_is_none_is_bad_input) {
  struct outcome outcome;
  char *folder = program_folder();
  char *device = path_in(folder, "device.yaml");
  static const char text[] = "esphome: {name: x}\nesp32:\napi: !include x\n";
  file_write(device, text, sizeof(text) - 1);
  snprintf(path, sizeof(path), "%s", device);
  static const char *const commands[] = {"run", "plan", "import", "export"};
  for (int i = 0; i < 4; i++) {
    sockfit(&outcome, EXIT_USAGE, commands[i], NULL, NULL);
    ck_assert_ptr_nonnull(strstr(outcome.err, "device.yaml:3:15: error: "));
    outcome_done(&outcome);
  }
  free(device);
  free(folder);
}
END_TEST

START_TEST(several_variants_are_not_exported) {
  struct outcome outcome;
  snprintf(path, sizeof(path), "%s", quickstart());
  sockfit(&outcome, EXIT_USAGE, "export", "--as", "sdkconfig");
  ck_assert_ptr_nonnull(strstr(outcome.err, "export takes one variant"));
  outcome_done(&outcome);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("devices");
  TCase *tcase = tcase_create("shipped");
  tcase_set_timeout(tcase, 60);
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_add_loop_test(tcase, a_device_is_planned, 0, DEVICE_COUNT);
  tcase_add_loop_test(tcase, a_device_is_run, 0, DEVICE_COUNT);
  tcase_add_loop_test(tcase, a_device_is_exported, 0, DEVICE_COUNT);
  tcase_add_loop_test(tcase, an_imported_device_runs_the_same, 0, DEVICE_COUNT);
  tcase_add_test(tcase, a_worst_case_that_does_not_fit_is_warned_about);
  tcase_add_test(tcase, a_pico_is_planned_by_its_pools);
  tcase_add_test(tcase, what_is_not_written_for_the_raw_api_is_left_out);
  tcase_add_test(tcase, a_device_is_compared_with_what_it_declares);
  tcase_add_test(tcase, a_limit_that_is_too_small_is_found);
  tcase_add_test(tcase, a_device_that_is_none_is_bad_input);
  tcase_add_test(tcase, several_variants_are_not_exported);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
