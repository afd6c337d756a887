/* SPDX-License-Identifier: BSD-3-Clause */
/* sockfit diff: what counts as a regression, and what it says to input that is
 * no result. Results are written by hand. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/program.h"

#define RUN(variant, verdict, held, peak, refused)                             \
  "{\"scenario\": \"s\", \"variant\": \"" variant                              \
  "\", \"verdict\": \"" verdict "\", \"limits\": {\"MEMP_NUM_NETCONN\": 10},"  \
  "\"sockets\": {\"limit\": 10, \"idle\": 3, \"peak\": " peak                  \
  ", \"end\": 3, \"refused\": " refused "},"                                   \
  "\"pools\": {\"heap\": {\"peak\": 100, \"refused\": 0}},"                    \
  "\"consumers\": [{\"name\": \"api\", \"idle\": 1, \"peak\": 2,"              \
  "\"refused\": 0, \"state\": \"running\"}],"                                  \
  "\"expectations\": [{\"text\": \"<b>|no_refusals\", \"held\": " held "}]}"
#define RESULT(runs) "{\"schema\": \"sockfit.result/1\", \"runs\": [" runs "]}"

static char *folder, *a_path, *b_path;

static void compare(const char *a, const char *b, struct outcome *outcome) {
  folder = program_folder();
  a_path = path_in(folder, "a.json");
  b_path = path_in(folder, "b.json");
  file_write(a_path, a, strlen(a));
  file_write(b_path, b, strlen(b));
  program_run(
      &(struct program){.args = {"diff", "a.json", "b.json", "--markdown",
                                 "d.md", "--html", "d.html"},
                        .folder = folder},
      outcome);
}

static void done(struct outcome *outcome) {
  outcome_done(outcome);
  free(folder);
  free(a_path);
  free(b_path);
}

static const struct {
  const char *a;
  const char *b;
  int status;
  const char *says; /* the differences and regressions */
} cases[] = {
    /* The same. */
    {RESULT(RUN("v", "pass", "true", "5", "0")),
     RESULT(RUN("v", "pass", "true", "5", "0")), EXIT_HELD,
     "1 runs compared, 0 differences, 0 regressions"},
    /* A higher peak is for an expectation to judge. */
    {RESULT(RUN("v", "pass", "true", "5", "0")),
     RESULT(RUN("v", "pass", "true", "7", "0")), EXIT_HELD,
     "1 differences, 0 regressions"},
    /* The first refusal, even where none forbids it. */
    {RESULT(RUN("v", "pass", "true", "5", "0")),
     RESULT(RUN("v", "pass", "true", "5", "1")), EXIT_NOT_HELD,
     "1 differences, 1 regressions"},
    {RESULT(RUN("v", "pass", "true", "5", "3")),
     RESULT(RUN("v", "pass", "true", "5", "9")), EXIT_HELD,
     "1 differences, 0 regressions"},
    /* Verdict and expectation: worse, and better. */
    {RESULT(RUN("v", "pass", "true", "5", "0")),
     RESULT(RUN("v", "fail", "false", "5", "0")), EXIT_NOT_HELD,
     "2 differences, 2 regressions"},
    {RESULT(RUN("v", "fail", "false", "5", "0")),
     RESULT(RUN("v", "pass", "true", "5", "0")), EXIT_HELD,
     "2 differences, 0 regressions"},
    {RESULT(RUN("v", "fail", "true", "5", "0")),
     RESULT(RUN("v", "error", "true", "5", "0")), EXIT_NOT_HELD,
     "1 differences, 1 regressions"},
    /* Runs that come and go. */
    {RESULT(RUN("v", "pass", "true", "5", "0")), RESULT(), EXIT_NOT_HELD,
     "0 runs compared, 1 differences, 1 regressions"},
    {RESULT(), RESULT(RUN("v", "pass", "true", "5", "0")), EXIT_HELD,
     "0 runs compared, 1 differences, 0 regressions"},
    /* Members that are not there, or something else. */
    {RESULT("{\"scenario\": 1}"), RESULT("{\"scenario\": 1, \"limits\": []}"),
     EXIT_HELD, "0 regressions"},
    {RESULT("3"), RESULT("3"), EXIT_HELD, "0 regressions"},
};

