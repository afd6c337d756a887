/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of declared against measured: the shipped devices with true
 * declarations, and mutants of them. Every mutant is caught, none of the clean
 * set is reported; the counts are printed. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/import.h"
#include "study/one_run.h"
#include "support/program.h"
#include "trace/measured.h"

#define EXPECT_MATCH "[declared: {matches: true}]"

static const char *const devices[] = {
    "hall-sensor", "porch",      "porch-dashboard", "doorbell",
    "heat-pump",   "smart-plug", "voice-satellite", "thread-sensor",
    "pico-gate",   "relay-d1"};
#define DEVICE_COUNT (sizeof(devices) / sizeof(devices[0]))

/* A device that was run, and what it was made of. */
struct tried {
  struct scenario *scenario;
  struct selected selected;
  struct one_run run;
};

static struct lab lab;
static struct diag diag;

static void begin(void) {
  ck_assert_int_eq(lab_open(&lab, NULL, 0, &diag), 0);
}

static void end(void) {
  lab_close(&lab);
  diag_done(&diag);
}

static const char *first_error(void) {
  for (size_t i = 0; i < diag.count; i++)
    if (diag.entries[i].level == DIAG_ERROR)
      return diag.entries[i].text;
  return "";
}

/* The same number of sockets for all: one image, and nobody is refused. */
static const struct override overrides[] = {{"limits.MEMP_NUM_NETCONN", "40"},
                                            {"expect", EXPECT_MATCH}};

static void run(struct tried *tried, size_t variant) {
  tried->selected.scenario = tried->scenario;
  tried->selected.variant = &tried->scenario->variants[variant];
  int r =
      limits_derive(tried->selected.variant, &tried->selected.limits, &diag);
  ck_assert_msg(r == 0, "%s", first_error());
  tried->run = (struct one_run){.selected = &tried->selected};
  r = one_run_execute(&tried->run, &lab, &diag);
  ck_assert_msg(r == 0, "%s", first_error());
}

static void run_device(struct tried *tried, const char *path,
                       const char *components) {
  struct imported imported;
  struct override own[2];
  *tried = (struct tried){0};
  memcpy(own, overrides, sizeof(own));
  own[0].key = "limits";
  own[0].value = "{MEMP_NUM_NETCONN: 40}";
  int r = import_device(path, components, &imported, &diag);
  ck_assert_msg(r == 0, "%s", first_error());
  struct scenario_text text = imported_text(&imported, path);
  r = scenario_load_text(&text, own, 2, &tried->scenario, &diag);
  ck_assert_msg(r == 0, "%s", first_error());
  imported_done(&imported);
  run(tried, 0);
}

static void tried_done(struct tried *tried) {
  one_run_done(&tried->run);
  limits_free(tried->selected.limits);
  scenario_free(tried->scenario);
}

static struct socket_counts *declared_of(struct tried *tried, size_t index) {
  return &tried->scenario->variants[0].consumers[index].declared;
}

/* What the run showed is what is declared from here on. */
static void declare_truly(struct tried *tried) {
  for (size_t i = 0; i < tried->selected.variant->consumer_count; i++)
    *declared_of(tried, i) = trace_measured(&tried->run.trace, i).peak;
}

/* Judge the same run again. */
static bool matches(const struct tried *tried) {
  struct judged judged;
  ck_assert_int_eq(
      verdict_judge(tried->selected.variant, &tried->run.trace, &judged), 0);
  bool held = judged.verdict == VERDICT_PASS;
  judged_done(&judged);
  return held;
}

static struct {
  int made;
  int caught;
} mutants;

/* One mutant: consumer number index declares counts. */
static void try_mutant(struct tried *tried, size_t index,
                       struct socket_counts counts) {
  struct socket_counts *declared = declared_of(tried, index);
  struct socket_counts truth = *declared;
  *declared = counts;
  bool caught = !matches(tried);
  mutants.made++;
  mutants.caught += caught;
  if (!caught)
    printf("not caught: %s declares %d, %d, %d\n",
           tried->selected.variant->consumers[index].name, counts.tcp,
           counts.udp, counts.tcp_listen);
  *declared = truth;
}

/* Each count one more, one less, and one of them as another type. */
static void mutate(struct tried *tried, size_t index) {
  const struct socket_counts truth = *declared_of(tried, index);
  const int counts[3] = {truth.tcp, truth.udp, truth.tcp_listen};
  for (int from = 0; from < 3; from++) {
    for (int change = -1; change <= 1; change += 2) {
      int wrong[3] = {counts[0], counts[1], counts[2]};
      wrong[from] += change;
      if (wrong[from] >= 0)
        try_mutant(tried, index,
                   (struct socket_counts){wrong[0], wrong[1], wrong[2]});
    }
    for (int to = 0; to < 3 && counts[from] > 0; to++) {
      int wrong[3] = {counts[0], counts[1], counts[2]};
      wrong[from]--;
      wrong[to]++;
      if (to != from)
        try_mutant(tried, index,
                   (struct socket_counts){wrong[0], wrong[1], wrong[2]});
    }
  }
}

