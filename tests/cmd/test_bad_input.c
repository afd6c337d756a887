/* SPDX-License-Identifier: BSD-3-Clause */
/* Whatever is wrong with the input or the machine: the right exit status and
 * one message that says what. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "support/program.h"

#define LWIP TEST_SOURCE_DIR "/build/lwip/lwip-2.2.1"

static void assert_refused(const struct program *program, int status,
                           const char *const words[]) {
  struct outcome outcome;
  program_run(program, &outcome);
  outcome_assert_refused(&outcome, status, words);
  outcome_done(&outcome);
}

/* ---- the command line ---- */

#define QUICKSTART TEST_SOURCE_DIR "/scenarios/quickstart.yaml"
#define LIMIT(value) "limits.MEMP_NUM_NETCONN=" value

static const struct {
  const char *args[PROGRAM_ARGS_MAX + 1];
  const char *words[6]; /* in the message */
} commands[] = {
    {{"frobnicate"}, {"unknown command", "frobnicate", "--help"}},
    {{"rum"}, {"unknown command", "rum", "did you mean 'run'"}},
    {{"run"}, {"no file", "sockfit run FILE"}},
    {{"run", TEST_SOURCE_DIR "/scenarios/quickstart.yaml",
      TEST_SOURCE_DIR "/scenarios/incidents/esphome-11378-camera-at-boot.yaml",
      "--pcap", "any.pcap"},
     {"--pcap", "quickstart.yaml:before", "one file",
      "esphome-11378-camera-at-boot"}},
    {{"run", TEST_SOURCE_DIR "/scenarios/quickstart.yaml:after",
      TEST_SOURCE_DIR "/scenarios/quickstart.yaml:after", "--html", "any.html"},
     {"--html", "quickstart.yaml:after", "one file"}},
    {{"plan"}, {"no file", "sockfit plan FILE"}},
    {{"run", QUICKSTART, "--jsn", "x"}, {"--jsn", "did you mean '--json'"}},
    {{"run", QUICKSTART, "--frobnicate"}, {"--frobnicate", "unknown option"}},
    {{"run", QUICKSTART, "--json"}, {"--json", "needs a value"}},
    {{"run", QUICKSTART, "--quiet=yes"}, {"--quiet", "takes no value"}},
    {{"run", QUICKSTART, "--color", "blue"}, {"blue", "never"}},
    {{"run", QUICKSTART, "--pcap-events", "maybe"}, {"on or off", "maybe"}},
    {{"run", QUICKSTART, "--pcap-event", "on"}, {"mean '--pcap-events'"}},
    {{"run", QUICKSTART ":aftr"}, {"aftr", "did you mean", "after"}},
    {{"run", QUICKSTART ":qqqqqq"}, {"qqqqqq", "before, after"}},
    {{"run", QUICKSTART, "--pcap", "-"}, {"--pcap -", "FILE:VARIANT"}},
    {{"run", QUICKSTART ":after", "--pcap", "-", "--json", "-"},
     {"--pcap -", "--json -"}},
    {{"plan", QUICKSTART, "--html", "x"}, {"no --html", "it has --json"}},
    {{"fit", QUICKSTART ":after", "--html", "x"},
     {"sockfit fit has no --html", "it has --json"}},
    {{"fit", QUICKSTART ":after", "-o", "x"}, {"sockfit fit has no -o"}},
    {{"explore", QUICKSTART ":after", "--junit", "x"},
     {"sockfit explore has no --junit", "it has --json and -o"}},
    {{"explore", QUICKSTART ":after", "--pcap", "x"}, {"has no --pcap"}},
    {{"sweep", QUICKSTART ":after", "--vary", "seed=1..2", "--pcap", "x"},
     {"has no --pcap", "--json, --html, --csv and --golden"}},
    {{"run", QUICKSTART, "--set", "nonsense"}, {"KEY=VALUE", "nonsense"}},
    {{"run", QUICKSTART, "--set", "foo=bar"}, {"unknown key", "foo"}},
    {{"run", QUICKSTART, "--set", "consumers.nobody.port=1"}, {"nobody"}},
    {{"run", QUICKSTART, "--set", "run_for=60"}, {"run_for", "unit"}},
    {{"run", QUICKSTART, "--seed", "x"}, {"seed", "x"}},
    {{"run", QUICKSTART, "--set", LIMIT("0")},
     {"MEMP_NUM_NETCONN", "0 is out of range", "1..1024"}},
    {{"run", QUICKSTART, "--set", LIMIT("100000")},
     {"MEMP_NUM_NETCONN", "100000 is out of range", "1..1024"}},
    {{"run", QUICKSTART, "--set", LIMIT("abc")},
     {"MEMP_NUM_NETCONN", "'abc' is not a number"}},
    {{"run", QUICKSTART, "--set", "limits.MEMP_NUM_NETCON=12"},
     {"MEMP_NUM_NETCON", "did you mean", "MEMP_NUM_NETCONN"}},
};
#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

