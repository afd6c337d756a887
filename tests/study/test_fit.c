/* SPDX-License-Identifier: BSD-3-Clause */
/* What fit calls the smallest is what trying every value finds, and what it
 * says of both sides is what `run` says. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/scenario.h"
#include "study/fit.h"
#include "study/retry.h"
#include "support/program.h"

#define GENERATED 50
#define SEEDS 2

static struct lab lab;
static struct diag diag;

static void set_up(void) {
  ck_assert_int_eq(lab_open(&lab, NULL, 0, &diag), 0);
}

static void tear_down(void) {
  lab_close(&lab);
  diag_done(&diag);
}

/* ---- scenarios that nobody wrote for fit ---- */

static uint32_t random_state;

static unsigned below(unsigned count) {
  random_state = random_state * 1664525u + 1013904223u;
  return (random_state >> 16) % count;
}

static void add_device(struct text *text, unsigned which) {
  static const char *const devices[] = {
      "  - api\n  - web_server: {port: 80}\n",
      "  - api\n  - ota\n  - camera_web_server: {port: 8080, mode: stream}\n",
      "  - api\n  - mdns\n",
  };
  text_add(text, "consumers:\n%s", devices[which]);
}

static void add_peers(struct text *text, unsigned device) {
  text_add(text, "peers:\n  - home_assistant: {count: %u, at: %us}\n",
           1 + below(3), 1 + below(3));
  if (device == 0)
    text_add(text, "  - browser: {tabs: %u, at: %us}\n", 1 + below(3),
             2 + below(3));
  if (device == 1)
    text_add(text, "  - camera_viewer: {port: 8080, count: %u, at: %us}\n",
             1 + below(2), 2 + below(3));
}

static void add_expectations(struct text *text) {
  static const char *const expectations[] = {
      "  - no_refusals\n",
      "  - served: {peer: home_assistant, all: true}\n",
      "  - served: {peer: home_assistant, at_least: 1}\n",
      "  - no_refusals\n  - served: {peer: home_assistant, all: true}\n",
      "  - peak: {sockets: \"<= 30\"}\n",
  };
  text_add(text, "expect:\n%s",
           expectations[below(sizeof(expectations) / sizeof(*expectations))]);
}

static struct scenario *generate(unsigned number) {
  static const char *const profiles[] = {"esp-idf", "upstream"};
  struct text text = {0};
  struct place origin = {"generated", 1, 1};
  struct scenario *scenario = NULL;
  random_state = number * 2654435761u + 1;
  text_add(&text, "# Made by the test.\nscenario: generated-%u\n", number);
  text_add(&text, "profile: %s\nseed: %u\nrun_for: 8s\n", profiles[below(2)],
           1 + below(1000));
  unsigned device = below(3);
  add_device(&text, device);
  add_peers(&text, device);
  add_expectations(&text);
  struct scenario_text whole = {.path = "generated",
                                .text = text.data,
                                .len = text.len,
                                .origins = &origin,
                                .origin_count = 1};
  int r = scenario_load_text(&whole, NULL, 0, &scenario, &diag);
  ck_assert_msg(r == 0, "%s\n%s", text.data,
                diag.count > 0 ? diag.entries[0].text : "");
  text_done(&text);
  return scenario;
}

/* ---- trying every value ---- */

static bool passes(const struct selected *selected, int64_t value,
                   uint64_t seed) {
  struct limit_change change = {options_find("MEMP_NUM_NETCONN"), value};
  struct retry retry;
  if (retry_init(&retry, selected, &change, 1, &diag) != 0)
    return false;
  struct one_run run = {.selected = &retry.selected};
  retry.variant.seed = seed;
  ck_assert_int_eq(one_run_execute(&run, &lab, &diag), 0);
  bool passed = run.judgement.verdict == VERDICT_PASS;
  one_run_done(&run);
  retry_done(&retry);
  return passed;
}

static bool all_pass(const struct selected *selected, int64_t value) {
  for (uint64_t i = 0; i < SEEDS; i++) {
    if (!passes(selected, value, selected->variant->seed + i))
      return false;
  }
  return true;
}

/* Every value from roomy to 1, without a stop: the end of those that pass in a
 * row from above; -1 when roomy fails. */
static int64_t by_brute_force(const struct selected *selected, int64_t roomy) {
  int64_t smallest = -1;
  bool in_a_row = true;
  for (int64_t value = roomy; value >= 1; value--) {
    in_a_row = in_a_row && all_pass(selected, value);
    if (in_a_row)
      smallest = value;
  }
  return smallest;
}

