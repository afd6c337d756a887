/* SPDX-License-Identifier: BSD-3-Clause */
/* Same scenario, same seed: the same octets in the captures and in the
 * results, whatever surrounds the run and whoever compiled the image. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/capture.h"
#include "support/program.h"

#define RUNS 20

/* What one run of the quickstart leaves. */
struct left {
  char *json; /* without wall_s */
  char *captures[2];
  size_t capture_lens[2];
};

static void left_done(struct left *left) {
  free(left->json);
  free(left->captures[0]);
  free(left->captures[1]);
}

/* Cut every "wall_s": NUMBER out: the one figure that may differ. */
static void cut_wall_time(char *json) {
  char *from;
  size_t cuts = 0;
  while ((from = strstr(json, "\"wall_s\":")) != NULL) {
    char *to = from + strcspn(from, ",\n}");
    memmove(from, to, strlen(to) + 1);
    cuts++;
  }
  ck_assert_uint_eq(cuts, 2);
}

/* What is run: the quickstart, or one for lwIP's raw API; both have the
 * variants before and after. */
static bool raw_api;

static const char *scenario_file(void) {
  return raw_api ? TEST_SOURCE_DIR "/scenarios/features/"
                                   "raw-shared-udp-pcbs.yaml"
                 : quickstart();
}

static char *capture_path(const char *folder, const char *variant) {
  char *path = text_format("%s/c-%s-%s.pcap", folder,
                           raw_api ? "raw-shared-udp-pcbs"
                                   : "esphome-11378-camera-at-boot",
                           variant);
  ck_assert_ptr_nonnull(path);
  return path;
}