START_TEST(every_wrong_declaration_is_caught) {
  int clean = 0;
  for (size_t i = 0; i < DEVICE_COUNT; i++) {
    struct tried tried;
    char path[512];
    snprintf(path, sizeof(path), TEST_SOURCE_DIR "/scenarios/esphome/%s.yaml",
             devices[i]);
    run_device(&tried, path, NULL);
    declare_truly(&tried);
    ck_assert_msg(matches(&tried), "%s is reported", devices[i]);
    clean++;
    for (size_t c = 0; c < tried.selected.variant->consumer_count; c++)
      mutate(&tried, c);
    tried_done(&tried);
  }
  printf("%d clean devices, none reported; %d wrong declarations, %d caught\n",
         clean, mutants.made, mutants.caught);
  ck_assert_int_ge(mutants.made, 60);
  ck_assert_int_eq(mutants.caught, mutants.made);
}
END_TEST

/* ---- mutants of the code, each a run of its own ---- */

static const struct {
  const char *opens;
  bool is_clean;
} extras[] = {
    {"{tcp: 1, udp: 1, tcp_listen: 1}", true},
    {"{tcp: 2, udp: 1, tcp_listen: 1}", false}, /* hidden sockets */
    {"{tcp: 1, udp: 2, tcp_listen: 1}", false},
    {"{tcp: 1, udp: 1, tcp_listen: 2}", false},
    {"{tcp: 0, udp: 2, tcp_listen: 1}", false}, /* of another type */
    {"{tcp: 1, udp: 0, tcp_listen: 1}", false}, /* never opened */
};

START_TEST(a_hidden_socket_is_caught) {
  char *folder = program_folder();
  char *device = path_in(folder, "device.yaml");
  char *components = path_in(folder, "components.yaml");
  char text[300];
  static const char yaml[] = "esphome: {name: x}\nesp32: {board: b}\nextra:\n";
  snprintf(text, sizeof(text),
           "components: {extra: {tcp: 1, udp: 1, tcp_listen: 1, port: 7000,"
           " opens: %s}}\n",
           extras[_i].opens);
  file_write(device, yaml, strlen(yaml));
  file_write(components, text, strlen(text));
  struct tried tried;
  run_device(&tried, device, components);
  ck_assert_int_eq(tried.run.judgement.verdict,
                   extras[_i].is_clean ? VERDICT_PASS : VERDICT_FAIL);
  tried_done(&tried);
  free(device);
  free(components);
  free(folder);
}
END_TEST

/* A viewer that gives up after 10 s and comes again. */
static const char leaky[] =
    "scenario: leaky\nrun_for: 60s\n"
    "consumers:\n"
    "  - component: {name: server, listeners: 1, clients: 4, port: 7000,"
    " declares: {tcp: 1, tcp_listen: 1}}\n"
    "peers:\n  - camera_viewer: {port: 7000, at: 1s}\n"
    "expect:\n  - declared: {matches: true}\n"
    "variants:\n"
    "  closes:\n"
    "  forgets:\n"
    "    consumers:\n      - component: {name: server, forgets: true}\n";

/* With sockets, and on the raw API. */
START_TEST(a_leak_when_a_client_gives_up_is_caught) {
  char *folder = program_folder();
  char *path = path_in(folder, "leaky.yaml");
  char text[sizeof(leaky) + 30];
  int len = snprintf(text, sizeof(text), "profile: %s\n%s",
                     _i == 0 ? "esp-idf" : "rp2", leaky);
  file_write(path, text, (size_t)len);
  for (size_t variant = 0; variant < 2; variant++) {
    struct tried tried = {0};
    int r = scenario_load(path, NULL, 0, &tried.scenario, &diag);
    ck_assert_msg(r == 0, "%s", first_error());
    run(&tried, variant);
    bool leaks = variant == 1;
    const char *found = tried.run.judgement.judgements[0].found;
    ck_assert_msg(tried.run.judgement.verdict ==
                      (leaks ? VERDICT_FAIL : VERDICT_PASS),
                  "%s", found);
    const char *word = leaks ? ", the first too many at 16." : "as declared";
    ck_assert_msg(strstr(found, word) != NULL, "%s", found);
    /* Though nobody captures, frames are counted. */
    struct measured measured = trace_measured(&tried.run.trace, 0);
    ck_assert_int_eq(measured.over_packet > 0, leaks);
    tried_done(&tried);
  }
  free(path);
  free(folder);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("verdict/declared");
  TCase *tcase = tcase_create("mutants");
  tcase_set_timeout(tcase, 120);
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_add_checked_fixture(tcase, begin, end);
  tcase_add_test(tcase, every_wrong_declaration_is_caught);
  tcase_add_loop_test(tcase, a_hidden_socket_is_caught, 0,
                      sizeof(extras) / sizeof(extras[0]));
  tcase_add_loop_test(tcase, a_leak_when_a_client_gives_up_is_caught, 0, 2);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
