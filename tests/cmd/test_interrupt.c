/* SPDX-License-Identifier: BSD-3-Clause */
/* Ctrl-C and worse at many moments: one message, exit status 4, no process and
 * no half-written file left, and the next run works. */
#include <check.h>
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dirent.h>

#include "base/text.h"
#include "support/capture.h"
#include "support/program.h"

#define MOMENTS 12
#define STEP_US 30000
#define POLL_US 2000
#define POLLS_MAX 5000

static const char small[] =
    "scenario: small\nrun_for: 1s\nconsumers:\n  - api\n";

/* A cache of its own. */
struct place_of_work {
  char *folder;
  char *scenario;
  char *cache_variable;
  char *scratch;
  char *images;
};

static void work_init(struct place_of_work *work, const char *content) {
  work->folder = program_folder();
  work->scenario = path_in(work->folder, "scenario.yaml");
  work->scratch = path_in(work->folder, "sockfit/scratch");
  work->images = path_in(work->folder, "sockfit/images");
  work->cache_variable = text_format("XDG_CACHE_HOME=%s", work->folder);
  file_write(work->scenario, content, strlen(content));
}

static void work_done(struct place_of_work *work) {
  free(work->folder);
  free(work->scenario);
  free(work->scratch);
  free(work->images);
  free(work->cache_variable);
}

/* Until the folder has an entry: the program is at work there. */
static void wait_for_entry(const char *folder) {
  for (int i = 0; folder_count(folder) <= 0; i++) {
    ck_assert_msg(i < POLLS_MAX, "nothing ever appeared in %s", folder);
    usleep(POLL_US);
  }
}

static void wait_for_octets(const char *path, long octets) {
  for (int i = 0; file_size(path) < octets; i++) {
    ck_assert_msg(i < POLLS_MAX, "%s never appeared", path);
    usleep(POLL_US);
  }
}

/* We are the parent of whatever the program leaves behind: what was killed
 * ends soon, what was forgotten does not. */
static void adopt_orphans(void) {
  ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
}

static void assert_no_process_left(void) {
  pid_t pid = 0;
  for (int i = 0; i < POLLS_MAX; i++) {
    pid = waitpid(-1, NULL, WNOHANG);
    if (pid < 0 && errno == ECHILD)
      return;
    if (pid == 0)
      usleep(POLL_US);
  }
  ck_abort_msg("a process was left behind");
}

static void assert_images_are_complete(const char *images) {
  DIR *folder = opendir(images);
  ck_assert_ptr_nonnull(folder);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    if (entry->d_name[0] == '.')
      continue;
    size_t len;
    char *path = path_in(images, entry->d_name);
    char *content = file_content(path, &len);
    ck_assert_msg(len > 4 && memcmp(content,
                                    "\x7f"
                                    "ELF",
                                    4) == 0,
                  "%s is no shared object", path);
    free(content);
    free(path);
  }
  closedir(folder);
}

static void assert_interrupted(const struct outcome *outcome,
                               const struct place_of_work *work) {
  outcome_assert_refused(outcome, EXIT_UNDECIDED,
                         (const char *[]){"interrupted", NULL});
  assert_no_process_left();
  if (folder_count(work->scratch) >= 0) {
    ck_assert_int_eq(folder_count(work->scratch), 0);
    assert_images_are_complete(work->images);
  }
}

static void assert_next_run_works(const struct place_of_work *work) {
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", work->scenario},
                                .env = {work->cache_variable}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  ck_assert_int_eq(folder_count(work->scratch), 0);
  ck_assert_int_eq(folder_count(work->images), 1);
  assert_images_are_complete(work->images);
  outcome_done(&outcome);
}

/* ---- while compiling ---- */

static const int signals[] = {SIGINT, SIGTERM};

START_TEST(interrupted_while_compiling) {
  struct place_of_work work;
  struct outcome outcome;
  adopt_orphans();
  work_init(&work, small);
  program_start(&(struct program){.args = {"run", work.scenario},
                                  .env = {work.cache_variable},
                                  .own_group = true},
                &outcome);
  wait_for_entry(work.scratch);
  usleep((useconds_t)_i * STEP_US);
  /* To the group, as a terminal does it. */
  kill(-outcome.pid, signals[_i % 2]);
  program_wait(&outcome);
  assert_interrupted(&outcome, &work);
  if (_i == MOMENTS - 1)
    assert_next_run_works(&work);
  outcome_done(&outcome);
  work_done(&work);
}
END_TEST

/* A program whose own child does not end by itself. */
static void write_sleeper(const char *folder, const char *name) {
  char *path = path_in(folder, name);
  static const char script[] = "#!/bin/sh\nsleep 600\n";
  file_write(path, script, sizeof(script) - 1);
  ck_assert_int_eq(chmod(path, 0755), 0);
  free(path);
}

