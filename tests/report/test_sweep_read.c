/* SPDX-License-Identifier: BSD-3-Clause */
/* A sweep that is read is the sweep that was written; a file that was cut or
 * changed is refused or read, and never more than that. */
#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/sweep_letters.h"
#include "report/sweep_report.h"
#include "support/program.h"

static const char digest[] = "0123456789abcdef0123456789abcdef";

/* Three points of one key; each fails in a way of its own. */
static void make_sweep(struct sweep *sweep, size_t point_count) {
  struct diag diag = {0};
  char range[32];
  *sweep = (struct sweep){.scenario = strdup("small"),
                          .variant = strdup("default"),
                          .profile = strdup("esp-idf"),
                          .lwip = strdup("2.2.1"),
                          .seed = UINT64_MAX - 1,
                          .seed_count = 2,
                          .shard = {0, 1}};
  sweep->identity.schema = SWEEP_SCHEMA;
  strcpy(sweep->identity.version, "1.2.3");
  strcpy(sweep->identity.scenario, digest);
  strcpy(sweep->identity.stack, digest);
  snprintf(range, sizeof(range), "1..%zu", point_count);
  ck_assert_int_eq(grid_add(&sweep->grid, "limits.A", range, &diag), 0);
  sweep->points = calloc(point_count, sizeof(*sweep->points));
  sweep->run_words = calloc(1, sizeof(*sweep->run_words));
  sweep->run_words[sweep->run_word_count++] = strdup("it's.yaml:default");
  for (size_t i = 0; i < point_count; i++) {
    char expected[64];
    snprintf(expected, sizeof(expected), "refused: {nth: %zu, text: \"<\"}", i);
    sweep->points[i] = (struct sweep_point){
        .done = true,
        .pass = i % 2,
        .fail = 2 - i % 2,
        .peak = 7,
        .refused = 1000000,
        .failure = {.seed = UINT64_MAX - i % 2,
                    .line = (int)i,
                    .expected = strdup(expected),
                    .found = strdup("seen: \x80 no UTF-8, \"quoted\"\n")}};
  }
}

static char *written(int (*write)(FILE *out, const struct sweep *sweep),
                     const struct sweep *sweep, size_t *ret_len) {
  char *data = NULL;
  FILE *memory = open_memstream(&data, ret_len);
  ck_assert_int_eq(write(memory, sweep), 0);
  fclose(memory);
  return data;
}

static int write_text(FILE *out, const struct sweep *sweep) {
  struct report_style style = {0};
  sweep_text(out, sweep, &style);
  return 0;
}

static char *result_file(void) {
  char *folder = program_folder();
  char *path = path_in(folder, "sweep.json");
  free(folder);
  return path;
}

/* Every form of it, but for what is no UTF-8: that is lost in JSON, and so it
 * is for a sweep that was never in a file (cmd_sweep.c). */
START_TEST(what_is_read_is_what_was_written) {
  static int (*const forms[])(FILE *, const struct sweep *) = {
      sweep_json, sweep_csv, sweep_html, write_text};
  struct sweep sweep, again, third;
  struct diag diag = {0};
  size_t len, len_again;
  char *path = result_file();
  make_sweep(&sweep, 3);
  char *json = written(sweep_json, &sweep, &len);
  file_write(path, json, len);
  ck_assert_int_eq(sweep_read(path, &again, &diag), 0);
  ck_assert_uint_eq(again.seed, UINT64_MAX - 1);
  ck_assert_uint_eq(again.points[1].failure.seed, UINT64_MAX - 1);
  ck_assert_int_eq(again.points[2].refused, 1000000);
  ck_assert_str_eq(again.run_words[0], "it's.yaml:default");
  ck_assert_int_eq(sweep_read(path, &third, &diag), 0);
  for (size_t i = 0; i < 4; i++) {
    char *a = written(forms[i], &again, &len);
    char *b = written(forms[i], &third, &len_again);
    ck_assert_uint_eq(len, len_again);
    ck_assert_mem_eq(a, b, len);
    if (i == 0)
      ck_assert_str_eq(a, json);
    free(a);
    free(b);
  }
  sweep_done(&sweep);
  sweep_done(&again);
  sweep_done(&third);
  free(json);
  free(path);
}
END_TEST

static void assert_no_harm(const char *path) {
  struct sweep sweep;
  struct diag diag = {0};
  int status = sweep_read(path, &sweep, &diag);
  if (status == 0) {
    size_t len;
    free(written(write_text, &sweep, &len));
    sweep_done(&sweep);
    ck_assert_uint_eq(diag.error_count, 0);
  } else {
    ck_assert_int_eq(status, -EINVAL);
    ck_assert_uint_eq(diag.error_count, 1);
  }
  diag_done(&diag);
}