START_TEST(it_finds_what_trying_every_value_finds) {
  struct scenario *scenario = generate((unsigned)_i);
  struct selected selected = {.scenario = scenario,
                              .variant = &scenario->variants[0]};
  ck_assert_int_eq(limits_derive(selected.variant, &selected.limits, &diag), 0);
  struct fit fit = {
      .selected = &selected, .seed_count = SEEDS, .shard_count = 1};
  ck_assert_int_eq(fit_name_limits(&fit, NULL, &diag), 0);
  ck_assert_int_eq(fit_search(&fit, &lab, &diag), 0);
  ck_assert_uint_eq(fit.limit_count, 1);
  const struct fit_limit *limit = &fit.limits[0];
  ck_assert_int_eq(fit.found ? limit->smallest : -1,
                   by_brute_force(&selected, limit->roomy));
  if (fit.found && limit->fails.because != NULL && !limit->fails.impossible)
    ck_assert(!passes(&selected, limit->smallest - 1, limit->fails.seed));
  fit_done(&fit);
  limits_free(selected.limits);
  scenario_free(scenario);
}
END_TEST

/* ---- the command ---- */

static void run_program(struct outcome *ret_outcome, const char *const args[]) {
  struct program program = {0};
  for (size_t i = 0; args[i] != NULL; i++)
    program.args[i] = args[i];
  program_run(&program, ret_outcome);
}

#define AFTER TEST_SOURCE_DIR "/scenarios/quickstart.yaml:after"
#define BEFORE TEST_SOURCE_DIR "/scenarios/quickstart.yaml:before"

START_TEST(run_agrees_on_both_sides) {
  struct outcome outcome;
  char value[64];
  run_program(&outcome, (const char *[]){"fit", AFTER, "--quiet", NULL});
  outcome_assert_status(&outcome, EXIT_HELD);
  const char *name = "CONFIG_LWIP_MAX_SOCKETS=";
  ck_assert_int_eq(strncmp(outcome.out, name, strlen(name)), 0);
  long smallest = strtol(outcome.out + strlen(name), NULL, 10);
  outcome_done(&outcome);
  for (int less = 0; less <= 1; less++) {
    snprintf(value, sizeof(value), "limits.MEMP_NUM_NETCONN=%ld",
             smallest - less);
    run_program(&outcome, (const char *[]){"run", AFTER, "--set", value, NULL});
    outcome_assert_status(&outcome, less ? EXIT_NOT_HELD : EXIT_HELD);
    outcome_done(&outcome);
  }
}
END_TEST

START_TEST(a_margin_is_added_and_proved) {
  struct outcome outcome;
  run_program(&outcome, (const char *[]){"fit", AFTER, "--margin", "20%",
                                         "--color", "never", NULL});
  outcome_assert_status(&outcome, EXIT_HELD);
  ck_assert_ptr_nonnull(strstr(outcome.out, "CONFIG_LWIP_MAX_SOCKETS=23 "));
  ck_assert_ptr_nonnull(strstr(outcome.out, "19 passes"));
  ck_assert_ptr_nonnull(strstr(outcome.out, "together these values pass"));
  ck_assert_ptr_nonnull(strstr(outcome.out, "octets spent at build time"));
  ck_assert_ptr_nonnull(strstr(outcome.out, "\nCONFIG_LWIP_MAX_SOCKETS=23\n"));
  outcome_done(&outcome);
}
END_TEST

START_TEST(what_no_value_mends_is_said) {
  struct outcome outcome;
  run_program(&outcome, (const char *[]){"fit", BEFORE, NULL});
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  ck_assert_ptr_nonnull(strstr(outcome.out, "Nothing fits. Even with "));
  ck_assert_ptr_nonnull(strstr(outcome.out, "not seen"));
  outcome_done(&outcome);
}
END_TEST

static const struct {
  const char *args[6];
  const char *words[4];
} mistakes[] = {
    {{"fit", AFTER, "--limits", "MEMP_NUM_NETCON"}, {"MEMP_NUM_NETCONN"}},
    {{"fit", AFTER, "--limits", "TCP_WND"}, {"TCP_WND", "sockfit sweep"}},
    {{"fit", AFTER, "--limits", "MEMP_NUM_UDP_PCB"}, {"limits nothing"}},
    {{"fit", AFTER, "--margin", "2x"}, {"--margin", "20%", "2x"}},
    {{"fit", AFTER, "--seeds", "0"}, {"--seeds", "from 1"}},
    {{"fit", AFTER, "--shard", "4/3"}, {"--shard", "K/N", "4/3"}},
    {{"fit", TEST_SOURCE_DIR "/scenarios/esphome/relay-d1.yaml"},
     {"esp8266", "heap"}},
};

START_TEST(a_mistake_is_explained) {
  struct outcome outcome;
  run_program(&outcome, mistakes[_i].args);
  outcome_assert_refused(&outcome, EXIT_USAGE, mistakes[_i].words);
  outcome_done(&outcome);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("fit");
  TCase *tcase = tcase_create("fit");
  tcase_set_timeout(tcase, 300);
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_loop_test(tcase, it_finds_what_trying_every_value_finds, 0,
                      GENERATED);
  tcase_add_test(tcase, run_agrees_on_both_sides);
  tcase_add_test(tcase, a_margin_is_added_and_proved);
  tcase_add_test(tcase, what_no_value_mends_is_said);
  tcase_add_loop_test(tcase, a_mistake_is_explained, 0,
                      sizeof(mistakes) / sizeof(*mistakes));
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
