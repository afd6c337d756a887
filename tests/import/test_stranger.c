/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of a device that somebody else wrote: nothing is read that is neither
 * below its folder nor below the current one, whatever way leads there, and
 * nothing of it is quoted. */
#include <sys/stat.h>

#include "base/text.h"
#include "support.h"

#define BASE "esphome: {name: x}\nesp32: {board: b}\n"
#define QUOTABLE "root:x:0:0: [\n"

/* FOLDER/private/key.yaml is not the device's; FOLDER/device/ is. */
static void enter_device(void) {
  enter_folder();
  ck_assert_int_eq(mkdir("private", 0700), 0);
  ck_assert_int_eq(mkdir("device", 0700), 0);
  put_file("private/key.yaml", QUOTABLE);
  ck_assert_int_eq(chdir("device"), 0);
}

static void is_fenced(const char *text) {
  import_fails_with(text, "and is not read", "device.yaml:3:");
  ck_assert_ptr_null(strstr(said, "root:x"));
}

START_TEST(an_absolute_path) {
  char *text = text_format(BASE "api: !include %s/private/key.yaml\n", folder);
  is_fenced(text);
  free(text);
}
END_TEST

START_TEST(a_way_up) {
  is_fenced(BASE "api: !include ../private/key.yaml\n");
  is_fenced(BASE "api: !include ./../device/../private/key.yaml\n");
}
END_TEST

START_TEST(a_folder) {
  is_fenced(BASE "api: !include_dir_list ../private\n");
  is_fenced(BASE "api: !include_dir_merge_named ../private\n");
}
END_TEST

START_TEST(a_package) {
  import_fails_with(BASE "packages: {p: !include ../private/key.yaml}\n",
                    "and is not read");
  ck_assert_ptr_null(strstr(said, "root:x"));
}
END_TEST

START_TEST(a_symbolic_link) {
  ck_assert_int_eq(symlink("../private/key.yaml", "innocent.yaml"), 0);
  is_fenced(BASE "api: !include innocent.yaml\n");
  ck_assert_int_eq(symlink("../private/key.yaml", "secrets.yaml"), 0);
  import_fails_with(BASE "wifi: {password: !secret p}\n", "and is not read");
  ck_assert_ptr_null(strstr(said, "root:x"));
}
END_TEST

START_TEST(a_name_that_only_begins_like_the_folder) {
  ck_assert_int_eq(mkdir("../device-of-another", 0700), 0);
  put_file("../device-of-another/key.yaml", QUOTABLE);
  is_fenced(BASE "api: !include ../device-of-another/key.yaml\n");
}
END_TEST

START_TEST(what_the_user_stands_above_is_read) {
  put_file("../private/key.yaml", "{}\n");
  put_file("device.yaml", BASE "api: !include ../private/key.yaml\n");
  ck_assert_int_eq(chdir(".."), 0);
  import_path("device/device.yaml");
  ck_assert_ptr_nonnull(consumer("api"));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("import/stranger");
  TCase *tcase = tcase_create("stranger");
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_add_checked_fixture(tcase, enter_device, leave_folder);
  tcase_add_test(tcase, an_absolute_path);
  tcase_add_test(tcase, a_way_up);
  tcase_add_test(tcase, a_folder);
  tcase_add_test(tcase, a_package);
  tcase_add_test(tcase, a_symbolic_link);
  tcase_add_test(tcase, a_name_that_only_begins_like_the_folder);
  tcase_add_test(tcase, what_the_user_stands_above_is_read);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
