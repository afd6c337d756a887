/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: images of a small device, in a cache of the test's own. */
#ifndef SOCKFIT_TESTS_IMAGES_H
#define SOCKFIT_TESTS_IMAGES_H

#include "image/image.h"

/* One cache; builds into it. */
struct workshop {
  struct image_places places;
  struct loop *loop;
};

/* cache is copied. */
void workshop_init(struct workshop *workshop, const char *cache);
void workshop_done(struct workshop *workshop);

/* Limits of profile esp-idf and the consumer api, with one option changed (or
 * none: name is NULL). Free with limits_free. */
struct limits *workshop_limits(const char *name, const char *value);

/* Build an image of the device with these limits, which it borrows. Fails the
 * test when that is not possible. Free with image_free. */
struct image *workshop_build(struct workshop *workshop,
                             const struct limits *limits);

/* Both, for the number of compiled objects. */
size_t workshop_compiled(struct workshop *workshop, const char *name,
                         const char *value);

#endif
