/* SPDX-License-Identifier: BSD-3-Clause */
/* What explore finds by itself: five mechanisms of the museum, of devices whose
 * peers were taken away, with fixed seeds. What it writes fails again, and
 * shards find together what one process finds. */
#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/program.h"

#define INCIDENTS TEST_SOURCE_DIR "/scenarios/incidents/"

/* Runs explore with nothing but the device and returns its JSON. */
static json_t *explore(const char *file, const char *seeds, const char *shard,
                       const char *folder) {
  struct outcome outcome;
  char *json = text_format("%s/found.json", folder);
  char *path = text_format(INCIDENTS "%s.yaml:before", file);
  struct program program = {
      .args = {"explore", path, "--set", "peers=[]", "--set", "faults=[]",
               "--set", "expect=[]", "--seeds", seeds, "-o", folder, "--json",
               json, shard == NULL ? NULL : "--shard", shard}};
  program_run(&program, &outcome);
  ck_assert_msg(outcome.status == EXIT_HELD || outcome.status == EXIT_NOT_HELD,
                "status %d: %s", outcome.status, outcome.err);
  outcome_done(&outcome);
  json_error_t error;
  json_t *root = json_load_file(json, 0, &error);
  ck_assert_msg(root != NULL, "%s", error.text);
  free(path);
  free(json);
  return root;
}

static json_t *explored(json_t *root) {
  return json_array_get(json_object_get(root, "explored"), 0);
}

static json_int_t number(json_t *object, const char *key) {
  return json_integer_value(json_object_get(object, key));
}

