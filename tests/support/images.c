/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: images in a cache of the test's own. See images.h. */
#include "support/images.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/build.h"

void workshop_init(struct workshop *workshop, const char *cache) {
  struct diag diag = {0};
  ck_assert_int_eq(image_places_find(NULL, &workshop->places, &diag), 0);
  free(workshop->places.cache);
  workshop->places.cache = strdup(cache);
  workshop->loop = loop_new();
  ck_assert_ptr_nonnull(workshop->loop);
}

void workshop_done(struct workshop *workshop) {
  loop_free(workshop->loop);
  image_places_done(&workshop->places);
}

struct limits *workshop_limits(const char *name, const char *value) {
  struct variant variant;
  struct limits *limits = NULL;
  struct diag diag = {0};
  build_variant(&variant, "esp-idf");
  build_consumer(&variant, "api", "api", "");
  if (name != NULL)
    build_limit(&variant, name, value);
  int status = limits_derive(&variant, &limits, &diag);
  ck_assert_msg(status == 0, "%s", build_diag_text(&diag, 0));
  diag_done(&diag);
  build_variant_done(&variant);
  return limits;
}

struct image *workshop_build(struct workshop *workshop,
                             const struct limits *limits) {
  static const char *const kinds[] = {"api"};
  struct image_request request = {.limits = limits,
                                  .family = FAMILY_CONSUMER,
                                  .kinds = kinds,
                                  .kind_count = 1};
  struct image *image = NULL;
  struct diag diag = {0};
  int status =
      image_build(&workshop->places, &request, workshop->loop, &image, &diag);
  ck_assert_msg(status == 0, "image_build: %s, %s", strerror(-status),
                build_diag_text(&diag, 0));
  diag_done(&diag);
  return image;
}

size_t workshop_compiled(struct workshop *workshop, const char *name,
                         const char *value) {
  struct limits *limits = workshop_limits(name, value);
  struct image *image = workshop_build(workshop, limits);
  size_t compiled = image_compiled(image);
  image_free(image);
  limits_free(limits);
  return compiled;
}
