/* SPDX-License-Identifier: BSD-3-Clause */
/* Each invariant of explore breaks when there is something to break it: a
 * server with a planted bug a variant (planted/), which does it no more when
 * the bug is gone. Time that goes backwards cannot be planted in a device. */
#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/scenario.h"
#include "study/culprits.h"
#include "support/program.h"
#include "trace/record.h"
#include "verdict/verdict.h"

#define SERVERS TEST_SOURCE_DIR "/tests/study/planted/servers.yaml"

/* The findings of one variant. */
static json_t *explore(const char *variant) {
  struct outcome outcome;
  char *folder = program_folder();
  char *path = text_format(SERVERS ":%s", variant);
  program_run(&(struct program){.args = {"explore", path, "--set", "expect=[]",
                                         "--seeds", "30", "--allow-source",
                                         "-o", folder, "--json", "-"}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  json_error_t error;
  json_t *root = json_loads(outcome.out, 0, &error);
  ck_assert_msg(root != NULL, "%s", error.text);
  outcome_done(&outcome);
  free(path);
  free(folder);
  return root;
}

/* How many findings begin so. */
static int count(json_t *root, const char *fingerprint) {
  json_t *explored = json_array_get(json_object_get(root, "explored"), 0);
  json_t *findings = json_object_get(explored, "findings"), *finding;
  size_t i;
  int found = 0;
  json_array_foreach(findings, i, finding) {
    const char *is = json_string_value(json_object_get(finding, "fingerprint"));
    found += strncmp(is, fingerprint, strlen(fingerprint)) == 0;
  }
  return found;
}

static const struct {
  const char *variant, *fingerprint;
} planted[] = {
    {"crashes", "no_crash/server/consumer server: abort was called"},
    {"leaks", "no_leak/server/without PCB"},
    {"spins", "no_spinning/server/recv ENOTCONN"},
    {"gives_up", "recovers/server/recv ECONNRESET"},
    {"is_stuck", "served/visitor_7/timeout"},
    {"is_stuck", "no_leak/server/ESTABLISHED"},
    {"sends_garbage", "frames_valid/UDP length"},
    {"corrupts", "counts_agree/# listeners"},
};
#define PLANTED (int)(sizeof(planted) / sizeof(*planted))

START_TEST(a_planted_bug_breaks_its_invariant) {
  json_t *root = explore(planted[_i].variant);
  ck_assert_msg(count(root, planted[_i].fingerprint) == 1, "no %s:\n%s",
                planted[_i].fingerprint, json_dumps(root, JSON_INDENT(1)));
  json_decref(root);
}
END_TEST

/* nothing_forgotten is broken by lwIP itself, when more clients come at once
 * than its accept mailbox holds; and an allocation that is refused to its
 * timers ends it. */
START_TEST(without_the_bug_nothing_breaks) {
  json_t *root = explore("does_nothing_wrong");
  for (int i = 0; i < PLANTED; i++)
    ck_assert_msg(count(root, planted[i].fingerprint) == 0, "%s",
                  planted[i].fingerprint);
  ck_assert_int_eq(count(root, "nothing_forgotten/DEFAULT_ACCEPTMBOX_SIZE"), 1);
  ck_assert_int_eq(count(root, "no_crash/lwIP/LWIP_ASSERT: sys_timeout"), 1);
  ck_assert_int_eq(count(root, ""), 2);
  json_decref(root);
}
END_TEST

/* ---- time ---- */

/* Who is to blame when a second event is at at_ns and the first at 2 s. */
static void blame(int64_t at_ns, struct culprits *ret_culprits) {
  static const char text[] = "scenario: time\nprofile: esp-idf\nrun_for: 10s\n"
                             "consumers: [api]\nexpect: [no_time_travel]\n";
  struct place origin = {.file = "time", .line = 1};
  struct scenario_text written = {.path = "time.yaml",
                                  .text = text,
                                  .len = sizeof(text) - 1,
                                  .origins = &origin,
                                  .origin_count = 1};
  struct scenario *scenario;
  struct recorder recorder;
  struct diag diag = {0};
  ck_assert_int_eq(scenario_load_text(&written, NULL, 0, &scenario, &diag), 0);
  struct selected selected = {.scenario = scenario,
                              .variant = &scenario->variants[0]};
  struct one_run run = {.selected = &selected};
  ck_assert_int_eq(recorder_init(&recorder, &run.trace, selected.variant, NULL),
                   0);
  struct world_observer observer = recorder_observer(&recorder);
  observer.fault(observer.arg, 2000000000, 0, FAULT_ONCE, "first");
  observer.fault(observer.arg, at_ns, 0, FAULT_ONCE, "second");
  ck_assert_int_eq(recorder_finish(&recorder, 10000000000, NULL), 0);
  ck_assert_int_eq(verdict_judge(selected.variant, &run.trace, &run.judgement),
                   0);
  culprits_find(&run, ret_culprits);
  judged_done(&run.judgement);
  trace_done(&run.trace);
  scenario_free(scenario);
  diag_done(&diag);
}

START_TEST(time_that_goes_backwards_is_seen) {
  struct culprits culprits;
  blame(1999999999, &culprits);
  ck_assert_uint_eq(culprits.count, 1);
  ck_assert_str_eq(culprits.items[0].fingerprint, "no_time_travel/clock");
  blame(2000000000, &culprits);
  ck_assert_uint_eq(culprits.count, 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("invariants");
  TCase *tcase = tcase_create("invariants");
  tcase_set_timeout(tcase, 240);
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_add_loop_test(tcase, a_planted_bug_breaks_its_invariant, 0, PLANTED);
  tcase_add_test(tcase, without_the_bug_nothing_breaks);
  tcase_add_test(tcase, time_that_goes_backwards_is_seen);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
