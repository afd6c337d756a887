/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tests of the scenario stage share. Each test is a process of its
 * own and works in a folder of its own. */
#ifndef TESTS_SCENARIO_SUPPORT_H
#define TESTS_SCENARIO_SUPPORT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scenario/scenario.h"

#define SUPPORT_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A loaded scenario (or NULL), the result, and the diagnostics. */
struct loaded {
  int result;
  struct scenario *scenario;
  struct diag diag;
  char *text; /* every diagnostic, one a line */
};

/* tests/scenario of the source tree. */
static inline const char *data_dir(void) {
  const char *dir = getenv("SOCKFIT_TEST_DATA");
  return dir ? dir : TEST_DATA_DIR;
}

static inline void enter_data_dir(const char *name) {
  ck_assert_int_eq(chdir(data_dir()), 0);
  ck_assert_int_eq(chdir(name), 0);
}

/* Checked fixtures: an empty folder to work in, and away with it. */
static char support_folder[] = "/tmp/sockfit-test-XXXXXX";

static inline void enter_empty_folder(void) {
  ck_assert_ptr_nonnull(mkdtemp(support_folder));
  ck_assert_int_eq(chdir(support_folder), 0);
}

static inline void remove_folder(void) {
  unlink("s.yaml");
  ck_assert_int_eq(chdir("/"), 0);
  ck_assert_int_eq(rmdir(support_folder), 0);
}

static inline char *diag_text(const struct diag *diag) {
  char *text = calloc(1, 1);
  size_t len = 0;
  for (size_t i = 0; i < diag->count; i++) {
    char *line = diag_format(&diag->entries[i]);
    ck_assert_ptr_nonnull(line);
    text = realloc(text, len + strlen(line) + 1);
    ck_assert_ptr_nonnull(text);
    strcpy(text + len, line);
    len += strlen(line);
    free(line);
  }
  return text;
}

static inline struct loaded
load_with(const char *path, const struct override *overrides, size_t count) {
  struct loaded loaded = {0};
  loaded.result =
      scenario_load(path, overrides, count, &loaded.scenario, &loaded.diag);
  loaded.text = diag_text(&loaded.diag);
  return loaded;
}

static inline struct loaded load(const char *path) {
  return load_with(path, NULL, 0);
}

static inline void loaded_done(struct loaded *loaded) {
  scenario_free(loaded->scenario);
  diag_done(&loaded->diag);
  free(loaded->text);
}

static inline void write_file(const char *text, size_t len) {
  FILE *file = fopen("s.yaml", "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(text, 1, len, file), len);
  ck_assert_int_eq(fclose(file), 0);
}

/* Load len octets as the file s.yaml. */
static inline struct loaded load_octets(const char *text, size_t len) {
  write_file(text, len);
  return load("s.yaml");
}

static inline struct loaded load_text(const char *text) {
  return load_octets(text, strlen(text));
}

/* A file that must be right. */
static inline struct loaded
load_good(const char *path, const struct override *overrides, size_t count) {
  struct loaded loaded = load_with(path, overrides, count);
  ck_assert_msg(loaded.result == 0, "%s", loaded.text);
  ck_assert_str_eq(loaded.text, "");
  return loaded;
}

static inline const struct variant *variant_of(const struct loaded *loaded,
                                               const char *name) {
  for (size_t i = 0; i < loaded->scenario->variant_count; i++)
    if (strcmp(loaded->scenario->variants[i].name, name) == 0)
      return &loaded->scenario->variants[i];
  ck_abort_msg("no variant '%s'", name);
  return NULL;
}

static inline const struct item *item_of(const struct item *items, size_t count,
                                         const char *name) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(items[i].name, name) == 0)
      return &items[i];
  ck_abort_msg("no item '%s'", name);
  return NULL;
}

static inline const struct item *consumer_of(const struct variant *variant,
                                             const char *name) {
  return item_of(variant->consumers, variant->consumer_count, name);
}

static inline const struct item *peer_of(const struct variant *variant,
                                         const char *name) {
  return item_of(variant->peers, variant->peer_count, name);
}

static inline int run_suite(Suite *suite) {
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
