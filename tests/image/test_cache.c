/* SPDX-License-Identifier: BSD-3-Clause */
/* Nothing is compiled twice, and nothing is shared that differs. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "support/images.h"
#include "support/program.h"

/* One cache for all tests of the suite: the first compiles everything, and
 * none depends on what the others left. */
static char *cache;

static void make_cache(void) {
  program_folders_make();
  cache = program_folder();
}

static void remove_cache(void) {
  free(cache);
  program_folders_remove();
}

static struct workshop workshop;

static void setup(void) {
  workshop_init(&workshop, cache);
  workshop_compiled(&workshop, NULL, NULL);
}

static void teardown(void) {
  workshop_done(&workshop);
}

static size_t object_count(void) {
  char *objects = path_in(cache, "objects");
  int count = folder_count(objects);
  free(objects);
  ck_assert_int_gt(count, 0);
  return (size_t)count;
}

START_TEST(the_same_request_compiles_nothing) {
  ck_assert_uint_eq(workshop_compiled(&workshop, NULL, NULL), 0);
}
END_TEST

/* sockets.c, init.c, memp.c, netdb.c and two probes know the size of the table;
 * and the image's own source. */
START_TEST(a_limit_compiles_only_what_depends_on_it) {
  size_t all = object_count();
  size_t some = workshop_compiled(&workshop, "MEMP_NUM_NETCONN", "17");
  ck_assert_uint_gt(some, 1);
  ck_assert_msg(some <= 7 && some < all / 2, "%zu of %zu objects", some, all);
}
END_TEST

START_TEST(limits_that_alternate_compile_nothing) {
  workshop_compiled(&workshop, "MEMP_NUM_NETCONN", "11");
  workshop_compiled(&workshop, "MEMP_NUM_NETCONN", "12");
  for (int i = 0; i < 3; i++) {
    ck_assert_uint_eq(workshop_compiled(&workshop, "MEMP_NUM_NETCONN", "11"),
                      0);
    ck_assert_uint_eq(workshop_compiled(&workshop, "MEMP_NUM_NETCONN", "12"),
                      0);
  }
}
END_TEST

/* Without the images the objects are still there: only the image's own source
 * is compiled. */
START_TEST(objects_outlive_their_image) {
  char *command = text_format("rm -r '%s/images'", cache);
  ck_assert_int_eq(system(command), 0);
  ck_assert_uint_eq(workshop_compiled(&workshop, NULL, NULL), 1);
  free(command);
}
END_TEST

/* No mDNS responder is compiled in: only the image's own source is left. */
START_TEST(an_option_that_nobody_uses_compiles_nothing) {
  struct limits *limits = workshop_limits(NULL, NULL);
  struct limit *limit =
      (struct limit *)limits_find(limits, "MDNS_MAX_SERVICES");
  ck_assert_ptr_nonnull(limit);
  free(limit->value);
  limit->value = strdup("9");
  struct image *image = workshop_build(&workshop, limits);
  ck_assert_uint_eq(image_compiled(image), 1);
  image_free(image);
  limits_free(limits);
}
END_TEST

START_TEST(an_object_that_is_gone_is_compiled_again) {
  char *command = text_format("rm -r '%s/images'; cd '%s/objects' && "
                              "rm \"$(ls | head -n 1)\"",
                              cache, cache);
  size_t before = object_count();
  ck_assert_int_eq(system(command), 0);
  size_t compiled = workshop_compiled(&workshop, NULL, NULL);
  ck_assert_uint_ge(compiled, 1);
  ck_assert_uint_le(compiled, 2);
  ck_assert_uint_le(object_count(), before);
  free(command);
}
END_TEST

START_TEST(compilers_share_nothing) {
  static const char script[] = "#!/bin/sh\nexec gcc \"$@\"\n";
  char *compiler = path_in(cache, "another");
  size_t all = object_count();
  file_write(compiler, script, sizeof(script) - 1);
  ck_assert_int_eq(chmod(compiler, 0755), 0);
  setenv("SOCKFIT_CC", compiler, 1);
  size_t compiled = workshop_compiled(&workshop, NULL, NULL);
  ck_assert_uint_gt(compiled, 20); /* all of them, groups counted as one */
  ck_assert_uint_eq(object_count(), all + compiled - 1);
  free(compiler);
}
END_TEST

START_TEST(nothing_is_left_in_the_scratch_folder) {
  char *scratch = path_in(cache, "scratch");
  workshop_compiled(&workshop, "MEMP_NUM_NETCONN", "18");
  ck_assert_int_eq(folder_count(scratch), 0);
  free(scratch);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("image/cache");
  TCase *all = tcase_create("cache");
  tcase_set_timeout(all, 120); /* images are compiled */
  tcase_add_unchecked_fixture(all, make_cache, remove_cache);
  tcase_add_checked_fixture(all, setup, teardown);
  tcase_add_test(all, the_same_request_compiles_nothing);
  tcase_add_test(all, a_limit_compiles_only_what_depends_on_it);
  tcase_add_test(all, limits_that_alternate_compile_nothing);
  tcase_add_test(all, objects_outlive_their_image);
  tcase_add_test(all, an_option_that_nobody_uses_compiles_nothing);
  tcase_add_test(all, an_object_that_is_gone_is_compiled_again);
  tcase_add_test(all, compilers_share_nothing);
  tcase_add_test(all, nothing_is_left_in_the_scratch_folder);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