static const char *string(json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

/* The finding of that fingerprint, or NULL. */
static json_t *find(json_t *root, const char *fingerprint) {
  json_t *findings = json_object_get(explored(root), "findings");
  for (size_t i = 0; i < json_array_size(findings); i++) {
    json_t *finding = json_array_get(findings, i);
    if (strcmp(string(finding, "fingerprint"), fingerprint) == 0)
      return finding;
  }
  return NULL;
}

static const struct {
  const char *mechanism;
  const char *file;
  const char *seeds;
  const char *fingerprint;
  json_int_t events_max;
} museum[] = {
    {"a leak on an error path", "esp-idf-2431-ota-poll-server-down", "5",
     "no_leak/ota_poll/without PCB", 0},
    {"half-open peers", "esp-idf-8668-broker-client-resets", "20",
     "no_leak/broker/ESTABLISHED", 1},
    {"accept-mailbox reset", "esp-idf-12509-accept-mbox-six", "20",
     "nothing_forgotten/DEFAULT_ACCEPTMBOX_SIZE", 1},
    {"lost FIN", "esp-lwip-18-eof-lost-recvmbox-full", "100",
     "nothing_forgotten/DEFAULT_TCP_RECVMBOX_SIZE", 1},
    {"TIME_WAIT port stall", "esp-idf-3381-httpd-restart-bind", "20",
     "recovers/httpd/bind EADDRINUSE", 2},
};
#define MUSEUM (int)(sizeof(museum) / sizeof(*museum))

static void fails_again(const char *folder, json_t *finding) {
  struct outcome outcome;
  char *path = text_format("%s/again.yaml", folder);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(string(finding, "scenario"), file);
  fclose(file);
  program_run(&(struct program){.args = {"run", path, "--color", "never"}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  ck_assert_ptr_nonnull(strstr(outcome.out, "NOT HELD"));
  outcome_done(&outcome);
  free(path);
}

START_TEST(a_mechanism_of_the_museum_is_found_unaided) {
  char *folder = program_folder();
  json_t *root = explore(museum[_i].file, museum[_i].seeds, NULL, folder);
  json_t *finding = find(root, museum[_i].fingerprint);
  ck_assert_msg(finding != NULL, "%s was not found", museum[_i].mechanism);
  ck_assert_int_le(number(finding, "events"), museum[_i].events_max);
  fails_again(folder, finding);
  json_decref(root);
  free(folder);
}
END_TEST

START_TEST(shards_find_together_what_one_process_finds) {
  static const char *const shards[] = {"1/3", "2/3", "3/3"};
  const char *file = "esp-idf-12509-accept-mbox-six";
  char *folder = program_folder();
  json_t *whole = explore(file, "24", NULL, folder);
  json_t *parts[3];
  json_int_t ran = 0, failed = 0;
  for (int i = 0; i < 3; i++) {
    parts[i] = explore(file, "24", shards[i], folder);
    ran += number(explored(parts[i]), "ran");
    failed += number(explored(parts[i]), "failed");
  }
  ck_assert_int_eq(ran, 24);
  ck_assert_int_eq(failed, number(explored(whole), "failed"));
  json_t *findings = json_object_get(explored(whole), "findings");
  ck_assert_uint_gt(json_array_size(findings), 1);
  for (size_t i = 0; i < json_array_size(findings); i++) {
    json_t *finding = json_array_get(findings, i);
    json_t *first = NULL;
    json_int_t hits = 0;
    for (int k = 0; k < 3; k++) {
      json_t *part = find(parts[k], string(finding, "fingerprint"));
      hits += part == NULL ? 0 : number(part, "hits");
      if (part != NULL &&
          (first == NULL || number(part, "seed") < number(first, "seed")))
        first = part;
    }
    ck_assert_ptr_nonnull(first);
    ck_assert_int_eq(hits, number(finding, "hits"));
    ck_assert_int_eq(number(first, "seed"), number(finding, "seed"));
    ck_assert_str_eq(string(first, "scenario"), string(finding, "scenario"));
  }
  for (int i = 0; i < 3; i++)
    json_decref(parts[i]);
  json_decref(whole);
  free(folder);
}
END_TEST

/* A file of somebody else's that has the name already. */
START_TEST(no_file_is_overwritten) {
  const char *file = "esp-idf-2431-ota-poll-server-down";
  char *folder = program_folder();
  char *path = text_format("%s/explore-%s-1.yaml", folder, file);
  FILE *theirs = fopen(path, "w");
  ck_assert_ptr_nonnull(theirs);
  fputs("theirs\n", theirs);
  fclose(theirs);
  json_decref(explore(file, "1", NULL, folder));
  char text[16] = {0};
  theirs = fopen(path, "r");
  ck_assert_ptr_nonnull(theirs);
  ck_assert_uint_gt(fread(text, 1, sizeof(text) - 1, theirs), 0);
  fclose(theirs);
  ck_assert_str_eq(text, "theirs\n");
  free(path);
  free(folder);
}
END_TEST

/* Five consumers, of which one leaks at every poll and one keeps a client that
 * has vanished. */
static const char planted[] =
    "scenario: planted\n"
    "profile: esp-idf\n"
    "seed: 1\n"
    "run_for: 60s\n"
    "consumers:\n"
    "  - api\n"
    "  - ota\n"
    "  - web_server: {port: 80}\n"
    "  - mqtt_broker: {name: broker, keepalive: true}\n"
    "  - tcp_client: {name: poll, server: nobody, port: 8070, every: 10s,\n"
    "                 receive_size: 100, leak_on_error: true}\n"
    "peers:\n"
    "  - home_assistant: {count: 2, at: 5s}\n"
    "  - browser: {tabs: 3, at: 6s}\n";

/* Items below a heading of a scenario that explore wrote. */
static int items_below(const char *scenario, const char *heading) {
  const char *at = strstr(scenario, heading);
  int count = 0;
  if (at == NULL)
    return 0;
  for (at = strchr(at, '\n') + 1; strncmp(at, "  - ", 4) == 0;
       at = strchr(at, '\n') + 1)
    count++;
  return count;
}

/* The command that was printed for the fingerprint, without its program. */
static char *printed_file(const char *out, const char *fingerprint) {
  const char *at = strstr(out, fingerprint);
  ck_assert_msg(at != NULL, "%s was not found:\n%s", fingerprint, out);
  at = strstr(at, "sockfit run ");
  ck_assert_ptr_nonnull(at);
  at += strlen("sockfit run ");
  return strndup(at, strcspn(at, "\n"));
}

/* Only the first thing that does not hold is told: the second case has no leak
 * at every poll, and what it is about is in one of 25 seeds. */
static const struct {
  const char *setting, *seeds;
  const char *fingerprint;
  int consumers, peers, vanishings;
  const char *has;
  const char *fails; /* what its run says */
} shrunk[] = {
    {"consumers.poll.leak_on_error=true", "24", "no_leak/poll/without PCB", 1,
     0, 0, "name: poll", "poll kept"},
    {"consumers.poll.leak_on_error=false", "240",
     "no_leak/web_server/ESTABLISHED", 1, 1, 1, "web_server: {port: 80}",
     "web_server kept"},
};
#define SHRUNK (sizeof(shrunk) / sizeof(*shrunk))

/* Who vanishes does so by a fault, or as a step of its own, and not by both. */
static int vanishings(const char *scenario) {
  return items_below(scenario, "faults:") +
         (strstr(scenario, "; vanish") != NULL ? 1 : 0);
}

static void assert_shrunk(const char *out, size_t which) {
  char *path = printed_file(out, shrunk[which].fingerprint);
  char *text = file_content(path, NULL);
  struct outcome outcome;
  ck_assert_msg(items_below(text, "consumers:") == shrunk[which].consumers &&
                    items_below(text, "peers:") == shrunk[which].peers &&
                    vanishings(text) == shrunk[which].vanishings &&
                    items_below(text, "expect:") == 1 &&
                    strstr(text, shrunk[which].has) != NULL &&
                    strstr(text, "\n  MEMP_NUM_NETCONN: 11\n") != NULL,
                "not the least:\n%s", text);
  program_run(&(struct program){.args = {"run", path, "--color", "never"}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  ck_assert_msg(strstr(outcome.out, shrunk[which].fails) != NULL, "%s",
                outcome.out);
  outcome_done(&outcome);
  free(text);
  free(path);
}

START_TEST(what_a_failure_does_not_need_is_left_out) {
  struct outcome outcome;
  char *folder = program_folder();
  char *path = path_in(folder, "planted.yaml");
  file_write(path, planted, sizeof(planted) - 1);
  program_run(&(struct program){.args = {"explore", path, "--set", "expect=[]",
                                         "--set", shrunk[_i].setting, "--seeds",
                                         shrunk[_i].seeds, "-o", folder}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  assert_shrunk(outcome.out, (size_t)_i);
  outcome_done(&outcome);
  free(path);
  free(folder);
}
END_TEST

/* Found by explore: the listener's slot is freed by the end of a select() that
 * the restart interrupts, and taken again at once. */
START_TEST(a_restart_within_a_select_is_counted_once) {
  struct outcome outcome;
  program_run(
      &(struct program){
          .args = {"run", TEST_SOURCE_DIR "/scenarios/quickstart.yaml:after",
                   "--set", "limits.CONFIG_LWIP_TCPIP_CORE_LOCKING=y", "--set",
                   "faults=[{restart: {at: 7s, consumer: ota, for: 1ms}}]",
                   "--set", "expect=[counts_agree, no_leak]"}},
      &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  outcome_done(&outcome);
}
END_TEST

/* Found by explore: the listener's slot is freed by the end of the select(),
 * and the probe did not look. */
START_TEST(a_restart_frees_the_socket_that_a_select_watches) {
  struct outcome outcome;
  program_run(
      &(struct program){
          .args = {"run", TEST_SOURCE_DIR "/scenarios/quickstart.yaml:after",
                   "--set", "limits.CONFIG_LWIP_TCPIP_CORE_LOCKING=y", "--set",
                   "consumers=[api, ota]", "--set", "peers=[]", "--set",
                   "faults=[{restart: {at: 7s, consumer: ota, for: 10s}}]",
                   "--set", "expect=[{state_at: {at: 9s, sockets: 1}}]"}},
      &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  outcome_done(&outcome);
}
END_TEST

/* The serial bridge of this device listens on a port that lwIP chooses: it is
 * another one when the broker is there. */
START_TEST(nobody_knocks_on_a_port_that_was_chosen) {
  struct outcome outcome;
  char *folder = program_folder();
  program_run(&(struct program){.args = {"explore",
                                         TEST_SOURCE_DIR
                                         "/scenarios/esphome/pico-gate.yaml",
                                         "--set", "expect=[]", "--seeds", "3",
                                         "-o", folder}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  outcome_done(&outcome);
  free(folder);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("explore");
  TCase *tcase = tcase_create("explore");
  tcase_set_timeout(tcase, 240);
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_add_loop_test(tcase, a_mechanism_of_the_museum_is_found_unaided, 0,
                      MUSEUM);
  tcase_add_test(tcase, shards_find_together_what_one_process_finds);
  tcase_add_test(tcase, no_file_is_overwritten);
  tcase_add_loop_test(tcase, what_a_failure_does_not_need_is_left_out, 0,
                      (int)SHRUNK);
  tcase_add_test(tcase, a_restart_within_a_select_is_counted_once);
  tcase_add_test(tcase, a_restart_frees_the_socket_that_a_select_watches);
  tcase_add_test(tcase, nobody_knocks_on_a_port_that_was_chosen);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
