/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of running commands: how each end is told apart. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "base/loop.h"

static struct loop *loop;
static struct command command;

static void begin(void) {
  loop = loop_new();
  ck_assert_ptr_nonnull(loop);
}

static void end(void) {
  free(command.error_text);
  loop_free(loop);
}

static int run(char *script, int seconds_max) {
  char *const argv[] = {"sh", "-c", script, NULL};
  command = (struct command){.argv = argv, .seconds_max = seconds_max};
  return loop_run_commands(loop, &command, 1);
}

START_TEST(a_good_end) {
  ck_assert_int_eq(run("echo hello >&2", 60), 0);
  ck_assert_int_eq(command.exit_status, 0);
  ck_assert_str_eq(command.error_text, "hello\n");
  ck_assert(!command.is_overdue);
}
END_TEST

START_TEST(a_bad_end) {
  ck_assert_int_eq(run("exit 7", 60), -ECHILD);
  ck_assert_int_eq(command.exit_status, 7);
  ck_assert(!command.is_overdue);
}
END_TEST

/* One that sleeps, and one that was stopped and takes no other signal; the
 * sleeper's own child would otherwise keep the pipe open for ever. */
START_TEST(what_stands_still_is_ended) {
  ck_assert_int_eq(run("echo waits >&2; sleep 1000", 1), -ECHILD);
  ck_assert(command.is_overdue);
  ck_assert_int_eq(command.exit_status, -1);
  ck_assert_str_eq(command.error_text, "waits\n");
  free(command.error_text);
  ck_assert_int_eq(run("kill -STOP $$", 1), -ECHILD);
  ck_assert(command.is_overdue);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("base/loop");
  TCase *tcase = tcase_create("commands");
  tcase_add_checked_fixture(tcase, begin, end);
  tcase_set_timeout(tcase, 60);
  tcase_add_test(tcase, a_good_end);
  tcase_add_test(tcase, a_bad_end);
  tcase_add_test(tcase, what_stands_still_is_ended);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