START_TEST(a_wrong_command_line_is_refused) {
  struct program program = {0};
  memcpy(program.args, commands[_i].args, sizeof(program.args));
  assert_refused(&program, EXIT_USAGE, commands[_i].words);
}
END_TEST

START_TEST(without_arguments_it_explains_itself) {
  struct outcome outcome;
  program_run(&(struct program){0}, &outcome);
  outcome_assert_status(&outcome, EXIT_USAGE);
  ck_assert_ptr_nonnull(strstr(outcome.out, "sockfit run FILE"));
  outcome_done(&outcome);
}
END_TEST

/* ---- files ---- */

static const char truncated[] = "scenario: x\nrun_for: 60s\nconsumers:\n  - ap";
static const char binary[] = "\x7f"
                             "ELF\x02\x01\x01\0\0\0\0\0\x03\0\x3e\0\x01";
static const char unknown_consumer[] =
    "scenario: x\nrun_for: 60s\nconsumers:\n  - web_sever\n";
static const char unknown_peer[] =
    "scenario: x\nrun_for: 60s\npeers:\n  - brouser: {at: 1s}\n";

static const struct {
  const char *name;
  const char *content;
  size_t len;
  const char *words[4];
} files[] = {
    {"truncated.yaml", truncated, sizeof(truncated) - 1, {":4:5", "ap"}},
    {"binary.yaml", binary, sizeof(binary), {":1:1", "0x7f"}},
    {"consumer.yaml",
     unknown_consumer,
     sizeof(unknown_consumer) - 1,
     {":4:5", "web_sever", "web_server"}},
    {"peer.yaml",
     unknown_peer,
     sizeof(unknown_peer) - 1,
     {":4:5", "brouser", "browser"}},
    {"empty.yaml", "", 0, {"empty.yaml"}},
};
#define FILE_COUNT (sizeof(files) / sizeof(files[0]))

START_TEST(a_wrong_file_is_refused) {
  char *folder = program_folder();
  char *path = path_in(folder, files[_i].name);
  file_write(path, files[_i].content, files[_i].len);
  assert_refused(&(struct program){.args = {"run", path}}, EXIT_USAGE,
                 files[_i].words);
  free(path);
  free(folder);
}
END_TEST

START_TEST(what_is_no_file_is_refused) {
  char *folder = program_folder();
  char *missing = path_in(folder, "missing.yaml");
  assert_refused(&(struct program){.args = {"run", missing}}, EXIT_USAGE,
                 (const char *[]){missing, "No such file", NULL});
  assert_refused(&(struct program){.args = {"run", folder}}, EXIT_USAGE,
                 (const char *[]){folder, "directory", NULL});
  free(missing);
  free(folder);
}
END_TEST

/* Read as a whole it would cost 100 MB: a limit on memory shows that it is
 * not. */
#if !defined(__SANITIZE_ADDRESS__)
START_TEST(a_file_of_100_mb_is_not_read) {
  char *folder = program_folder();
  char *path = path_in(folder, "large.yaml");
  file_write(path, "", 0);
  ck_assert_int_eq(truncate(path, 100 << 20), 0);
  char *command =
      text_format("ulimit -v 60000; exec '%s' run '%s'", TEST_PROGRAM, path);
  assert_refused(&(struct program){.file = "sh", .args = {"-c", command}},
                 EXIT_USAGE,
                 (const char *[]){"large.yaml", "larger than 1 MiB", NULL});
  free(command);
  free(path);
  free(folder);
}
END_TEST
#endif

/* ---- the machine ---- */

static char *variable(const char *name, const char *value) {
  char *text = text_format("%s=%s", name, value);
  ck_assert_ptr_nonnull(text);
  return text;
}

START_TEST(no_compiler) {
  char *folder = program_folder();
  char *patch = path_in(folder, "patch");
  char *path = variable("PATH", folder);
  ck_assert_int_eq(symlink("/usr/bin/patch", patch), 0);
  assert_refused(&(struct program){.args = {"run", quickstart()},
                                   .env = {path, "SOCKFIT_CC"}},
                 EXIT_HARNESS,
                 (const char *[]){"no C compiler", "gcc", "SOCKFIT_CC", NULL});
  assert_refused(&(struct program){.args = {"run", quickstart()},
                                   .env = {"SOCKFIT_CC=/nonexistent"}},
                 EXIT_HARNESS,
                 (const char *[]){"/nonexistent", "SOCKFIT_CC", NULL});
  free(path);
  free(patch);
  free(folder);
}
END_TEST

START_TEST(no_lwip) {
  assert_refused(&(struct program){.args = {"run", quickstart(), "--lwip-dir",
                                            "/nonexistent"}},
                 EXIT_HARNESS,
                 (const char *[]){"no lwIP in /nonexistent", "init.h", NULL});
}
END_TEST

