/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the source that every image gets of its own. */
#ifndef SOCKFIT_IMAGE_REGISTRY_H
#define SOCKFIT_IMAGE_REGISTRY_H

#include "image/image.h"

/* Write it to path: the table of the workloads compiled in, and the tree's
 * name, and every option as the compiler sees it, for the loader to compare.
 * Returns 0 or a negative errno. */
int registry_write(const struct image_places *places,
                   const struct image_request *request, const char *path);

#endif
