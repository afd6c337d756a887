/* SPDX-License-Identifier: BSD-3-Clause */
/* Private copies of an image, and images that are not what was asked for. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "image/build.h"
#include "support/build.h"
#include "support/images.h"
#include "support/program.h"

#define COPIES 50

static char *cache;
static struct workshop workshop;
static struct limits *limits;
static struct image *image;

/* Unchecked: one image for all tests. */
static void make_image(void) {
  program_folders_make();
  cache = program_folder();
  workshop_init(&workshop, cache);
  limits = workshop_limits("MEMP_NUM_NETCONN", "13");
  image = workshop_build(&workshop, limits);
}

static void remove_image(void) {
  image_free(image);
  limits_free(limits);
  workshop_done(&workshop);
  free(cache);
  program_folders_remove();
}

static int64_t echoed(const struct image_instance *instance, const char *name) {
  const struct image_limit *limit = instance->interface->limits;
  while (limit->name != NULL && strcmp(limit->name, name) != 0)
    limit++;
  ck_assert_ptr_nonnull(limit->name);
  return limit->value;
}

START_TEST(every_copy_has_globals_of_its_own) {
  static struct image_instance copies[COPIES];
  struct diag diag = {0};
  for (int i = 0; i < COPIES; i++) {
    ck_assert_int_eq(image_load(image, &copies[i], &diag), 0);
    ck_assert_int_eq(echoed(&copies[i], "MEMP_NUM_NETCONN"), 13);
    ck_assert_str_eq(copies[i].interface->lwip_version, "2.2.1");
    for (int j = 0; j < i; j++) {
      ck_assert_ptr_ne(copies[i].interface, copies[j].interface);
      ck_assert_ptr_ne(copies[i].interface->limits,
                       copies[j].interface->limits);
      ck_assert(copies[i].interface->start != copies[j].interface->start);
    }
  }
  for (int i = 0; i < COPIES; i++)
    image_unload(&copies[i]);
}
END_TEST

/* From the second time on copies are kept. */
START_TEST(a_kept_copy_is_as_if_just_loaded) {
  struct diag diag = {0};
  struct image_instance copy;
  ck_assert_int_eq(image_load(image, &copy, &diag), 0);
  image_unload(&copy);
  ck_assert_int_eq(image_load(image, &copy, &diag), 0);
  /* One of its globals, of which nobody else may write. */
  struct image_interface *global = (struct image_interface *)copy.interface;
  struct image_interface before = *global;
  memset(global, 0x5a, sizeof(*global));
  image_unload(&copy);
  ck_assert_int_eq(image_load(image, &copy, &diag), 0);
  ck_assert_ptr_eq(copy.interface, global);
  ck_assert_mem_eq(copy.interface, &before, sizeof(before));
  image_unload(&copy);
}
END_TEST

START_TEST(unloading_gives_descriptors_back) {
  struct diag diag = {0};
  struct image_instance kept;
  ck_assert_int_eq(image_load(image, &kept, &diag), 0);
  image_unload(&kept);
  ck_assert_int_eq(image_load(image, &kept, &diag), 0);
  image_unload(&kept);
  int before = folder_count("/proc/self/fd");
  for (int i = 0; i < 200; i++) {
    struct image_instance copy;
    ck_assert_int_eq(image_load(image, &copy, &diag), 0);
    image_unload(&copy);
  }
  ck_assert_int_eq(folder_count("/proc/self/fd"), before);
}
END_TEST

/* A name is not used again while a copy of that name lives. */
START_TEST(a_copy_after_another_is_fresh) {
  struct image_instance first, second, third;
  struct diag diag = {0};
  ck_assert_int_eq(image_load(image, &first, &diag), 0);
  ck_assert_int_eq(image_load(image, &second, &diag), 0);
  image_unload(&first);
  ck_assert_int_eq(image_load(image, &third, &diag), 0);
  ck_assert_ptr_ne(third.interface, second.interface);
  image_unload(&second);
  ck_assert_int_eq(echoed(&third, "MEMP_NUM_NETCONN"), 13);
  image_unload(&third);
}
END_TEST

static struct image_asked *asked(const char *name) {
  size_t i = 0;
  while (strcmp(image->asked[i].name, name) != 0)
    i++;
  return &image->asked[i];
}

START_TEST(other_limits_than_asked_for_are_refused) {
  struct image_asked *limit = asked("MEMP_NUM_NETCONN");
  struct image_instance copy;
  struct diag diag = {0};
  int before = folder_count("/proc/self/fd");
  free(limit->value);
  limit->value = strdup("14");
  ck_assert_int_eq(image_load(image, &copy, &diag), -EBADMSG);
  ck_assert_uint_eq(diag.error_count, 1);
  ck_assert_ptr_nonnull(
      strstr(build_diag_text(&diag, 0), "MEMP_NUM_NETCONN = 14"));
  ck_assert_int_eq(folder_count("/proc/self/fd"), before);
  diag_done(&diag);
}
END_TEST

START_TEST(an_option_the_image_does_not_know_is_refused) {
  struct image_asked *limit = asked("MEMP_NUM_NETCONN");
  struct image_instance copy;
  struct diag diag = {0};
  free(limit->name);
  limit->name = strdup("MEMP_NUM_NOTHING");
  ck_assert_int_eq(image_load(image, &copy, &diag), -EBADMSG);
  ck_assert_ptr_nonnull(strstr(build_diag_text(&diag, 0), "MEMP_NUM_NOTHING"));
  diag_done(&diag);
}
END_TEST

/* What somebody else did to the cache is reported, not run. */
static const char *const spoilers[] = {": >", "echo text >",
                                       "truncate -s 3000"};

START_TEST(a_spoilt_image_is_refused) {
  char *folder = program_folder();
  char *copy_command = text_format("cp -r '%s/.' '%s'", cache, folder);
  char *command = text_format(
      "cd '%s/images' && for i in *; do %s \"$i\"; done", folder, spoilers[_i]);
  ck_assert_int_eq(system(copy_command), 0);
  ck_assert_int_eq(system(command), 0);
  struct workshop other;
  workshop_init(&other, folder);
  struct image *spoilt = workshop_build(&other, limits);
  struct image_instance copy;
  struct diag diag = {0};
  /* Compiled again, or refused; never run. */
  if (image_compiled(spoilt) == 0) {
    ck_assert_int_eq(image_load(spoilt, &copy, &diag), -EBADMSG);
    ck_assert_uint_eq(diag.error_count, 1);
  } else {
    ck_assert_int_eq(image_load(spoilt, &copy, &diag), 0);
    image_unload(&copy);
  }
  diag_done(&diag);
  image_free(spoilt);
  workshop_done(&other);
  free(command);
  free(copy_command);
  free(folder);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("image/load");
  TCase *all = tcase_create("copies");
  tcase_set_timeout(all, 120); /* an image is compiled */
  tcase_add_unchecked_fixture(all, make_image, remove_image);
  tcase_add_test(all, every_copy_has_globals_of_its_own);
  tcase_add_test(all, a_kept_copy_is_as_if_just_loaded);
  tcase_add_test(all, unloading_gives_descriptors_back);
  tcase_add_test(all, a_copy_after_another_is_fresh);
  tcase_add_test(all, other_limits_than_asked_for_are_refused);
  tcase_add_test(all, an_option_the_image_does_not_know_is_refused);
  tcase_add_loop_test(all, a_spoilt_image_is_refused, 0, 3);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