START_TEST(a_tree_that_does_not_compile) {
  char *folder = program_folder();
  char *tree = path_in(folder, "lwip");
  char *cache = variable("XDG_CACHE_HOME", folder);
  char *command =
      text_format("mkdir '%s' && cp -r '%s/src' '%s' && "
                  "echo 'int broken = not_there;' >> '%s/src/core/init.c'",
                  tree, LWIP, tree, tree);
  ck_assert_int_eq(system(command), 0);
  assert_refused(
      &(struct program){.args = {"run", quickstart(), "--lwip-dir", tree},
                        .env = {cache}},
      EXIT_HARNESS,
      (const char *[]){"does not compile", "src/core/init.c:", "not_there",
                       NULL});
  char *scratch = path_in(folder, "sockfit/scratch");
  char *images = path_in(folder, "sockfit/images");
  ck_assert_int_eq(folder_count(scratch), 0);
  ck_assert_int_eq(folder_count(images), 0);
  free(images);
  free(scratch);
  free(command);
  free(cache);
  free(tree);
  free(folder);
}
END_TEST

/* Not even root can make a folder there. */
static const char *const impossible_caches[] = {"/dev/null/x", "/proc/x"};

START_TEST(a_cache_that_cannot_be_written_costs_time_only) {
  char *folder = program_folder();
  char *cache = variable("XDG_CACHE_HOME", impossible_caches[_i]);
  char *tmp = variable("TMPDIR", folder);
  struct outcome outcome;
  /* Without peers there is one image only. */
  static const char small[] = "scenario: x\nrun_for: 1s\nconsumers:\n  - api\n";
  char *path = path_in(folder, "small.yaml");
  file_write(path, small, sizeof(small) - 1);
  program_run(&(struct program){.args = {"run", path}, .env = {cache, tmp}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  ck_assert_uint_eq(outcome_errors(&outcome), 0);
  ck_assert_ptr_nonnull(strstr(outcome.err, "warning: the image cache"));
  ck_assert_ptr_nonnull(strstr(outcome.err, impossible_caches[_i]));
  ck_assert_int_eq(folder_count(folder), 1); /* nothing is left behind */
  free(path);
  outcome_done(&outcome);
  free(tmp);
  free(cache);
  free(folder);
}
END_TEST

/* ---- an expectation that does not hold ---- */

START_TEST(a_failure_explains_itself_and_can_be_repeated) {
  static const char set[] = "expect=[no_refusals]";
  static const char *const words[] = {"cam_snapshot", "socket",
                                      "ENFILE",       "web_server 3",
                                      "cam_stream 3", "cam_snapshot 2"};
  struct outcome outcome, repeated;
  program_run(
      &(struct program){.args = {"run", QUICKSTART ":before", "--set", set}},
      &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  const char *why = strstr(outcome.out, "why:");
  ck_assert_ptr_nonnull(why);
  for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
    ck_assert_msg(strstr(why, words[i]) != NULL, "no '%s' in:\n%s", words[i],
                  why);
  ck_assert_uint_gt(outcome.out_len, 0);
  outcome.out[outcome.out_len - 1] = '\0'; /* the final newline */
  const char *last = strrchr(outcome.out, '\n') + 1;
  ck_assert_str_eq(last, "sockfit run " QUICKSTART
                         ":before --set 'expect=[no_refusals]'");
  char *command =
      text_format("exec '%s'%s", TEST_PROGRAM, last + strlen("sockfit"));
  program_run(&(struct program){.file = "sh", .args = {"-c", command}},
              &repeated);
  outcome_assert_status(&repeated, EXIT_NOT_HELD);
  repeated.out[repeated.out_len - 1] = '\0';
  ck_assert_str_eq(repeated.out, outcome.out);
  free(command);
  outcome_done(&repeated);
  outcome_done(&outcome);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("cmd/bad_input");
  TCase *wrong = tcase_create("wrong input");
  tcase_add_unchecked_fixture(wrong, program_folders_make,
                              program_folders_remove);
  tcase_add_test(wrong, without_arguments_it_explains_itself);
  tcase_add_loop_test(wrong, a_wrong_command_line_is_refused, 0,
                      (int)COMMAND_COUNT);
  tcase_add_loop_test(wrong, a_wrong_file_is_refused, 0, (int)FILE_COUNT);
  tcase_add_test(wrong, what_is_no_file_is_refused);
#if !defined(__SANITIZE_ADDRESS__) /* its shadow is larger than the limit */
  tcase_add_test(wrong, a_file_of_100_mb_is_not_read);
#endif
  suite_add_tcase(suite, wrong);
  TCase *machine = tcase_create("machine");
  tcase_set_timeout(machine, 120); /* images are compiled */
  tcase_add_unchecked_fixture(machine, program_folders_make,
                              program_folders_remove);
  tcase_add_test(machine, no_compiler);
  tcase_add_test(machine, no_lwip);
  tcase_add_test(machine, a_tree_that_does_not_compile);
  tcase_add_loop_test(machine, a_cache_that_cannot_be_written_costs_time_only,
                      0, 2);
  tcase_add_test(machine, a_failure_explains_itself_and_can_be_repeated);
  suite_add_tcase(suite, machine);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