/* Neither a compiler nor what it started may survive. */
START_TEST(what_the_compiler_started_ends_as_well) {
  struct place_of_work work;
  struct outcome outcome;
  adopt_orphans();
  work_init(&work, small);
  write_sleeper(work.folder, "sleeper");
  char *compiler = text_format("SOCKFIT_CC=%s/sleeper", work.folder);
  program_start(&(struct program){.args = {"run", work.scenario},
                                  .env = {work.cache_variable, compiler},
                                  .own_group = true},
                &outcome);
  wait_for_entry(work.scratch);
  usleep(10 * STEP_US);
  kill(-outcome.pid, SIGINT);
  program_wait(&outcome);
  assert_interrupted(&outcome, &work);
  outcome_done(&outcome);
  free(compiler);
  work_done(&work);
}
END_TEST

START_TEST(interrupted_while_patching) {
  struct place_of_work work;
  struct outcome outcome;
  adopt_orphans();
  work_init(&work, small);
  write_sleeper(work.folder, "patch");
  char *path = text_format("PATH=%s:%s", work.folder, getenv("PATH"));
  program_start(&(struct program){.args = {"run", work.scenario},
                                  .env = {work.cache_variable, path},
                                  .own_group = true},
                &outcome);
  wait_for_entry(work.scratch);
  usleep(10 * STEP_US);
  kill(-outcome.pid, SIGINT);
  program_wait(&outcome);
  assert_interrupted(&outcome, &work);
  outcome_done(&outcome);
  free(path);
  work_done(&work);
}
END_TEST

START_TEST(what_a_killed_run_left_is_removed_by_the_next) {
  struct place_of_work work;
  struct outcome outcome;
  adopt_orphans();
  work_init(&work, small);
  program_start(&(struct program){.args = {"run", work.scenario},
                                  .env = {work.cache_variable}},
                &outcome);
  wait_for_entry(work.scratch);
  usleep(5 * STEP_US);
  kill(outcome.pid, SIGKILL);
  program_wait(&outcome);
  ck_assert_int_eq(outcome.status, 128 + SIGKILL);
  ck_assert_int_eq(folder_count(work.scratch), 1);
  assert_next_run_works(&work);
  outcome_done(&outcome);
  work_done(&work);
}
END_TEST

/* ---- while running ---- */

/* The quickstart, for a year. */
static char *long_scenario(void) {
  char *content = file_content(quickstart(), NULL);
  char *run_for = strstr(content, "run_for: 60s");
  ck_assert_ptr_nonnull(run_for);
  *run_for = '\0';
  char *text = text_format("%srun_for: 365d%s", content,
                           run_for + strlen("run_for: 60s"));
  free(content);
  return text;
}

static void assert_undecided(const char *path) {
  json_t *root = json_load_file(path, 0, NULL);
  ck_assert_ptr_nonnull(root);
  json_t *run = json_array_get(json_object_get(root, "runs"), 0);
  ck_assert_str_eq(json_string_value(json_object_get(run, "verdict")),
                   "undecided");
  json_decref(root);
}

START_TEST(interrupted_while_running) {
  struct place_of_work work;
  struct outcome outcome;
  adopt_orphans();
  char *content = long_scenario();
  work_init(&work, content);
  char *target = text_format("%s:after", work.scenario);
  char *pcap = path_in(work.folder, "c.pcap");
  char *json = path_in(work.folder, "result.json");
  program_start(
      &(struct program){.args = {"run", target, "--pcap", pcap, "--json", json},
                        .own_group = true},
      &outcome);
  wait_for_octets(pcap, 1);
  usleep((useconds_t)_i * STEP_US);
  kill(-outcome.pid, SIGINT);
  program_wait(&outcome);
  assert_interrupted(&outcome, &work);
  ck_assert_int_ge(capture_frames_in(pcap), 0);
  assert_undecided(json);
  outcome_done(&outcome);
  free(json);
  free(pcap);
  free(target);
  free(content);
  work_done(&work);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("cmd/interrupt");
  TCase *all = tcase_create("interruptions");
  tcase_set_timeout(all, 120); /* images are compiled */
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_loop_test(all, interrupted_while_compiling, 0, MOMENTS);
  tcase_add_test(all, what_the_compiler_started_ends_as_well);
  tcase_add_test(all, interrupted_while_patching);
  tcase_add_test(all, what_a_killed_run_left_is_removed_by_the_next);
  tcase_add_loop_test(all, interrupted_while_running, 0, MOMENTS);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
