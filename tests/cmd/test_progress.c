/* SPDX-License-Identifier: BSD-3-Clause */
/* Progress and colours: on a terminal only, and not where they are not
 * wanted. script(1) is the terminal; its standard output is what we see. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/program.h"

#define SCENARIO TEST_SOURCE_DIR "/scenarios/quickstart.yaml"

static bool on_terminal(const char *options, const char *setting,
                        struct outcome *ret_outcome) {
  if (!tool_is_there("script", "progress on a terminal"))
    return false;
  char *command =
      text_format("'%s' run '%s' %s", TEST_PROGRAM, SCENARIO, options);
  program_run(&(struct program){.file = "script",
                                .args = {"-qec", command, "/dev/null"},
                                .env = {"TERM=xterm", "NO_COLOR", setting}},
              ret_outcome);
  free(command);
  outcome_assert_status(ret_outcome, EXIT_HELD);
  return true;
}

START_TEST(a_terminal_sees_what_runs_and_what_remains) {
  struct outcome outcome;
  if (!on_terminal("", NULL, &outcome))
    return;
  ck_assert_ptr_nonnull(strstr(outcome.out, "\r[1 of 2] running, "));
  ck_assert_ptr_nonnull(strstr(outcome.out, "\r[2 of 2] running, "));
  ck_assert_ptr_nonnull(strstr(outcome.out, "\r\033[K"));
  ck_assert_ptr_nonnull(strstr(outcome.out, "\033[1;32mPASS"));
  outcome_done(&outcome);
}
END_TEST

START_TEST(compilers_are_counted) {
  char *folder = program_folder();
  char *cache = text_format("XDG_CACHE_HOME=%s", folder);
  struct outcome outcome;
  if (on_terminal("", cache, &outcome)) {
    ck_assert_ptr_nonnull(strstr(outcome.out, "[1 of 2] compiling lwIP, "));
    ck_assert_ptr_nonnull(strstr(outcome.out, " left, "));
    outcome_done(&outcome);
  }
  free(cache);
  free(folder);
}
END_TEST

START_TEST(what_other_processes_do_is_counted) {
  struct outcome outcome;
  if (!tool_is_there("script", "progress on a terminal"))
    return;
  char *command = text_format("'%s' sweep '%s:after' --jobs 2 --vary "
                              "limits.MEMP_NUM_NETCONN=17..20",
                              TEST_PROGRAM, SCENARIO);
  program_run(&(struct program){.file = "script",
                                .args = {"-qec", command, "/dev/null"},
                                .env = {"TERM=xterm"}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  /* How many are done at the first look is a matter of luck. */
  ck_assert_ptr_nonnull(strstr(outcome.out, " of 4 done] "));
  ck_assert_ptr_nonnull(strstr(outcome.out, " processes, "));
  outcome_done(&outcome);
  free(command);
}
END_TEST

START_TEST(no_color_leaves_the_progress) {
  struct outcome outcome;
  if (!on_terminal("", "NO_COLOR=1", &outcome))
    return;
  ck_assert_ptr_null(strstr(outcome.out, "\033[1"));
  ck_assert_ptr_nonnull(strstr(outcome.out, "[2 of 2] running"));
  outcome_done(&outcome);
}
END_TEST

START_TEST(quiet_is_quiet) {
  struct outcome outcome;
  if (!on_terminal("--quiet --color never", NULL, &outcome))
    return;
  ck_assert_ptr_null(strstr(outcome.out, "running"));
  ck_assert_ptr_null(strchr(outcome.out, '\033'));
  outcome_done(&outcome);
}
END_TEST

START_TEST(a_pipe_sees_neither) {
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", SCENARIO}}, &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  ck_assert_ptr_null(strchr(outcome.out, '\033'));
  ck_assert_ptr_null(strchr(outcome.err, '\r'));
  outcome_done(&outcome);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("cmd/progress");
  TCase *all = tcase_create("progress");
  tcase_set_timeout(all, 120); /* images may have to be compiled */
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_test(all, a_terminal_sees_what_runs_and_what_remains);
  tcase_add_test(all, compilers_are_counted);
  tcase_add_test(all, what_other_processes_do_is_counted);
  tcase_add_test(all, no_color_leaves_the_progress);
  tcase_add_test(all, quiet_is_quiet);
  tcase_add_test(all, a_pipe_sees_neither);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
