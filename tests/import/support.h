/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tests of the import stage share: each works in a folder of its own,
 * imports a device from it and looks at the scenario that comes out. */
#ifndef TESTS_IMPORT_SUPPORT_H
#define TESTS_IMPORT_SUPPORT_H

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "import/import.h"
#include "limits/limits.h"
#include "scenario/scenario.h"
#include "support/program.h"

static struct diag diag;
static struct imported imported;
static struct scenario *scenario;
static struct limits *limits;
static char *said; /* every diagnostic, one a line */
static char *folder;

static inline void enter_folder(void) {
  folder = program_folder();
  ck_assert_int_eq(chdir(folder), 0);
}

static inline void leave_folder(void) {
  limits_free(limits);
  scenario_free(scenario);
  imported_done(&imported);
  diag_done(&diag);
  free(said);
  free(folder);
  ck_assert_int_eq(chdir("/"), 0);
}

static inline void put_file(const char *name, const char *text) {
  file_write(name, text, strlen(text));
}

static inline void collect_said(void) {
  free(said);
  said = calloc(1, 1);
  for (size_t i = 0; i < diag.count; i++) {
    char *line = diag_format(&diag.entries[i]);
    said = realloc(said, strlen(said) + strlen(line) + 1);
    strcat(said, line);
    free(line);
  }
}

/* Import device.yaml with these components (NULL: none). Returns the result. */
static inline int import_with(const char *path, const char *components) {
  int r = import_device(path, components, &imported, &diag);
  collect_said();
  return r;
}

/* The imported text must be a scenario; derive its limits. */
static inline void load_imported(const char *path) {
  struct scenario_text text = imported_text(&imported, path);
  int r = scenario_load_text(&text, NULL, 0, &scenario, &diag);
  collect_said();
  ck_assert_msg(r == 0, "%s\n%s", said, imported.text);
  r = limits_derive(&scenario->variants[0], &limits, &diag);
  collect_said();
  ck_assert_msg(r == 0, "%s\n%s", said, imported.text);
}

static inline void import_path(const char *path) {
  int r = import_with(path, NULL);
  ck_assert_msg(r == 0, "%s", said);
  load_imported(path);
}

/* text as device.yaml, imported. */
static inline void import_text(const char *text) {
  put_file("device.yaml", text);
  import_path("device.yaml");
}

/* The same, which must fail with every one of these in what is said. */
static inline void import_fails(const char *text, const char *const words[]) {
  put_file("device.yaml", text);
  ck_assert_int_eq(import_with("device.yaml", NULL), -EINVAL);
  ck_assert_uint_gt(diag.error_count, 0);
  for (size_t i = 0; words[i]; i++)
    ck_assert_msg(strstr(said, words[i]) != NULL, "no '%s' in:\n%s", words[i],
                  said);
}
#define import_fails_with(text, ...)                                           \
  import_fails(text, (const char *const[]){__VA_ARGS__, NULL})

static inline const struct item *consumer(const char *name) {
  const struct variant *variant = &scenario->variants[0];
  for (size_t i = 0; i < variant->consumer_count; i++)
    if (strcmp(variant->consumers[i].name, name) == 0)
      return &variant->consumers[i];
  ck_abort_msg("no consumer '%s' in:\n%s", name, imported.text);
  return NULL;
}

/* Fail unless ESPHome would log exactly this line. */
static inline void assert_message(const char *line) {
  ck_assert_uint_gt(limits->message_count, 0);
  ck_assert_str_eq(limits->messages[limits->message_count - 1], line);
}

static inline TCase *folder_case(const char *name) {
  TCase *tcase = tcase_create(name);
  tcase_set_timeout(tcase, 60); /* some run a compiler */
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_add_checked_fixture(tcase, enter_folder, leave_folder);
  return tcase;
}

static inline int run_suite(Suite *suite) {
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
