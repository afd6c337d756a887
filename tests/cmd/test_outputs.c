/* SPDX-License-Identifier: BSD-3-Clause */
/* Results that cannot be written: exit status 3 and the reason, and what is
 * there afterwards can still be read. */
#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "support/capture.h"
#include "support/program.h"

#define RAW                                                                    \
  TEST_SOURCE_DIR "/scenarios/incidents/"                                      \
                  "qnethernet-15-cable-replug.yaml:before"
#define AFTER TEST_SOURCE_DIR "/scenarios/quickstart.yaml:after"

/* A name for /dev/full. Should the program remove or replace what it was
 * given, then this name and not the machine's device. */
static char *full_device(const char *folder) {
  char *path = path_in(folder, "full");
  ck_assert_int_eq(symlink("/dev/full", path), 0);
  return path;
}

static void assert_is_device(const char *path) {
  struct stat about;
  ck_assert_msg(stat(path, &about) == 0, "the device was removed");
  ck_assert_msg(S_ISCHR(about.st_mode), "the device became a file");
}

static const char *const outputs[] = {"--pcap", "--json", "--html", "--tap"};

START_TEST(a_full_device) {
  char *folder = program_folder();
  char *full = full_device(folder);
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", AFTER, outputs[_i], full}},
              &outcome);
  outcome_assert_refused(&outcome, EXIT_HARNESS,
                         (const char *[]){"No space left", full, NULL});
  assert_is_device(full);
  outcome_done(&outcome);
  free(full);
  free(folder);
}
END_TEST