START_TEST(a_file_that_was_cut_is_refused) {
  struct sweep sweep, cut;
  size_t len;
  char *path = result_file();
  make_sweep(&sweep, 3);
  char *json = written(sweep_json, &sweep, &len);
  for (size_t i = 0; i + 2 < len; i += 7) { /* "}\n" ends it */
    struct diag diag = {0};
    file_write(path, json, i);
    ck_assert_int_eq(sweep_read(path, &cut, &diag), -EINVAL);
    ck_assert_uint_eq(diag.error_count, 1);
    diag_done(&diag);
  }
  sweep_done(&sweep);
  free(json);
  free(path);
}
END_TEST

START_TEST(a_file_that_was_changed_does_no_harm) {
  static const char others[] = "0-9\"x[{,\xff";
  struct sweep sweep;
  size_t len;
  char *path = result_file();
  make_sweep(&sweep, 3);
  char *json = written(sweep_json, &sweep, &len);
  for (size_t i = 0; i < len; i++) {
    char was = json[i];
    json[i] = others[i % (sizeof(others) - 1)];
    file_write(path, json, len);
    assert_no_harm(path);
    json[i] = was;
  }
  sweep_done(&sweep);
  free(json);
  free(path);
}
END_TEST

static const char *const lines[] = {
    "", "{}", "[]", "{\"point\":1", "{\"point\":-1}", "nonsense",
    /* another's: so many runs has no point of ours; and no such point */
    "{\"point\":1,\"pass\":3,\"fail\":0,\"undecided\":0,\"error\":0,"
    "\"peak\":1,\"refused\":0,\"first_failure\":null}",
    "{\"point\":3,\"pass\":2,\"fail\":0,\"undecided\":0,\"error\":0,"
    "\"peak\":1,\"refused\":0,\"first_failure\":null}"};
#define LINE_COUNT ((int)(sizeof(lines) / sizeof(lines[0])))

START_TEST(a_line_that_is_none_changes_nothing) {
  struct sweep sweep;
  make_sweep(&sweep, 3);
  sweep_point_done(&sweep.points[1]);
  ck_assert_int_eq(sweep_take_line(&sweep, lines[_i]), 0);
  ck_assert(!sweep.points[1].done);
  sweep_done(&sweep);
}
END_TEST

START_TEST(the_first_line_of_a_point_counts) {
  struct sweep sweep;
  make_sweep(&sweep, 3);
  char *line = sweep_line(&sweep, 1);
  sweep_point_done(&sweep.points[1]);
  ck_assert_int_eq(sweep_take_line(&sweep, line), 0);
  ck_assert_uint_eq(sweep.points[1].fail, 1);
  char *peak = strstr(line, "\"peak\":7");
  peak[7] = '9';
  ck_assert_int_eq(sweep_take_line(&sweep, line), 0);
  ck_assert_int_eq(sweep.points[1].peak, 7);
  free(line);
  sweep_done(&sweep);
}
END_TEST

/* The 26th letter is that of all that follow. */
START_TEST(there_are_more_failures_than_letters) {
  struct sweep sweep;
  make_sweep(&sweep, 40);
  struct sweep_letters letters = sweep_letters_find(&sweep);
  ck_assert_uint_eq(letters.count, SWEEP_LETTERS_MAX);
  ck_assert_int_eq(sweep_letter(&letters, &sweep, 0), 'A');
  ck_assert_int_eq(sweep_letter(&letters, &sweep, 1), 'b');
  ck_assert_int_eq(sweep_letter(&letters, &sweep, 25), 'z');
  ck_assert_int_eq(sweep_letter(&letters, &sweep, 38), 'Z');
  sweep_done(&sweep);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("sweep_read");
  TCase *tcase = tcase_create("sweep_read");
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_set_timeout(tcase, 120);
  tcase_add_test(tcase, what_is_read_is_what_was_written);
  tcase_add_test(tcase, a_file_that_was_cut_is_refused);
  tcase_add_test(tcase, a_file_that_was_changed_does_no_harm);
  tcase_add_loop_test(tcase, a_line_that_is_none_changes_nothing, 0,
                      LINE_COUNT);
  tcase_add_test(tcase, the_first_line_of_a_point_counts);
  tcase_add_test(tcase, there_are_more_failures_than_letters);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
