/* SPDX-License-Identifier: BSD-3-Clause */
/* Faults from the command line: the same octets again with everything that is
 * random switched on, what results say, and what is refused. */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "support/program.h"

#define RUNS 5

static const char everything[] =
    "# Everything that can go wrong at once.\n"
    "scenario: everything\n"
    "run_for: 60s\n"
    "link: {jitter: 5ms, loss: 3%, duplicate: 3%, reorder: 3%, corrupt: 2%}\n"
    "links: {browser-2: {rate: 500kbit/s, queue: 100ms}}\n"
    "consumers: [api, web_server, mqtt]\n"
    "peers:\n"
    "  - home_assistant\n"
    "  - mqtt_broker: {at: 1s}\n"
    "  - browser: {count: 3, stay: 7s, away: 3s, refresh_every: 2s}\n"
    "faults:\n"
    "  - link_down: {at: 12s, for: 2s, every: 20s}\n"
    "  - link: {host: browser, at: 8s, for: 3s, every: 5s, loss: 30%,"
    " delay: 30ms, direction: in}\n"
    "  - reboot: {host: browser-1, at: 9s, every: 11s}\n"
    "  - reboot: {host: device, at: 40s, for: 1s}\n"
    "  - restart: {consumer: web_server, at: 20s, every: 9s}\n"
    "  - refuse: {pool: MEMP_NUM_TCP_PCB, at: 10s, nth: 2, every: 7s}\n"
    "  - refuse: {pool: MEMP_NUM_NETCONN, at: 30s, nth: 3}\n"
    "  - slow_tcpip: {at: 25s, for: 5s, cost: 3ms}\n"
    "  - vanish: {host: browser-3, at: 50s}\n"
    "expect:\n"
    "  - peer: {name: browser, attempts: \"> 20\"}\n";

static char *folder;

static char *scenario_with(const char *text) {
  char *path = path_in(folder, "s.yaml");
  file_write(path, text, strlen(text));
  return path;
}

/* The capture of one run, after which the expectation must have held. */
static char *capture_of(const char *seed, size_t *ret_len) {
  char *path = scenario_with(everything), *pcap = path_in(folder, "c.pcap");
  struct outcome outcome;
  program_run(
      &(struct program){.args = {"run", path, "--seed", seed, "--pcap", pcap}},
      &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  char *octets = file_content(pcap, ret_len);
  outcome_done(&outcome);
  free(pcap);
  free(path);
  return octets;
}

START_TEST(every_fault_at_once_leaves_the_same_octets) {
  size_t len, other_len;
  char *first = capture_of("1", &len);
  for (int i = 1; i < RUNS; i++) {
    char *other = capture_of("1", &other_len);
    ck_assert(len == other_len && memcmp(first, other, len) == 0);
    free(other);
  }
  char *other = capture_of("2", &other_len);
  ck_assert(len != other_len || memcmp(first, other, len) != 0);
  free(other);
  free(first);
}
END_TEST

START_TEST(results_list_the_faults) {
  char *path = scenario_with(everything), *json = path_in(folder, "r.json");
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", path, "--json", json}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  ck_assert_ptr_nonnull(
      strstr(outcome.out, "8.000 s link browser: direction in, delay 30ms"));
  json_t *root = json_load_file(json, 0, NULL);
  json_t *run = json_array_get(json_object_get(root, "runs"), 0);
  json_t *faults = json_object_get(run, "faults");
  ck_assert_uint_gt(json_array_size(faults), 30);
  double last = 0;
  size_t i;
  json_t *fault, *refusal;
  json_array_foreach(faults, i, fault) {
    double at_s = json_number_value(json_object_get(fault, "at_s"));
    ck_assert(at_s >= last && at_s <= 60);
    ck_assert(json_is_string(json_object_get(fault, "text")));
    last = at_s;
  }
  size_t injected = 0;
  json_array_foreach(json_object_get(run, "refusals"), i, refusal) {
    injected += json_is_true(json_object_get(refusal, "injected"));
  }
  ck_assert_uint_ge(injected, 1);
  json_decref(root);
  outcome_done(&outcome);
  free(json);
  free(path);
}
END_TEST

START_TEST(a_pool_that_is_not_there_is_named) {
  char *path = scenario_with("scenario: s\nrun_for: 9s\nconsumers: [api]\n"
                             "faults:\n"
                             "  - refuse: {pool: MEMP_NUM_ZEBRA, at: 1s}\n");
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", path}}, &outcome);
  outcome_assert_refused(
      &outcome, outcome.status,
      (const char *const[]){"s.yaml:5:20", "MEMP_NUM_ZEBRA", "no pool", NULL});
  ck_assert_int_ne(outcome.status, EXIT_HELD);
  outcome_done(&outcome);
  free(path);
}
END_TEST

START_TEST(a_fault_after_the_end_is_warned_about) {
  char *path = scenario_with("scenario: s\nrun_for: 9s\nconsumers: [api]\n"
                             "faults:\n"
                             "  - link_down: {at: 9s, for: 1s}\n"
                             "expect: [no_refusals]\n");
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", path}}, &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  ck_assert_ptr_nonnull(
      strstr(outcome.err, "s.yaml:5:5: warning: link_down begins at 9.000 s"));
  ck_assert_ptr_null(strstr(outcome.out, "\n  fault "));
  outcome_done(&outcome);
  free(path);
}
END_TEST

static void make_folder(void) {
  program_folders_make();
  folder = program_folder();
}

int main(void) {
  Suite *suite = suite_create("cmd/faults");
  TCase *all = tcase_create("faults");
  tcase_set_timeout(all, 300); /* images are compiled */
  tcase_add_unchecked_fixture(all, make_folder, program_folders_remove);
  tcase_add_test(all, every_fault_at_once_leaves_the_same_octets);
  tcase_add_test(all, results_list_the_faults);
  tcase_add_test(all, a_pool_that_is_not_there_is_named);
  tcase_add_test(all, a_fault_after_the_end_is_warned_about);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
