/* SPDX-License-Identifier: BSD-3-Clause */
/* study: the images of one invocation. A second run with the same options and
 * workloads takes the image that the first one has loaded: asking the cache
 * means looking at every source file, which takes longer than a short run. */
#ifndef SOCKFIT_STUDY_IMAGES_H
#define SOCKFIT_STUDY_IMAGES_H

#include "base/diag.h"
#include "base/loop.h"
#include "image/image.h"

struct images;

struct images *images_new(void); /* NULL: no memory */

/* The image for this request, which is only borrowed. Sources are taken to
 * stay as they are for as long as images lives. Returns 0 and the image, lent
 * until images_free or 30 further requests, or what image_build returns. */
int images_get(struct images *images, const struct image_places *places,
               const struct image_request *request, struct loop *loop,
               const struct image **ret_image, struct diag *diag);

/* Accepts NULL. */
void images_free(struct images *images);

#endif
