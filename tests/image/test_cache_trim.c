/* SPDX-License-Identifier: BSD-3-Clause */
/* The cache does not grow for ever, and what is in use stays. */
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"
#include "image/cache.h"
#include "support/program.h"

#define HOUR_S 3600
#define ENTRY_OCTETS 8192

static char *folder;
static struct cache cache;

static void setup(void) {
  struct diag diag = {0};
  program_folders_make();
  folder = program_folder();
  ck_assert_int_eq(cache_open(folder, &cache, &diag), 0);
  diag_done(&diag);
}

static void teardown(void) {
  cache_close(&cache);
  free(folder);
  program_folders_remove();
}

/* An entry that was used so many seconds ago. */
static void make_entry(const char *name, time_t ago_s) {
  static const char octets[ENTRY_OCTETS];
  char *path = path_in(folder, name);
  struct timespec times[2] = {{.tv_nsec = UTIME_OMIT},
                              {.tv_sec = time(NULL) - ago_s}};
  ck_assert_int_eq(files_write_whole(path, octets, sizeof(octets)), 0);
  ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
  free(path);
}

static bool is_there(const char *name) {
  char *path = path_in(folder, name);
  bool there = files_exist(path);
  free(path);
  return there;
}

static void make_five(void) {
  make_entry("images/a.so", 5 * HOUR_S);
  make_entry("objects/b.o", 4 * HOUR_S);
  make_entry("uses/c", 3 * HOUR_S);
  make_entry("images/d.so", 2 * HOUR_S);
  make_entry("images/e.so", 60);
}

START_TEST(below_its_size_all_stays) {
  make_five();
  cache_trim(&cache, 100 * ENTRY_OCTETS);
  ck_assert(is_there("images/a.so") && is_there("objects/b.o"));
  ck_assert(is_there("uses/c") && is_there("images/e.so"));
}
END_TEST

START_TEST(the_least_used_go_first_whatever_they_are) {
  make_five();
  cache_trim(&cache, 4 * ENTRY_OCTETS); /* down to nine tenths of it: three */
  ck_assert(!is_there("images/a.so") && !is_there("objects/b.o"));
  ck_assert(is_there("uses/c") && is_there("images/d.so"));
  ck_assert(is_there("images/e.so"));
}
END_TEST

START_TEST(what_was_used_stays) {
  make_five();
  char *path = path_in(folder, "images/a.so");
  cache_used(path);
  free(path);
  cache_trim(&cache, 4 * ENTRY_OCTETS);
  ck_assert(is_there("images/a.so"));
  ck_assert(!is_there("objects/b.o") && !is_there("uses/c"));
}
END_TEST

START_TEST(what_may_be_in_use_stays_whatever_the_size) {
  make_five();
  cache_trim(&cache, 1);
  ck_assert(is_there("images/e.so"));
  ck_assert(!is_there("images/d.so"));
}
END_TEST

START_TEST(nobody_looks_twice_an_hour) {
  cache_trim(&cache, 1);
  make_five();
  cache_trim(&cache, 1);
  ck_assert(is_there("images/a.so"));
  make_entry("trimmed", HOUR_S + 1);
  cache_trim(&cache, 1);
  ck_assert(!is_there("images/a.so"));
}
END_TEST

/* A stamp of a machine whose clock was ahead holds nobody up. */
START_TEST(a_stamp_of_tomorrow_is_none) {
  make_five();
  make_entry("trimmed", -24 * HOUR_S);
  cache_trim(&cache, 1);
  ck_assert(!is_there("images/a.so"));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("image/cache_trim");
  TCase *tcase = tcase_create("size");
  tcase_add_checked_fixture(tcase, setup, teardown);
  tcase_add_test(tcase, below_its_size_all_stays);
  tcase_add_test(tcase, the_least_used_go_first_whatever_they_are);
  tcase_add_test(tcase, what_was_used_stays);
  tcase_add_test(tcase, what_may_be_in_use_stays_whatever_the_size);
  tcase_add_test(tcase, nobody_looks_twice_an_hour);
  tcase_add_test(tcase, a_stamp_of_tomorrow_is_none);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
