/* SPDX-License-Identifier: BSD-3-Clause */
/* The user's own source in a device: it runs with the names that firmware
 * expects, its mistakes are told in the compiler's words, and a stranger's is
 * not compiled. Programs that are longer than a line are in tests/source. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/program.h"

#define SOURCE TEST_SOURCE_DIR "/tests/source/"
#define FOUR TEST_SOURCE_DIR "/scenarios/features/own-code/four-programs.yaml"
#define SERVER                                                                 \
  TEST_SOURCE_DIR "/scenarios/features/own-code/tcp-server.yaml:forgets-close"

static void run(const char *scenario, const char *set, const char *cc,
                struct outcome *ret_outcome) {
  program_run(
      &(struct program){.args = {"run", scenario, "--allow-source", "--color",
                                 "never", set ? "--set" : NULL, set},
                        .env = {cc}},
      ret_outcome);
}

/* The text of one line, as reports wrap theirs. */
static char *unwrapped(const char *text) {
  char *copy = malloc(strlen(text) + 1), *to = copy;
  for (const char *at = text; *at != '\0'; at++) {
    bool blank = *at == ' ' || *at == '\n';
    if (!blank || to == copy || to[-1] != ' ')
      *to++ = blank ? ' ' : *at;
  }
  *to = '\0';
  return copy;
}

static void assert_says(const char *text, const char *const words[]) {
  char *whole = unwrapped(text);
  for (; *words != NULL; words++)
    ck_assert_msg(strstr(text, *words) || strstr(whole, *words),
                  "no '%s' in:\n%s", *words, text);
  free(whole);
}

/* ---- what runs ---- */

static const char *const programs[] = {"primitives.yaml", "numbers.yaml",
                                       "twice.yaml",      "cxx.yaml",
                                       "zephyr.yaml",     "reboots.yaml"};
static const char *const compilers[] = {"SOCKFIT_CC=gcc", "SOCKFIT_CC=clang"};