START_TEST(what_counts_as_a_regression) {
  struct outcome outcome;
  compare(cases[_i].a, cases[_i].b, &outcome);
  outcome_assert_status(&outcome, cases[_i].status);
  ck_assert_msg(strstr(outcome.out, cases[_i].says) != NULL, "%s", outcome.out);
  done(&outcome);
}
END_TEST

START_TEST(markdown_and_html_escape_what_they_tell) {
  struct outcome outcome;
  compare(cases[4].a, cases[4].b, &outcome);
  char *path = path_in(folder, "d.md");
  char *content = file_content(path, NULL);
  ck_assert_ptr_nonnull(strstr(content, "&lt;b&gt;&#124;no&#95;refusals"));
  free(content);
  free(path);
  path = path_in(folder, "d.html");
  content = file_content(path, NULL);
  ck_assert_ptr_nonnull(strstr(content, "&lt;b&gt;|no_refusals"));
  ck_assert_ptr_null(strstr(content, "<script"));
  ck_assert_ptr_nonnull(strstr(content, "<td>pass</td><td>fail</td>"));
  free(content);
  free(path);
  done(&outcome);
}
END_TEST

static const char *const no_results[] = {
    "",
    "{",
    "[]",
    "{\"schema\": \"sockfit.result/1\"}",
    "{\"schema\": \"other\", \"runs\": []}",
    "\xff\xfe"};

START_TEST(what_is_no_result_is_refused) {
  struct outcome outcome;
  compare(RESULT(), no_results[_i], &outcome);
  outcome_assert_refused(&outcome, EXIT_USAGE,
                         (const char *[]){"b.json", NULL});
  done(&outcome);
}
END_TEST

START_TEST(two_files_and_only_two) {
  struct outcome outcome;
  program_run(&(struct program){.args = {"diff", "a.json"}}, &outcome);
  outcome_assert_refused(&outcome, EXIT_USAGE,
                         (const char *[]){"two results", "not 1", NULL});
  outcome_done(&outcome);
  program_run(
      &(struct program){.args = {"diff", "a.json", "b.json", "--tap", "x"}},
      &outcome);
  outcome_assert_refused(&outcome, EXIT_USAGE,
                         (const char *[]){"has no --tap", NULL});
  outcome_done(&outcome);
}
END_TEST

/* Real results: fewer sockets are worse, and the other way round they are
 * not. */
START_TEST(results_of_runs) {
  char *script = text_format(
      "'%s' run '%s:after' --quiet --json a.json >/dev/null 2>&1 &&\n"
      "! '%s' run '%s:after' --quiet --json b.json \\\n"
      "  --set limits.MEMP_NUM_NETCONN=14 >/dev/null 2>&1 &&\n"
      "! '%s' diff a.json b.json && '%s' diff b.json a.json",
      TEST_PROGRAM, quickstart(), TEST_PROGRAM, quickstart(), TEST_PROGRAM,
      TEST_PROGRAM);
  struct outcome outcome;
  char *where = program_folder();
  program_run(
      &(struct program){.file = "sh", .args = {"-c", script}, .folder = where},
      &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  ck_assert_ptr_nonnull(strstr(outcome.out, "WORSE sockets refused"));
  ck_assert_ptr_nonnull(strstr(outcome.out, " 0 regressions"));
  outcome_done(&outcome);
  free(where);
  free(script);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("cmd/diff");
  TCase *all = tcase_create("diff");
  tcase_set_timeout(all, 120); /* images may have to be compiled */
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_loop_test(all, what_counts_as_a_regression, 0,
                      (int)(sizeof(cases) / sizeof(cases[0])));
  tcase_add_test(all, markdown_and_html_escape_what_they_tell);
  tcase_add_loop_test(all, what_is_no_result_is_refused, 0,
                      (int)(sizeof(no_results) / sizeof(no_results[0])));
  tcase_add_test(all, two_files_and_only_two);
  tcase_add_test(all, results_of_runs);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
