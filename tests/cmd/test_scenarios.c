/* SPDX-License-Identifier: BSD-3-Clause */
/* Every scenario that ships passes, and its results have the fields that other
 * programs depend on. */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "support/program.h"

static char *const *files;

/* Fields of an object and what they are: "s" string, "i" integer, "n" number,
 * "o" object, "a" array, "b" boolean; "?" behind it: or null. */
struct field {
  const char *name;
  const char *type;
};

static const struct field run_fields[] = {
    {"scenario", "s"},  {"variant", "s"}, {"verdict", "s"},
    {"profile", "s"},   {"lwip", "s"},    {"seed", "i"},
    {"virtual_s", "n"}, {"wall_s", "n"},  {"limits", "o"},
    {"sockets", "o"},   {"pools", "o"},   {"consumers", "a"},
    {"refusals", "a"},  {"peers", "a"},   {"expectations", "a"},
    {"diagnosis", "a"}, {"link", "o"},    {NULL, NULL}};
static const struct field sockets_fields[] = {{"limit", "i?"},  {"idle", "i"},
                                              {"peak", "i"},    {"end", "i"},
                                              {"refused", "i"}, {NULL, NULL}};
static const struct field pool_fields[] = {{"limit", "i?"},
                                           {"peak", "i"},
                                           {"end", "i"},
                                           {"refused", "i"},
                                           {NULL, NULL}};
static const struct field consumer_fields[] = {
    {"name", "s"}, {"kind", "s"},    {"declared", "o"}, {"peak", "i"},
    {"end", "i"},  {"refused", "i"}, {"state", "s"},    {NULL, NULL}};
static const struct field declared_fields[] = {
    {"tcp", "i"}, {"udp", "i"}, {"tcp_listen", "i"}, {NULL, NULL}};
static const struct field refusal_fields[] = {
    {"at_s", "n"},  {"consumer", "s?"}, {"call", "s"},
    {"errno", "s"}, {"pool", "s?"},     {NULL, NULL}};
static const struct field peer_fields[] = {
    {"name", "s"},   {"attempts", "i"}, {"served", "i"}, {"reset", "i"},
    {"closed", "i"}, {"timeout", "i"},  {NULL, NULL}};
static const struct field expectation_fields[] = {
    {"line", "i"}, {"text", "s"}, {"held", "b"}, {NULL, NULL}};

static bool is_type(const json_t *value, const char *type) {
  if (json_is_null(value))
    return type[1] == '?';
  switch (type[0]) {
  case 's':
    return json_is_string(value);
  case 'i':
    return json_is_integer(value);
  case 'n':
    return json_is_number(value);
  case 'o':
    return json_is_object(value);
  case 'a':
    return json_is_array(value);
  case 'b':
    return json_is_boolean(value);
  }
  return false;
}

static void check_fields(const json_t *object, const struct field *fields,
                         const char *what) {
  for (; fields->name != NULL; fields++) {
    const json_t *value = json_object_get(object, fields->name);
    ck_assert_msg(value != NULL, "%s has no '%s'", what, fields->name);
    ck_assert_msg(is_type(value, fields->type), "'%s' of %s is not '%s'",
                  fields->name, what, fields->type);
  }
}

static void check_array(const json_t *run, const char *name,
                        const struct field *fields) {
  size_t i;
  json_t *item;
  json_array_foreach(json_object_get(run, name), i, item) {
    check_fields(item, fields, name);
  }
}

static void check_run(json_t *run) {
  const char *name;
  json_t *value;
  size_t i;
  check_fields(run, run_fields, "a run");
  ck_assert_str_eq(json_string_value(json_object_get(run, "verdict")), "pass");
  check_fields(json_object_get(run, "sockets"), sockets_fields, "sockets");
  json_object_foreach(json_object_get(run, "limits"), name, value) {
    ck_assert_msg(json_is_integer(value) || json_is_string(value),
                  "limit %s has no value", name);
  }
  json_object_foreach(json_object_get(run, "pools"), name, value) {
    check_fields(value, pool_fields, name);
  }
  check_array(run, "consumers", consumer_fields);
  json_array_foreach(json_object_get(run, "consumers"), i, value) {
    check_fields(json_object_get(value, "declared"), declared_fields,
                 "declared");
  }
  check_array(run, "refusals", refusal_fields);
  check_array(run, "peers", peer_fields);
  check_array(run, "expectations", expectation_fields);
  ck_assert_uint_gt(json_array_size(json_object_get(run, "expectations")), 0);
  json_array_foreach(json_object_get(run, "expectations"), i, value) {
    ck_assert(json_is_true(json_object_get(value, "held")));
  }
}

START_TEST(scenario_passes_with_complete_results) {
  char *folder = program_folder();
  char *json = path_in(folder, "result.json");
  char *pcap = path_in(folder, "capture.pcap");
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", files[_i], "--json", json,
                                         "--pcap", pcap, "--allow-source"}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  json_error_t error;
  json_t *root = json_load_file(json, JSON_REJECT_DUPLICATES, &error);
  ck_assert_msg(root != NULL, "%s: %s", files[_i], error.text);
  ck_assert_str_eq(json_string_value(json_object_get(root, "schema")),
                   "sockfit.result/1");
  json_t *runs = json_object_get(root, "runs"), *run;
  size_t i;
  ck_assert_uint_gt(json_array_size(runs), 0);
  json_array_foreach(runs, i, run) {
    check_run(run);
  }
  /* One capture a run, next to the results. */
  ck_assert_int_eq(folder_count(folder), 1 + (int)json_array_size(runs));
  json_decref(root);
  outcome_done(&outcome);
  free(pcap);
  free(json);
  free(folder);
}
END_TEST

int main(void) {
  size_t count = shipped_scenarios(&files);
  Suite *suite = suite_create("cmd/scenarios");
  TCase *all = tcase_create("every scenario");
  tcase_set_timeout(all, 120); /* images may have to be compiled */
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_loop_test(all, scenario_passes_with_complete_results, 0,
                      (int)count);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner), ran = srunner_ntests_run(runner);
  srunner_free(runner);
  return failed == 0 && ran > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