START_TEST(a_program_finds_what_it_expects) {
  char *path = text_format(SOURCE "%s", programs[_i / 2]);
  struct outcome outcome;
  run(path, NULL, compilers[_i % 2], &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  outcome_done(&outcome);
  free(path);
}
END_TEST

/* Some C++ images cannot be unloaded; the next ones are others all the same. */
START_TEST(what_runs_after_cxx_has_images_of_its_own) {
  struct outcome outcome;
  program_run(
      &(struct program){.args = {"run",
                                 TEST_SOURCE_DIR "/scenarios/features/own-code/"
                                                 "four-programs.yaml",
                                 quickstart(), "--allow-source", "--quiet"}},
      &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  outcome_done(&outcome);
}
END_TEST

/* The line of the call, from the source itself. */
static char *line_with(const char *path, const char *call) {
  char *text = file_content(path, NULL);
  char *at = strstr(text, call);
  int line = 1;
  ck_assert_ptr_nonnull(at);
  for (char *before = text; before < at; before++)
    line += *before == '\n';
  free(text);
  return text_format("%d", line);
}

START_TEST(a_leak_is_found_with_the_line_that_opened_it) {
  char *line = line_with(
      TEST_SOURCE_DIR "/scenarios/features/own-code/tcp_server.c", "= accept(");
  char *place = text_format("tcp_server.c:%s (4x)", line);
  struct outcome outcome;
  run(SERVER, "expect=[no_leak]", compilers[_i], &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  assert_says(outcome.out,
              (const char *[]){"server kept 4 more, opened at", place, NULL});
  outcome_done(&outcome);
  free(place);
  free(line);
}
END_TEST

/* Nobody tells it that a client may reset; and what it writes elsewhere finds
 * the source. */
START_TEST(explore_finds_a_leak_and_the_line_that_opened_it) {
  char *folder = program_folder();
  char *line = line_with(
      TEST_SOURCE_DIR "/scenarios/features/own-code/tcp_server.c", "= accept(");
  char *place = text_format("tcp_server.c:%s (", line);
  char *found = text_format("%s/explore-own-tcp-server-3.yaml", folder);
  struct outcome outcome;
  program_run(
      &(struct program){.args = {"explore", SERVER, "--allow-source", "--set",
                                 "peers=[]", "--set", "expect=[]", "--seeds",
                                 "3", "-o", folder}},
      &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  assert_says(outcome.out, (const char *[]){"no_leak/server/", found, NULL});
  outcome_done(&outcome);
  run(found, NULL, NULL, &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  assert_says(outcome.out, (const char *[]){place, NULL});
  outcome_done(&outcome);
  free(found);
  free(place);
  free(line);
  free(folder);
}
END_TEST

START_TEST(compilers_make_no_difference) {
  struct outcome first, other;
  run(FOUR, NULL, compilers[0], &first);
  run(FOUR, NULL, compilers[1], &other);
  outcome_assert_status(&first, EXIT_HELD);
  ck_assert_str_eq(first.out, other.out);
  outcome_done(&first);
  outcome_done(&other);
}
END_TEST

/* The numbers are in three places: what the user's code sees, what its calls
 * set, what reports say. */
START_TEST(errno_numbers_agree) {
  static const struct {
    const char *name;
    int number;
  } numbers[] = {
#define ERR_T(name, number, where)
#define ERRNO(name, newlib, lwip, where) {#name, newlib},
#include "verdict/errnos.def"
#undef ERRNO
#define ERRNO(name, newlib) {#name, newlib},
#include "../lwip-port/shims/errnos.def"
  };
  char *header =
      file_content(TEST_SOURCE_DIR "/lwip-port/shims/include/errno.h", NULL);
  for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
    char *line =
        text_format("#define %s %d\n", numbers[i].name, numbers[i].number);
    ck_assert_msg(strstr(header, line) != NULL ||
                      strcmp(numbers[i].name, "EWOULDBLOCK") == 0,
                  "errno.h has no %s", line);
    free(line);
  }
  free(header);
}
END_TEST

/* ---- programs of a line ---- */

/* A scenario with one consumer, my, of main.c (or another name) in a new
 * folder. */
static char *make(char *folder, const char *name, const char *text) {
  char *source = path_in(folder, name);
  char *path = path_in(folder, "my.yaml");
  char *yaml = text_format("scenario: my\nrun_for: 1s\nconsumers:\n"
                           "  - source: {name: my, files: [%s]}\n"
                           "expect:\n  - log: {text: held}\n",
                           name);
  file_write(source, text, strlen(text));
  file_write(path, yaml, strlen(yaml));
  free(yaml);
  free(source);
  return path;
}

static const struct {
  const char *name, *text;
  const char *words[6];
} mistakes[] = {
    {"main.c",
     "void app_main(void) {\n  undeclared = 1;\n}\n",
     {"my.yaml:4:5: error", "main.c:2:3: error:", "undeclared", "own-code.md"}},
    {"main.cpp",
     "extern \"C\" void app_main() {\n  int x = \"text\";\n}\n",
     {"my.yaml:4:5: error", "main.cpp:2:11: error:", "own-code.md"}},
    {"main.c",
     "#include \"driver/gpio.h\"\n",
     {"driver/gpio.h is not simulated", "docs/own-code.md"}},
    {"main.c",
     "#include \"my_board.h\"\n",
     {"main.c:1:10: fatal error: my_board.h", "docs/own-code.md"}},
    {"main.c",
     "void app_main(void) {\n  esp_light_sleep_start();\n}\n",
     {"main.c:2:3: error:", "esp_light_sleep_start", "docs/own-code.md"}},
    {"main.c",
     "int fork(void);\nvoid app_main(void) {\n  fork();\n}\n",
     {"does not link", "main.c:3", "sockfit_has_no_fork", "own-code.md"}},
    {"main.c", "void main_task(void) {}\n", {"has no function app_main"}},
    {"main.cpp", "void app_main() {}\n", {"extern \"C\""}},
    {"main.rs", "fn main() {}\n", {"main.rs is neither C", ".cpp"}},
};

START_TEST(a_mistake_is_told_in_the_compilers_words) {
  char *folder = program_folder();
  char *path = make(folder, mistakes[_i].name, mistakes[_i].text);
  struct outcome outcome;
  run(path, NULL, "SOCKFIT_CC=gcc", &outcome);
  outcome_assert_status(&outcome, EXIT_USAGE);
  assert_says(outcome.err, mistakes[_i].words);
  ck_assert_ptr_null(strstr(outcome.err, "/scratch/"));
  outcome_done(&outcome);
  free(path);
  free(folder);
}
END_TEST

/* CONFIG_ names of a prj.conf, and which names of sockets they bring. */
#define ZEPHYR_MAIN                                                            \
  "#include <zephyr/net/socket.h>\n#include <zephyr/kernel.h>\n"               \
  "void app_main(void) {\n  socket(AF_INET, SOCK_DGRAM, 0);\n"                 \
  "  printk(\"held\\n\");\n}\n"
static const struct {
  const char *config;
  int status;
  const char *words[4];
} configs[] = {
    {"CONFIG_POSIX_API=y\n", EXIT_HELD, {NULL}},
    {"CONFIG_NET_SOCKETS_POSIX_NAMES=y\n", EXIT_HELD, {NULL}},
    {"CONFIG_LOG=y\n", EXIT_USAGE, {"main.c:4:3: error:", "socket"}},
    {"\nCONFIG_LOG=yes\n",
     EXIT_USAGE,
     {"my.yaml:4:5", "my.conf:2: 'CONFIG_LOG=yes'", "a number or a text"}},
    {"LOG=y\n", EXIT_USAGE, {"my.conf:1: 'LOG=y'"}},
    {NULL, EXIT_USAGE, {"my.yaml:4:5", "my.conf: No such file"}},
};

START_TEST(a_prj_conf_says_which_names_there_are) {
  char *folder = program_folder();
  char *config = path_in(folder, "my.conf");
  char *path = make(folder, "main.c", ZEPHYR_MAIN);
  const char *text = configs[_i].config;
  struct outcome outcome;
  if (text != NULL)
    file_write(config, text, strlen(text));
  run(path, "consumers.my.config=my.conf", NULL, &outcome);
  outcome_assert_status(&outcome, configs[_i].status);
  assert_says(outcome.err, configs[_i].words);
  outcome_done(&outcome);
  free(path);
  free(config);
  free(folder);
}
END_TEST

START_TEST(a_missing_file_is_told) {
  char *folder = program_folder();
  char *path = make(folder, "main.c", "");
  struct outcome outcome;
  run(path, "consumers.my.files=[absent.c]", NULL, &outcome);
  outcome_assert_refused(&outcome, EXIT_USAGE,
                         (const char *[]){"no such file", "absent.c", NULL});
  outcome_done(&outcome);
  free(path);
  free(folder);
}
END_TEST

START_TEST(a_changed_header_is_seen) {
  char *folder = program_folder();
  char *header = path_in(folder, "value.h");
  char *path = make(folder, "main.c",
                    "#include <stdio.h>\n#include \"value.h\"\n"
                    "void app_main(void) { printf(\"%s\\n\", VALUE); }\n");
  struct outcome outcome;
  for (int i = 0; i < 3; i++) {
    const char *text =
        i == 1 ? "#define VALUE \"other\"\n" : "#define VALUE \"held\"\n";
    file_write(header, text, strlen(text));
    run(path, NULL, NULL, &outcome);
    outcome_assert_status(&outcome, i == 1 ? EXIT_NOT_HELD : EXIT_HELD);
    outcome_done(&outcome);
  }
  free(path);
  free(header);
  free(folder);
}
END_TEST

/* A failed check ends the device: who, why, where. */
static const struct {
  const char *text;
  const char *words[5];
  const char *name; /* NULL: main.c */
} ends[] = {
    {"#include <stdexcept>\nextern \"C\" void app_main() {\n"
     "  throw std::runtime_error(\"x\");\n}\n",
     {"consumer my", "an exception that nothing caught"},
     "main.cpp"},
    {"#include \"esp_err.h\"\nvoid app_main(void) {\n"
     "  ESP_ERROR_CHECK(ESP_ERR_NO_MEM);\n}\n",
     {"consumer my", "ESP_ERR_NO_MEM", "app_main", "main.c:3"},
     NULL},
    {"#include <assert.h>\nvoid app_main(void) {\n  assert(1 == 2);\n}\n",
     {"consumer my", "1 == 2", "main.c:3"},
     NULL},
    {"#include <stdlib.h>\nvoid app_main(void) {\n  abort();\n}\n",
     {"consumer my", "abort was called"},
     NULL},
};

START_TEST(a_failed_check_ends_the_device) {
  char *folder = program_folder();
  char *path =
      make(folder, ends[_i].name ? ends[_i].name : "main.c", ends[_i].text);
  struct outcome outcome;
  run(path, NULL, NULL, &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  assert_says(outcome.out, ends[_i].words);
  outcome_done(&outcome);
  free(path);
  free(folder);
}
END_TEST

/* ---- crashes ---- */

#define CRASHES SOURCE "crashes.yaml"

/* By the number of CRASH, from 1. */
static const struct {
  const char *kind, *says, *in;
} crashes[] = {
    {"memory", "it wrote to address 0 (NULL)", "crash"},
    {"abort", "abort was called", "crash"},
    {"abort", "assertion 'zero == 1' failed", "crash"},
    {"abort", "ESP_ERR_NO_MEM", "crash"},
    {"stack_overflow", "the stack of its task overflowed", "deeper"},
    {"stuck", "it did not give the processor back", "crash"},
    {"abort", "configASSERT(zero) failed", "crash"},
    {"arithmetic", "it divided an integer by zero", "crash"},
};

/* "crash (crashes.c:21)", the line as the source has it. */
static char *crash_place(int number) {
  char *mark = text_format("/* here %d", number);
  char *line = line_with(SOURCE "crashes.c",
                         number == 6 ? "static void crash(void)" : mark);
  char *place = text_format("crash (crashes.c:%s)", line);
  free(line);
  free(mark);
  return place;
}

/* A run of crashes.yaml that crashes in that way, with its reports. */
static void run_crash(int number, const char *variant, const char *set,
                      const char *json, const char *pcap,
                      struct outcome *ret_outcome) {
  char *scenario = text_format(CRASHES ":%s", variant);
  char *defines = text_format("consumers.app.defines=[CRASH=%d]", number);
  struct program program = {.args = {"run", scenario, "--allow-source", "--set",
                                     defines, "--json", json, "--pcap", pcap,
                                     "--color", "never",
                                     set == NULL ? NULL : "--set", set},
                            .env = {"SOCKFIT_STUCK_AFTER=200"}};
  program_run(&program, ret_outcome);
  free(defines);
  free(scenario);
}

START_TEST(a_crash_names_the_line_and_the_consumer) {
  char *folder = program_folder();
  char *json = path_in(folder, "json"), *pcap = path_in(folder, "pcap");
  char *place = crash_place(_i + 1);
  char *whose = text_format("Crash of app (%s) at 1.", crashes[_i].kind);
  struct outcome outcome;
  run_crash(_i + 1, "judged", NULL, json, pcap, &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  char *out = unwrapped(outcome.out);
  assert_says(out,
              (const char *[]){"crashes:judged FAIL", whose, crashes[_i].says,
                               place, "app held UDP on port 4000", NULL});
  char *result = file_content(json, NULL);
  assert_says(result, (const char *[]){"\"verdict\": \"fail\"",
                                       "\"virtual_s\": 10", NULL});
  size_t size;
  free(file_content(pcap, &size));
  ck_assert_uint_gt(size, 500); /* what api and its client said before */
  free(result);
  free(out);
  outcome_done(&outcome);
  free(whose);
  free(place);
  free(pcap);
  free(json);
  free(folder);
}
END_TEST

START_TEST(an_expected_crash_is_none_that_fails) {
  char *folder = program_folder();
  char *json = path_in(folder, "json"), *pcap = path_in(folder, "pcap");
  char *right = text_format(
      "expect=[crashed: {consumer: app, kind: %s, in: %s}, no_refusals]",
      crashes[_i].kind, crashes[_i].in);
  struct outcome outcome;
  run_crash(_i + 1, "expected", right, json, pcap, &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  outcome_done(&outcome);
  run_crash(_i + 1, "expected", "expect=[crashed: {consumer: api}]", json, pcap,
            &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  outcome_done(&outcome);
  free(right);
  free(pcap);
  free(json);
  free(folder);
}
END_TEST

/* ---- a stranger's ---- */

START_TEST(a_strangers_source_needs_a_flag) {
  char *folder = program_folder(), *elsewhere = program_folder();
  char *path = make(folder, "main.c",
                    "#include <stdio.h>\n"
                    "void app_main(void) { puts(\"held\"); }\n");
  struct outcome outcome;
  struct program program = {.args = {"run", path}, .folder = elsewhere};
  program_run(&program, &outcome);
  outcome_assert_refused(
      &outcome, EXIT_USAGE,
      (const char *[]){":4:5", "'my'", path, "--allow-source", NULL});
  outcome_done(&outcome);
  program.args[2] = "--allow-source";
  program_run(&program, &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  outcome_done(&outcome);
  program = (struct program){.args = {"run", path}, .folder = folder};
  program_run(&program, &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  outcome_done(&outcome);
  program = (struct program){.args = {"plan", path}, .folder = elsewhere};
  program_run(&program, &outcome); /* compiles nothing of it */
  outcome_assert_status(&outcome, EXIT_HELD);
  outcome_done(&outcome);
  free(path);
  free(elsewhere);
  free(folder);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void) {
  Suite *suite = suite_create("cmd/own_code");
  TCase *all = tcase_create("own code");
  tcase_set_timeout(all, 120); /* images are compiled */
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_loop_test(all, a_program_finds_what_it_expects, 0,
                      2 * COUNT(programs));
  tcase_add_test(all, what_runs_after_cxx_has_images_of_its_own);
  tcase_add_loop_test(all, a_leak_is_found_with_the_line_that_opened_it, 0, 2);
  tcase_add_test(all, explore_finds_a_leak_and_the_line_that_opened_it);
  tcase_add_test(all, compilers_make_no_difference);
  tcase_add_test(all, errno_numbers_agree);
  tcase_add_loop_test(all, a_mistake_is_told_in_the_compilers_words, 0,
                      COUNT(mistakes));
  tcase_add_loop_test(all, a_prj_conf_says_which_names_there_are, 0,
                      COUNT(configs));
  tcase_add_test(all, a_missing_file_is_told);
  tcase_add_test(all, a_changed_header_is_seen);
  tcase_add_loop_test(all, a_failed_check_ends_the_device, 0, COUNT(ends));
  tcase_add_loop_test(all, a_crash_names_the_line_and_the_consumer, 0,
                      COUNT(crashes));
  tcase_add_loop_test(all, an_expected_crash_is_none_that_fails, 0,
                      COUNT(crashes));
  tcase_add_test(all, a_strangers_source_needs_a_flag);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
