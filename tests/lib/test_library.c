/* SPDX-License-Identifier: BSD-3-Clause */
/* lib: scenarios in a test program: opened, changed, run, asked, and what is
 * said when that cannot be. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sockfit/check.h>
#include <sockfit/sockfit.h>

#define QUICKSTART TEST_SOURCE_DIR "/scenarios/quickstart.yaml"
#define SMALL                                                                  \
  "scenario: small\nrun_for: 20s\nconsumers:\n"                                \
  "  - tcp_server: {port: 7000}\npeers:\n"                                     \
  "  - tcp_client: {port: 7000, at: 5s}\n"

static void do_nothing(const struct sockfit_calls *calls, void *arg) {
  (void)calls;
  (void)arg;
}

static struct sockfit_run *run_small(const char *expect) {
  struct sockfit *device = sockfit_open_text("small.yaml", SMALL);
  if (expect != NULL)
    sockfit_expect(device, expect);
  struct sockfit_run *run = sockfit_run(device, NULL);
  sockfit_assert_ran(device, run);
  sockfit_close(device);
  return run;
}

/* ---- what came of it ---- */

START_TEST(a_shipped_scenario_runs_as_in_the_program) {
  struct sockfit *device = sockfit_open(QUICKSTART);
  struct sockfit_run *before = sockfit_run(device, "before");
  struct sockfit_run *after = sockfit_run(device, "after");
  sockfit_assert_ran(device, after);
  sockfit_assert_pass(before);
  sockfit_assert_refused(before, "cam_snapshot", "socket", "ENFILE");
  ck_assert_ptr_nonnull(sockfit_check_no_refusals(before));
  ck_assert_ptr_nonnull(sockfit_check_not_refused(before, "cam_snapshot"));
  sockfit_assert_not_refused(before, "ota");
  sockfit_assert_state(before, "cam_snapshot", "failed");
  sockfit_assert_pass(after);
  sockfit_assert_no_refusals(after);
  sockfit_assert_peak(after, "sockets", "<= 19");
  sockfit_assert_peak(after, "MEMP_NUM_TCP_PCB_LISTEN", "> 0");
  struct sockfit_sockets sockets = sockfit_sockets(before);
  ck_assert_int_eq(sockets.limit, 10);
  ck_assert_int_eq(sockets.peak, 10);
  ck_assert_int_eq(sockets.refused, 18);
  ck_assert_str_eq(sockfit_version(), TEST_VERSION);
  sockfit_run_free(before);
  sockfit_run_free(after);
  sockfit_close(device);
}
END_TEST

START_TEST(the_arrays_have_what_there_was) {
  struct sockfit_run *run = run_small("no_leak");
  size_t count;
  ck_assert_int_eq(sockfit_verdict(run), SOCKFIT_PASS);
  ck_assert_str_eq(sockfit_diagnosis(run), "");
  ck_assert_int_ge(sockfit_ended_at_ns(run), 20000000000);
  const struct sockfit_expectation *all = sockfit_expectations(run, &count);
  ck_assert_uint_eq(count, 1);
  ck_assert_str_eq(all[0].text, "no_leak");
  ck_assert(all[0].held);
  ck_assert_str_eq(sockfit_consumers(run, &count)[0].name, "tcp_server");
  ck_assert_uint_eq(count, 1);
  ck_assert_str_eq(sockfit_peers(run, &count)[0].name, "tcp_client");
  ck_assert_uint_eq(count, 1);
  ck_assert_str_eq(sockfit_pools(run, &count)[0].name, "NUM_SOCKETS");
  ck_assert_int_eq(sockfit_pool(run, "NUM_SOCKETS")->peak,
                   sockfit_sockets(run).peak);
  ck_assert_ptr_null(sockfit_consumer(run, "nobody"));
  sockfit_run_free(run);
}
END_TEST

/* ---- checks ---- */

static const struct {
  const char *expectation;
  const char *message; /* is in it; NULL: it holds */
} checks[] = {
    {"no_refusals", NULL},
    {"peak: {sockets: '>= 1'}", NULL},
    {"peak: {sockets: '> 100'}", "expected peak: {sockets: '> 100'};"},
    {"consumer: {name: tcp_servr, peak: 1}", "tcp_server"},
    {"peer: {name: tcp_client, served: 'many'}", "many"},
    {"no_refusal", "did you mean 'no_refusals'"},
    {"no_leak", "use sockfit_expect()"},
    {"state_at: {at: 5s, sockets: 1}", "use sockfit_expect()"},
    {"frames_valid", "use sockfit_expect()"},
    {"no_refusals, no_crash", "expected one expectation"},
    {"", "expected one expectation"},
    {"]", "not valid YAML"},
};

START_TEST(a_check_says_what_is_not_so) {
  struct sockfit_run *run = run_small(NULL);
  const char *message = sockfit_check(run, checks[_i].expectation);
  if (checks[_i].message == NULL)
    ck_assert_ptr_null(message);
  else
    ck_assert_msg(message && strstr(message, checks[_i].message), "%s",
                  message == NULL ? "it holds" : message);
  sockfit_run_free(run);
}
END_TEST

START_TEST(without_a_run_nothing_holds) {
  ck_assert_ptr_nonnull(sockfit_check_no_refusals(NULL));
  ck_assert_ptr_nonnull(sockfit_check_pass(NULL));
  ck_assert_ptr_nonnull(sockfit_check_peak(NULL, "sockets", "1"));
}
END_TEST

/* ---- what cannot be ---- */

static void check_refuses(struct sockfit *device, const char *variant,
                          const char *error) {
  ck_assert_ptr_null(sockfit_run(device, variant));
  ck_assert_msg(strstr(sockfit_error(device), error) != NULL, "%s",
                sockfit_error(device));
  sockfit_close(device);
}