/* A device is there to be written to, not to be replaced by a file. */
START_TEST(a_device_that_takes_everything) {
  char *folder = program_folder();
  char *null = path_in(folder, "null");
  struct outcome outcome;
  ck_assert_int_eq(symlink("/dev/null", null), 0);
  program_run(&(struct program){.args = {"run", AFTER, outputs[_i], null}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  assert_is_device(null);
  outcome_done(&outcome);
  free(null);
  free(folder);
}
END_TEST

START_TEST(a_folder_that_is_not_there) {
  char *folder = program_folder();
  char *path = path_in(folder, "missing/result");
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", AFTER, outputs[_i], path}},
              &outcome);
  outcome_assert_refused(&outcome, EXIT_HARNESS,
                         (const char *[]){"No such file", path, NULL});
  outcome_done(&outcome);
  free(path);
  free(folder);
}
END_TEST

START_TEST(standard_output_is_full) {
  char *command =
      text_format("exec '%s' run '%s' >/dev/full", TEST_PROGRAM, AFTER);
  struct outcome outcome;
  program_run(&(struct program){.file = "sh", .args = {"-c", command}},
              &outcome);
  outcome_assert_refused(&outcome, EXIT_HARNESS,
                         (const char *[]){"No space left", NULL});
  outcome_done(&outcome);
  free(command);
}
END_TEST

/* The first file that is opened must not become the standard output. */
START_TEST(standard_output_is_closed) {
  char *folder = program_folder();
  char *json = path_in(folder, "result.json");
  char *pcap = path_in(folder, "c.pcap");
  struct outcome outcome;
  program_run(
      &(struct program){.args = {"run", AFTER, "--json", json, "--pcap", pcap},
                        .stdout_closed = true},
      &outcome);
  ck_assert_msg(outcome.status == EXIT_HELD || outcome.status == EXIT_HARNESS,
                "exit status %d: %s", outcome.status, outcome.err);
  ck_assert_uint_le(outcome_errors(&outcome), 1);
  ck_assert_int_gt(capture_frames_in(pcap), 10);
  json_t *root = json_load_file(json, 0, NULL);
  ck_assert_ptr_nonnull(root);
  json_decref(root);
  outcome_done(&outcome);
  free(pcap);
  free(json);
  free(folder);
}
END_TEST

START_TEST(results_on_standard_output) {
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", AFTER, "--json", "-"}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  json_t *root = json_loads(outcome.out, 0, NULL);
  ck_assert_ptr_nonnull(root);
  json_decref(root);
  outcome_done(&outcome);
  program_run(&(struct program){.args = {"run", AFTER, "--pcap", "-"}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  ck_assert_int_gt(capture_frames(outcome.out, outcome.out_len, 0, NULL), 10);
  outcome_done(&outcome);
}
END_TEST

/* A device with the raw API has PCBs, and no table of -1 sockets. */
START_TEST(what_people_read_of_the_raw_api_speaks_of_pcbs) {
  static const struct {
    const char *output;
    const char *words;
  } cases[] = {{"--markdown", "| raw API | 1 | 9 | 8 |"},
               {"--markdown", "section PCB 8\n"},
               {"--html", "<dt>counted</dt><dd>PCBs (raw API)</dd>"}};
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", RAW, cases[_i].output, "-"}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  ck_assert_ptr_nonnull(strstr(outcome.out, cases[_i].words));
  ck_assert_ptr_null(strstr(outcome.out, "| -1 |"));
  ck_assert_ptr_null(strstr(outcome.out, "<dd>-1<"));
  outcome_done(&outcome);
}
END_TEST

/* An older result survives: the new one appears whole or not at all. */
static const char *const small_disk_script =
    "mount -t tmpfs -o size=%dk none '%s' || exit 77\n"
    "echo old >'%s/result.json'\n"
    "'%s' run '%s' %s '%s/%s'\n"
    "status=$?\n"
    "cp '%s'/* '%s'\n"
    "exit $status\n";

static char *run_on_small_disk(int size_kib, const char *output,
                               const char *name, struct outcome *ret_outcome) {
  char *disk = program_folder(), *kept = program_folder();
  char *script =
      text_format(small_disk_script, size_kib, disk, disk, TEST_PROGRAM, AFTER,
                  output, disk, name, disk, kept);
  program_run(&(struct program){.file = "unshare",
                                .args = {"-m", "-r", "sh", "-c", script}},
              ret_outcome);
  free(script);
  free(disk);
  return kept;
}

static bool mounting_is_permitted(const struct outcome *outcome) {
  bool refused =
      outcome->status == 77 || strstr(outcome->err, "unshare:") != NULL;
  if (refused)
    fprintf(stderr, "SKIPPED: a disk that fills up (no private mounts)\n");
  return !refused;
}

/* Sizes end the capture in different places of its 2 MB. */
static const int disk_sizes_kib[] = {64, 300, 1024, 1500};

START_TEST(a_capture_on_a_disk_that_fills_up_ends_with_a_whole_frame) {
  struct outcome outcome;
  if (!tool_is_there("unshare", "a disk that fills up"))
    return;
  char *kept =
      run_on_small_disk(disk_sizes_kib[_i], "--pcap", "c.pcap", &outcome);
  if (mounting_is_permitted(&outcome)) {
    char *pcap = path_in(kept, "c.pcap");
    outcome_assert_refused(&outcome, EXIT_HARNESS,
                           (const char *[]){"No space left", "c.pcap", NULL});
    if (file_size(pcap) >= 0)
      ck_assert_int_ge(capture_frames_in(pcap), 0);
    free(pcap);
  }
  outcome_done(&outcome);
  free(kept);
}
END_TEST

START_TEST(results_on_a_full_disk_leave_the_older_ones) {
  struct outcome outcome;
  if (!tool_is_there("unshare", "a disk that fills up"))
    return;
  char *kept = run_on_small_disk(8, "--json", "result.json", &outcome);
  if (mounting_is_permitted(&outcome)) {
    char *json = path_in(kept, "result.json");
    outcome_assert_refused(&outcome, EXIT_HARNESS,
                           (const char *[]){"No space left", NULL});
    char *content = file_content(json, NULL);
    ck_assert_str_eq(content, "old\n");
    ck_assert_int_eq(folder_count(kept), 1);
    free(content);
    free(json);
  }
  outcome_done(&outcome);
  free(kept);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("cmd/outputs");
  TCase *all = tcase_create("outputs");
  tcase_set_timeout(all, 120); /* images may have to be compiled */
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_loop_test(all, a_full_device, 0, 4);
  tcase_add_loop_test(all, a_device_that_takes_everything, 0, 4);
  tcase_add_loop_test(all, a_folder_that_is_not_there, 0, 4);
  tcase_add_test(all, standard_output_is_full);
  tcase_add_test(all, standard_output_is_closed);
  tcase_add_test(all, results_on_standard_output);
  tcase_add_loop_test(all, what_people_read_of_the_raw_api_speaks_of_pcbs, 0,
                      3);
  tcase_add_loop_test(
      all, a_capture_on_a_disk_that_fills_up_ends_with_a_whole_frame, 0,
      (int)(sizeof(disk_sizes_kib) / sizeof(disk_sizes_kib[0])));
  tcase_add_test(all, results_on_a_full_disk_leave_the_older_ones);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