/* Add the common arguments to program and run it. */
static void run(struct program program, struct left *ret_left) {
  static const char *const variants[] = {"before", "after"};
  char *folder = program_folder();
  char *json = path_in(folder, "result.json");
  char *pcap = path_in(folder, "c.pcap");
  const char *common[] = {"run", scenario_file(), "--json",
                          json,  "--pcap",        pcap};
  size_t given = 0;
  struct outcome outcome;
  while (program.args[given] != NULL)
    given++;
  memcpy(&program.args[given], common, sizeof(common));
  program_run(&program, &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  ret_left->json = file_content(json, NULL);
  cut_wall_time(ret_left->json);
  for (int i = 0; i < 2; i++) {
    char *path = capture_path(folder, variants[i]);
    ret_left->captures[i] = file_content(path, &ret_left->capture_lens[i]);
    ck_assert_int_gt(capture_frames(ret_left->captures[i],
                                    ret_left->capture_lens[i], 0, NULL),
                     10);
    free(path);
  }
  outcome_done(&outcome);
  free(pcap);
  free(json);
  free(folder);
}

static void assert_same(const struct left *a, const struct left *b,
                        const char *what) {
  ck_assert_msg(strcmp(a->json, b->json) == 0, "%s: the results differ", what);
  for (int i = 0; i < 2; i++)
    ck_assert_msg(
        a->capture_lens[i] == b->capture_lens[i] &&
            memcmp(a->captures[i], b->captures[i], a->capture_lens[i]) == 0,
        "%s: the captures %d differ", what, i);
}

static const struct {
  const char *what;
  struct program program;
} surroundings[] = {
    {"nothing special", {0}},
    {"another folder", {.folder = "/"}},
    {"another time zone", {.env = {"TZ=Pacific/Auckland"}}},
    {"another language", {.env = {"LANG=de_DE.UTF-8", "LC_ALL=de_DE.UTF-8"}}},
    {"no language", {.env = {"LANG=C", "LC_ALL"}}},
    {"a larger environment",
     {.env = {"A_VARIABLE_OF_NO_MEANING="
              "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
              "MALLOC_PERTURB_=165"}}},
    {"memory that was used before", {.env = {"MALLOC_PERTURB_=90"}}},
    {"lower priority",
     {.file = "nice", .args = {"-n", "15", TEST_PROGRAM}, .env = {"TZ=UTC"}}},
    {"a terminal's variables", {.env = {"TERM=xterm", "COLUMNS=40"}}},
    {"no terminal's variables", {.env = {"TERM", "COLUMNS"}}},
};
#define SURROUNDINGS (sizeof(surroundings) / sizeof(surroundings[0]))

START_TEST(twenty_runs_leave_the_same_octets) {
  struct left first;
  run(surroundings[0].program, &first);
  for (size_t i = 1; i < RUNS; i++) {
    struct left next;
    run(surroundings[i % SURROUNDINGS].program, &next);
    assert_same(&first, &next, surroundings[i % SURROUNDINGS].what);
    left_done(&next);
  }
  left_done(&first);
}
END_TEST

START_TEST(other_seeds_pass_as_well) {
  char *folder = program_folder();
  char *pcap = path_in(folder, "c.pcap");
  for (int seed = 2; seed < 6; seed++) {
    char *text = text_format("%d", seed);
    struct outcome outcome;
    program_run(&(struct program){.args = {"run", quickstart(), "--seed", text,
                                           "--pcap", pcap}},
                &outcome);
    outcome_assert_status(&outcome, EXIT_HELD);
    char *path = capture_path(folder, "after");
    ck_assert_int_gt(capture_frames_in(path), 10);
    free(path);
    outcome_done(&outcome);
    free(text);
  }
  free(pcap);
  free(folder);
}
END_TEST

static const char *const compilers[] = {"gcc", "clang"};

START_TEST(the_compiler_of_the_image_makes_no_difference) {
  const char *name = compilers[_i];
  if (!tool_is_there(name, "octets of an image of that compiler"))
    return;
  char *setting = text_format("SOCKFIT_CC=%s", name);
  struct left usual, other;
  run((struct program){0}, &usual);
  run((struct program){.env = {setting}}, &other);
  assert_same(&usual, &other, name);
  left_done(&usual);
  left_done(&other);
  free(setting);
}
END_TEST

START_TEST(optimisation_of_the_image_makes_no_difference) {
  struct left usual, other;
  run((struct program){0}, &usual);
  run((struct program){.env = {"SOCKFIT_IMAGE_CFLAGS=-O2"}}, &other);
  assert_same(&usual, &other, "-O2");
  left_done(&usual);
  left_done(&other);
}
END_TEST

START_TEST(raw_api_images_leave_the_same_octets) {
  struct left usual, other;
  raw_api = true;
  run((struct program){0}, &usual);
  run((struct program){.env = {"SOCKFIT_IMAGE_CFLAGS=-O2"}}, &other);
  assert_same(&usual, &other, "-O2");
  left_done(&other);
  if (tool_is_there("clang", "octets of a raw-API image of clang")) {
    run((struct program){.env = {"SOCKFIT_CC=clang"}}, &other);
    assert_same(&usual, &other, "clang");
    left_done(&other);
  }
  left_done(&usual);
}
END_TEST

#define AWAKE(host)                                                            \
  "refuse: {pool: MEMP_NUM_SYS_TIMEOUT, at: 0s, nth: 1000000000, host: " host  \
  "}"

/* Three times the same in one process: the images are loaded, loaded again with
 * a note of their globals, and taken from those that were kept. And once with
 * lwIP's idle timers awake on every host: an order that is never carried out
 * keeps them so (lwip-port/idle_timers.c). Long and quiet enough for entries of
 * the ARP table to be asked for again (270 s) and to expire (300 s). */
/* clang-format off */
static const char in_one_process[] =
    "scenario: one\n"
    "run_for: 30min\n"
    "consumers: [api, web_server, mdns, ota, mqtt]\n"
    "peers: [home_assistant, mqtt_broker, mdns_querier,\n"
    "        browser: {at: 2s, until: 100s},\n"
    "        pinger: {name: expires, every: 310s},\n"
    "        pinger: {name: renews, every: 285s}]\n"
    "variants:\n"
    "  first: {}\n"
    "  second: {}\n"
    "  third: {}\n"
    "  awake:\n"
    "    faults: [" AWAKE("device") "," AWAKE("home_assistant") ","
    AWAKE("mqtt_broker") "," AWAKE("mdns_querier") "," AWAKE("browser") ","
    AWAKE("expires") "," AWAKE("renews") "]\n"
    "expect: [no_refusals]\n";
/* clang-format on */

START_TEST(kept_images_and_idle_timers_make_no_difference) {
  static const char *const variants[] = {"second", "third", "awake"};
  char *folder = program_folder();
  char *scenario = path_in(folder, "one.yaml");
  char *pcap = path_in(folder, "c.pcap");
  char *first_path = path_in(folder, "c-one-first.pcap");
  struct outcome outcome;
  file_write(scenario, in_one_process, strlen(in_one_process));
  program_run(&(struct program){.args = {"run", scenario, "--pcap", pcap,
                                         "--pcap-events", "off"}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  outcome_done(&outcome);
  size_t first_len, len;
  char *first = file_content(first_path, &first_len);
  ck_assert_int_gt(capture_frames(first, first_len, 0, NULL), 100);
  for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++) {
    char *path = text_format("%s/c-one-%s.pcap", folder, variants[i]);
    char *other = file_content(path, &len);
    ck_assert_msg(len == first_len && memcmp(first, other, len) == 0,
                  "%s is not like first", variants[i]);
    free(other);
    free(path);
  }
  free(first);
  free(first_path);
  free(pcap);
  free(scenario);
  free(folder);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("cmd/determinism");
  TCase *same = tcase_create("same octets");
  tcase_set_timeout(same, 300); /* images are compiled */
  tcase_add_unchecked_fixture(same, program_folders_make,
                              program_folders_remove);
  tcase_add_test(same, twenty_runs_leave_the_same_octets);
  tcase_add_test(same, other_seeds_pass_as_well);
  tcase_add_loop_test(same, the_compiler_of_the_image_makes_no_difference, 0,
                      (int)(sizeof(compilers) / sizeof(compilers[0])));
  tcase_add_test(same, optimisation_of_the_image_makes_no_difference);
  tcase_add_test(same, raw_api_images_leave_the_same_octets);
  tcase_add_test(same, kept_images_and_idle_timers_make_no_difference);
  suite_add_tcase(suite, same);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