START_TEST(mistakes_have_their_place) {
  check_refuses(sockfit_open("no/such.yaml"), NULL, "no/such.yaml: error:");
  check_refuses(sockfit_open_text("a.yaml", SMALL "seet: 1\n"), NULL,
                "a.yaml:7:1: error: unknown key 'seet'");
  check_refuses(sockfit_open(QUICKSTART), NULL, "before, after");
  check_refuses(sockfit_open(QUICKSTART), "befor", "no variant 'befor'");
  check_refuses(sockfit_open_text("a.yaml", SMALL
                                  "consumers:\n  - function: {name: mine}\n"),
                NULL, "a.yaml:");
  struct sockfit *device = sockfit_open_text("a.yaml", SMALL);
  sockfit_set(device, "limits.MEMP_NUM_NETCON", "1");
  check_refuses(device, NULL, "--set limits.MEMP_NUM_NETCON: error:");
  check_refuses(sockfit_open_text("a.yaml",
                                  "scenario: a\nrun_for: 1s\nconsumers:\n"
                                  "  - source: [a.c]\n"),
                NULL, "must be a file");
  ck_assert_str_eq(sockfit_error(NULL), "out of memory");
}
END_TEST

START_TEST(a_function_needs_a_name_and_a_name_a_function) {
  struct sockfit *device = sockfit_open_text("a.yaml", SMALL);
  sockfit_bind_consumer(device, "mine", do_nothing, NULL);
  check_refuses(device, NULL, "no consumer 'mine' of the kind function");
  device = sockfit_open_text("a.yaml", SMALL);
  sockfit_bind_peer(device, "tcp_client", do_nothing, NULL);
  check_refuses(device, NULL, "no peer 'tcp_client' of the kind function");
  device = sockfit_open_text(
      "a.yaml", "scenario: a\nrun_for: 1s\nconsumers:\n"
                "  - function: {name: mine, declares: {udp: 1}}\n");
  check_refuses(device, NULL,
                "a.yaml:4:5: error: consumer 'mine' is a C function");
  device = sockfit_open_text("a.yaml", SMALL);
  sockfit_add_peer(device, "odd", do_nothing, NULL, "at: soon");
  check_refuses(device, NULL, "--set peers+:1:29: error: at: expected a time");
}
END_TEST

/* A failure leaves nothing behind: the next run is as good as any. */
START_TEST(a_mistake_can_be_mended) {
  struct sockfit *device = sockfit_open_text("a.yaml", SMALL);
  sockfit_add_peer(device, "mine", do_nothing, NULL, NULL);
  ck_assert_ptr_null(sockfit_run(device, "other"));
  struct sockfit_run *run = sockfit_run(device, "default");
  sockfit_assert_ran(device, run);
  ck_assert_int_eq(sockfit_peer(run, "mine")->attempts, 0);
  sockfit_run_free(run);
  sockfit_close(device);
}
END_TEST

static void on_interrupt(int signal) {
  (void)signal;
}

/* A run has handlers for signals; the test's are back behind it. */
START_TEST(signals_are_the_tests_again) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGCHLD, SIGSEGV, SIGABRT};
  struct sigaction mine = {.sa_handler = on_interrupt}, found;
  for (size_t i = 0; i < 5; i++)
    sigaction(numbers[i], &mine, NULL);
  sockfit_run_free(run_small(NULL));
  for (size_t i = 0; i < 5; i++) {
    sigaction(numbers[i], NULL, &found);
    ck_assert_msg(found.sa_handler == on_interrupt, "signal %d", numbers[i]);
  }
}
END_TEST

/* ---- captures ---- */

static char *read_whole(const char *path, size_t *ret_len) {
  FILE *file = fopen(path, "rb");
  ck_assert_ptr_nonnull(file);
  char *data = malloc(1 << 20);
  *ret_len = fread(data, 1, 1 << 20, file);
  fclose(file);
  return data;
}

START_TEST(two_runs_have_the_same_capture) {
  char paths[2][32] = {"/tmp/sockfit-lib-XXXXXX", "/tmp/sockfit-lib-XXXXXX"};
  char *data[2];
  size_t len[2];
  struct sockfit *device = sockfit_open_text("small.yaml", SMALL);
  for (int i = 0; i < 2; i++) {
    close(mkstemp(paths[i]));
    sockfit_pcap(device, paths[i]);
    struct sockfit_run *run = sockfit_run(device, NULL);
    sockfit_assert_ran(device, run);
    sockfit_run_free(run);
    data[i] = read_whole(paths[i], &len[i]);
    unlink(paths[i]);
  }
  ck_assert_uint_gt(len[0], 1000);
  ck_assert_uint_eq(len[0], len[1]);
  ck_assert(memcmp(data[0], data[1], len[0]) == 0);
  free(data[0]);
  free(data[1]);
  sockfit_close(device);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("library");
  TCase *tests = tcase_create("library");
  tcase_set_timeout(tests, 120); /* the first run compiles lwIP */
  tcase_add_test(tests, a_shipped_scenario_runs_as_in_the_program);
  tcase_add_test(tests, the_arrays_have_what_there_was);
  tcase_add_loop_test(tests, a_check_says_what_is_not_so, 0,
                      sizeof(checks) / sizeof(*checks));
  tcase_add_test(tests, without_a_run_nothing_holds);
  tcase_add_test(tests, mistakes_have_their_place);
  tcase_add_test(tests, a_function_needs_a_name_and_a_name_a_function);
  tcase_add_test(tests, a_mistake_can_be_mended);
  tcase_add_test(tests, signals_are_the_tests_again);
  tcase_add_test(tests, two_runs_have_the_same_capture);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
