/* SPDX-License-Identifier: BSD-3-Clause */
/* sockfit plan: which lwIP, what limits and sockets cost on the device, as
 * text and as JSON; and without a compiler or an lwIP. */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/program.h"

#define BEFORE TEST_SOURCE_DIR "/scenarios/quickstart.yaml:before"

static void assert_says(const char *text, const char *const words[]) {
  for (size_t i = 0; words[i] != NULL; i++)
    ck_assert_msg(strstr(text, words[i]) != NULL, "no %s in:\n%s", words[i],
                  text);
}

START_TEST(text_has_lwip_and_ram) {
  struct outcome outcome;
  program_run(&(struct program){.args = {"plan", BEFORE}}, &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  assert_says(
      outcome.out,
      (const char *[]){
          "  lwIP 2.2.1\n", "from a compile for 32 bits",
          "NUM_SOCKETS                       10     20       200\n",
          "MEMP_NUM_TCP_PCB                  16    208         0 (heap)",
          "TCP connection                       20      368        11888",
          NULL});
  outcome_done(&outcome);
}
END_TEST

START_TEST(static_pools_are_reserved) {
  struct outcome outcome;
  program_run(
      &(struct program){.args = {"plan", BEFORE, "--set", "profile=upstream"}},
      &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  assert_says(outcome.out, (const char *[]){"The pools are static", NULL});
  ck_assert_ptr_null(strstr(outcome.out, "(heap)"));
  outcome_done(&outcome);
}
END_TEST

static json_t *plan_of(const struct outcome *outcome) {
  json_error_t error;
  json_t *root = json_loads(outcome->out, 0, &error);
  ck_assert_msg(root != NULL, "%s", error.text);
  ck_assert_str_eq(json_string_value(json_object_get(root, "schema")),
                   "sockfit.plan/1");
  json_t *plans = json_object_get(root, "plans");
  ck_assert_uint_eq(json_array_size(plans), 1);
  json_t *plan = json_incref(json_array_get(plans, 0));
  json_decref(root);
  return plan;
}

static json_int_t integer(json_t *object, const char *name) {
  json_t *value = json_object_get(object, name);
  ck_assert_msg(json_is_integer(value), "%s", name);
  return json_integer_value(value);
}

START_TEST(json_has_the_same) {
  struct outcome outcome;
  program_run(&(struct program){.args = {"plan", BEFORE, "--json", "-"}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  json_t *plan = plan_of(&outcome);
  ck_assert_str_eq(json_string_value(json_object_get(plan, "lwip")), "2.2.1");
  ck_assert_int_eq(integer(json_object_get(plan, "declared"), "tcp"), 14);
  json_t *ram = json_object_get(plan, "ram");
  ck_assert_int_eq(integer(json_object_get(ram, "structs"), "tcp_pcb"), 208);
  json_t *slots = json_array_get(json_object_get(ram, "limits"), 0);
  ck_assert_str_eq(json_string_value(json_object_get(slots, "limit")),
                   "NUM_SOCKETS");
  ck_assert_int_eq(integer(slots, "reserved_b"), 200);
  json_t *tcp = json_array_get(json_object_get(ram, "one_more"), 0);
  ck_assert_int_eq(integer(tcp, "reserved_b"), 20);
  ck_assert_int_eq(integer(tcp, "open_b"), 368);
  ck_assert_int_eq(integer(tcp, "busy_b"), 11888);
  ck_assert(json_is_null(json_object_get(plan, "ram_missing")));
  json_decref(plan);
  outcome_done(&outcome);
}
END_TEST

/* The rest of the plan needs neither. */
static const char *const compilers[] = {"SOCKFIT_CC=/nonexistent/cc",
                                        "SOCKFIT_CC=/bin/false"};

START_TEST(without_a_compiler_sizes_are_missing) {
  char *folder = program_folder();
  char *cache = text_format("XDG_CACHE_HOME=%s", folder);
  struct outcome outcome;
  program_run(&(struct program){.args = {"plan", BEFORE, "--json", "-"},
                                .env = {compilers[_i], cache}},
              &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  json_t *plan = plan_of(&outcome);
  ck_assert(json_is_null(json_object_get(plan, "ram")));
  ck_assert(json_is_string(json_object_get(plan, "ram_missing")));
  assert_says(outcome.err,
              (const char *[]){"together", "not available: ", NULL});
  json_decref(plan);
  outcome_done(&outcome);
  free(cache);
  free(folder);
}
END_TEST

START_TEST(a_tree_that_was_named_must_be_there) {
  struct outcome outcome;
  program_run(
      &(struct program){.args = {"plan", BEFORE, "--lwip-dir", "/nonexistent"}},
      &outcome);
  outcome_assert_refused(&outcome, EXIT_HARNESS,
                         (const char *[]){"no lwIP in /nonexistent", NULL});
  outcome_done(&outcome);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("cmd/plan");
  TCase *tcase = tcase_create("plan");
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_set_timeout(tcase, 60);
  tcase_add_test(tcase, text_has_lwip_and_ram);
  tcase_add_test(tcase, static_pools_are_reserved);
  tcase_add_test(tcase, json_has_the_same);
  tcase_add_loop_test(tcase, without_a_compiler_sizes_are_missing, 0, 2);
  tcase_add_test(tcase, a_tree_that_was_named_must_be_there);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
