/* SPDX-License-Identifier: BSD-3-Clause */
/* The museum is whole, and its cures cure: with the device of `before` and
 * everything else of `after`, what `after` expects does not hold. (That every
 * variant passes as it stands is test_scenarios' business.) */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"
#include "study/one_run.h"
#include "support/program.h"

#define INCIDENT_COUNT 24
#define FOLDER "/scenarios/incidents/"

static char *const *files;

static bool is_incident(const char *path) {
  return strstr(path, FOLDER) != NULL;
}

/* Those of the shipped scenarios that are incidents stand together. */
static size_t find_incidents(void) {
  size_t count = shipped_scenarios(&files), kept = 0;
  while (count > 0 && !is_incident(files[0])) {
    files++;
    count--;
  }
  while (kept < count && is_incident(files[kept]))
    kept++;
  return kept;
}

/* ---- one scenario and its variants ---- */

struct exhibit {
  struct scenario *scenario;
  struct diag diag;
};

static struct exhibit exhibit_load(const char *path) {
  struct exhibit exhibit = {0};
  int status = scenario_load(path, NULL, 0, &exhibit.scenario, &exhibit.diag);
  ck_assert_msg(status == 0, "%s: %s", path,
                exhibit.diag.count > 0 ? exhibit.diag.entries[0].text : "");
  return exhibit;
}

static const struct variant *variant_of(const struct exhibit *exhibit,
                                        const char *name) {
  for (size_t i = 0; i < exhibit->scenario->variant_count; i++) {
    if (strcmp(exhibit->scenario->variants[i].name, name) == 0)
      return &exhibit->scenario->variants[i];
  }
  ck_abort_msg("%s has no variant '%s'", exhibit->scenario->file, name);
}

static void exhibit_done(struct exhibit *exhibit) {
  scenario_free(exhibit->scenario);
  diag_done(&exhibit->diag);
}

/* ---- a cure taken away ---- */

/* The files of scenarios/incidents are A01 to A24 in this order. */
START_TEST(an_incident_names_its_report_and_has_both_sides) {
  struct exhibit exhibit = exhibit_load(files[_i]);
  const struct scenario *scenario = exhibit.scenario;
  ck_assert_msg(strchr(scenario->intent, '#') != NULL,
                "%s: the first comment has no reference such as owner/name#1",
                scenario->file);
  const char *base = strstr(scenario->file, FOLDER) + strlen(FOLDER);
  ck_assert_msg(strncmp(base, scenario->name, strlen(scenario->name)) == 0,
                "%s is called %s inside", scenario->file, scenario->name);
  const struct variant *before = variant_of(&exhibit, "before");
  const struct variant *after = variant_of(&exhibit, "after");
  ck_assert_uint_gt(before->expectation_count, 0);
  ck_assert_uint_gt(after->expectation_count, 0);
  for (size_t i = 0; i < scenario->variant_count; i++)
    ck_assert_msg(scenario->variants[i].about != NULL,
                  "%s: variant %s does not say what it shows", scenario->file,
                  scenario->variants[i].name);
  exhibit_done(&exhibit);
}
END_TEST

static enum verdict judge(const struct exhibit *exhibit,
                          const struct variant *variant, struct diag *diag) {
  struct limits *limits = NULL;
  struct lab lab = {0};
  ck_assert_int_eq(limits_derive(variant, &limits, diag), 0);
  ck_assert_int_eq(lab_open(&lab, NULL, 0, diag), 0);
  struct selected selected = {
      .scenario = exhibit->scenario, .variant = variant, .limits = limits};
  struct one_run run = {.selected = &selected};
  int status = one_run_execute(&run, &lab, diag);
  ck_assert_msg(status == 0 && run.judged, "%s: %s", exhibit->scenario->file,
                diag->count > 0 ? diag->entries[0].text : "no verdict");
  enum verdict verdict = run.judgement.verdict;
  one_run_done(&run);
  lab_close(&lab);
  limits_free(limits);
  return verdict;
}

START_TEST(without_its_cure_an_incident_happens_again) {
  struct exhibit exhibit = exhibit_load(files[_i]);
  const struct variant *before = variant_of(&exhibit, "before");
  struct variant relapse = *variant_of(&exhibit, "after");
  relapse.name = "relapse";
  relapse.profile = before->profile;
  relapse.limits = before->limits;
  relapse.limit_count = before->limit_count;
  relapse.consumers = before->consumers;
  relapse.consumer_count = before->consumer_count;
  ck_assert_msg(judge(&exhibit, &relapse, &exhibit.diag) == VERDICT_FAIL,
                "%s: `after` holds without its cure", exhibit.scenario->file);
  exhibit_done(&exhibit);
}
END_TEST

START_TEST(the_museum_is_whole) {
  ck_assert_uint_eq(find_incidents(), INCIDENT_COUNT);
}
END_TEST

int main(void) {
  int count = (int)find_incidents();
  Suite *suite = suite_create("cmd/museum");
  TCase *all = tcase_create("incidents");
  tcase_set_timeout(all, 120); /* images may have to be compiled */
  tcase_add_test(all, the_museum_is_whole);
  tcase_add_loop_test(all, an_incident_names_its_report_and_has_both_sides, 0,
                      count);
  tcase_add_loop_test(all, without_its_cure_an_incident_happens_again, 0,
                      count);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner), ran = srunner_ntests_run(runner);
  srunner_free(runner);
  return failed == 0 && ran > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
