/* SPDX-License-Identifier: BSD-3-Clause */
/* Images that one invocation has loaded are taken again, and only those that
 * are the same. */
#include <check.h>
#include <stdlib.h>

#include "study/images.h"
#include "support/images.h"
#include "support/program.h"

static char *cache;
static struct workshop workshop;

static void prepare(void) {
  program_folders_make();
  cache = program_folder();
  workshop_init(&workshop, cache);
}

static void clean_up(void) {
  workshop_done(&workshop);
  free(cache);
  program_folders_remove();
}

/* Its limits are gone when it returns. */
static const struct image *get(struct images *images, const char *sockets) {
  static const char *const kinds[] = {"api"};
  struct limits *limits = workshop_limits("MEMP_NUM_NETCONN", sockets);
  struct image_request request = {.limits = limits,
                                  .family = FAMILY_CONSUMER,
                                  .kinds = kinds,
                                  .kind_count = 1};
  const struct image *image;
  struct diag diag = {0};
  ck_assert_int_eq(images_get(images, &workshop.places, &request, workshop.loop,
                              &image, &diag),
                   0);
  limits_free(limits);
  diag_done(&diag);
  return image;
}

START_TEST(the_same_request_gets_the_same_image) {
  struct images *images = images_new();
  const struct image *ten = get(images, "10");
  const struct image *eleven = get(images, "11");
  ck_assert_ptr_ne(ten, eleven);
  ck_assert_ptr_eq(get(images, "10"), ten);
  ck_assert_ptr_eq(get(images, "11"), eleven);
  images_free(images);
}
END_TEST

START_TEST(an_image_outlives_the_limits_that_it_was_asked_for_with) {
  struct images *images = images_new();
  struct image_instance instance;
  struct diag diag = {0};
  const struct image *image = get(images, "10");
  ck_assert_int_eq(image_load(image, &instance, &diag), 0);
  image_unload(&instance);
  images_free(images);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("images of one invocation");
  TCase *tcase = tcase_create("images");
  tcase_set_timeout(tcase, 120);
  tcase_add_unchecked_fixture(tcase, prepare, clean_up);
  tcase_add_test(tcase, the_same_request_gets_the_same_image);
  tcase_add_test(tcase,
                 an_image_outlives_the_limits_that_it_was_asked_for_with);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
