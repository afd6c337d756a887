/* SPDX-License-Identifier: BSD-3-Clause */
/* Every file of malformed/ is one mistake; beside NAME.yaml stands
 * NAME.expected with the diagnostics, word for word. A new pair of files is a
 * new test. SOCKFIT_TEST_DATA may name another folder that has malformed/. */
#include "support.h"

#include <dirent.h>
#include <errno.h>
#include <unistd.h>

static struct dirent **cases;
static int case_count;

static int is_scenario(const struct dirent *entry) {
  const char *dot = strrchr(entry->d_name, '.');
  return dot && strcmp(dot, ".yaml") == 0;
}

static int is_expectation(const struct dirent *entry) {
  const char *dot = strrchr(entry->d_name, '.');
  return dot && strcmp(dot, ".expected") == 0;
}

static void free_entries(struct dirent **entries, int count) {
  while (count > 0)
    free(entries[--count]);
  free(entries);
}

/* NAME.yaml -> the text of NAME.expected. */
static char *read_expected(const char *name) {
  char path[300];
  snprintf(path, sizeof(path), "%.*s.expected", (int)(strlen(name) - 5), name);
  FILE *file = fopen(path, "rb");
  ck_assert_msg(file != NULL, "%s is missing", path);
  char *text = calloc(1, 65536);
  ck_assert_ptr_nonnull(text);
  size_t len = fread(text, 1, 65535, file);
  ck_assert_uint_gt(len, 0);
  fclose(file);
  return text;
}

START_TEST(a_mistake_is_explained_word_for_word) {
  enter_data_dir("malformed");
  const char *name = cases[_i]->d_name;
  char *expected = read_expected(name);
  struct loaded loaded = load(name);
  ck_assert_msg(loaded.result == -EINVAL, "%s: %d", name, loaded.result);
  ck_assert_msg(strcmp(loaded.text, expected) == 0, "%s: expected\n%sfound\n%s",
                name, expected, loaded.text);
  ck_assert_uint_ge(loaded.diag.error_count, 1);
  loaded_done(&loaded);
  free(expected);
}
END_TEST

START_TEST(there_are_cases_and_each_is_a_pair) {
  enter_data_dir("malformed");
  struct dirent **expectations;
  int count = scandir(".", &expectations, is_expectation, alphasort);
  ck_assert_int_ge(case_count, 40);
  ck_assert_int_eq(count, case_count);
  free_entries(expectations, count);
}
END_TEST

int main(void) {
  char path[4096];
  snprintf(path, sizeof(path), "%s/malformed", data_dir());
  case_count = scandir(path, &cases, is_scenario, alphasort);
  Suite *suite = suite_create("scenario/malformed");
  TCase *tcase = tcase_create("malformed");
  suite_add_tcase(suite, tcase);
  tcase_add_test(tcase, there_are_cases_and_each_is_a_pair);
  tcase_add_loop_test(tcase, a_mistake_is_explained_word_for_word, 0,
                      case_count);
  int status = run_suite(suite);
  free_entries(cases, case_count);
  return status;
}
