/* SPDX-License-Identifier: BSD-3-Clause */
/* The digest of a source tree follows its contents; stamps only tell whether
 * they must be read again. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/tree.h"
#include "support/program.h"

static char *tree;
static char *cache;
static char *file;   /* tree/a/code.c */
static char *memory; /* where the cache remembers */
static char first[DIGEST_HEX_SIZE];

static void write_text(const char *path, const char *text) {
  file_write(path, text, strlen(text));
}

static void set_time(const char *path, long at_s) {
  const struct timespec times[2] = {{.tv_sec = at_s}, {.tv_sec = at_s}};
  ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void digest(char ret_hex[DIGEST_HEX_SIZE]) {
  ck_assert_int_eq(tree_digest(tree, cache, ret_hex), 0);
}

static void setup(void) {
  tree = program_folder();
  cache = program_folder();
  memory = path_in(cache, "trees");
  char *below = path_in(tree, "a");
  ck_assert_int_eq(mkdir(below, 0777), 0);
  ck_assert_int_eq(mkdir(memory, 0777), 0);
  file = path_in(below, "code.c");
  free(below);
  write_text(file, "int a = 1;\n");
  set_time(file, 1000000);
  digest(first);
}

static void teardown(void) {
  free(tree);
  free(cache);
  free(memory);
  free(file);
}

static void assert_same(bool same) {
  char again[DIGEST_HEX_SIZE];
  digest(again);
  ck_assert_int_eq(strcmp(first, again) == 0, same);
}

START_TEST(an_unchanged_tree_has_the_same_digest) {
  assert_same(true);
  ck_assert_int_eq(folder_count(memory), 1);
}
END_TEST

START_TEST(another_content_gives_another_digest) {
  write_text(file, "int a = 2;\n"); /* as long as before */
  assert_same(false);
}
END_TEST

/* This is what the stamps are for: the file is not read. Nobody restores a
 * modification time by accident. */
START_TEST(with_size_and_time_restored_the_memory_answers) {
  write_text(file, "int a = 2;\n");
  set_time(file, 1000000);
  assert_same(true);
  ck_assert_int_eq(folder_count(memory), 1);
}
END_TEST

START_TEST(without_memory_the_content_decides) {
  write_text(file, "int a = 2;\n");
  set_time(file, 1000000);
  free(cache);
  cache = program_folder(); /* no folder trees/ in it: nothing is kept */
  assert_same(false);
  write_text(file, "int a = 1;\n");
  assert_same(true);
}
END_TEST

START_TEST(another_time_alone_changes_nothing) {
  set_time(file, 2000000);
  assert_same(true);
  ck_assert_int_eq(folder_count(memory), 2);
}
END_TEST

START_TEST(names_count) {
  char *other = path_in(tree, "a/core.c");
  ck_assert_int_eq(rename(file, other), 0);
  assert_same(false);
  ck_assert_int_eq(rename(other, file), 0);
  assert_same(true);
  free(other);
}
END_TEST

static const struct {
  const char *name;
  bool counts;
} additions[] = {{"a/more.c", true},  {"more.h", true},  {"my.patch", true},
                 {"a/more.o", false}, {"README", false}, {"a/x.c.orig", false}};

START_TEST(only_sources_count) {
  char *path = path_in(tree, additions[_i].name);
  write_text(path, "");
  assert_same(!additions[_i].counts);
  free(path);
}
END_TEST

/* Content moves from one file to the next: borders count. */
START_TEST(borders_of_files_count) {
  char *other = path_in(tree, "b.c"), with[DIGEST_HEX_SIZE];
  write_text(file, "ab");
  write_text(other, "c");
  digest(with);
  memcpy(first, with, sizeof(first));
  write_text(file, "a");
  write_text(other, "bc");
  assert_same(false);
  free(other);
}
END_TEST

START_TEST(the_place_of_the_tree_does_not_count) {
  char *moved = program_folder();
  ck_assert_int_eq(rename(tree, moved), 0);
  free(tree);
  tree = moved;
  assert_same(true);
}
END_TEST

START_TEST(a_spoilt_memory_is_not_believed) {
  char *command = path_in(memory, "*");
  char line[512];
  snprintf(line, sizeof(line), "for i in %s; do echo x >\"$i\"; done", command);
  ck_assert_int_eq(system(line), 0);
  assert_same(true);
  free(command);
}
END_TEST

START_TEST(a_missing_tree_is_an_error) {
  char hex[DIGEST_HEX_SIZE];
  ck_assert_int_eq(tree_digest("/nonexistent", cache, hex), -ENOENT);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("image/tree");
  TCase *all = tcase_create("tree");
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_checked_fixture(all, setup, teardown);
  tcase_add_test(all, an_unchanged_tree_has_the_same_digest);
  tcase_add_test(all, another_content_gives_another_digest);
  tcase_add_test(all, with_size_and_time_restored_the_memory_answers);
  tcase_add_test(all, without_memory_the_content_decides);
  tcase_add_test(all, another_time_alone_changes_nothing);
  tcase_add_test(all, names_count);
  tcase_add_loop_test(all, only_sources_count, 0,
                      (int)(sizeof(additions) / sizeof(additions[0])));
  tcase_add_test(all, borders_of_files_count);
  tcase_add_test(all, the_place_of_the_tree_does_not_count);
  tcase_add_test(all, a_spoilt_memory_is_not_believed);
  tcase_add_test(all, a_missing_tree_is_an_error);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
