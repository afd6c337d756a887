/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: what build.c and load.c share. */
#ifndef SOCKFIT_IMAGE_BUILD_H
#define SOCKFIT_IMAGE_BUILD_H

#include "image/image.h"
#include "image/tree.h"

#define IMAGE_MAX_OCTETS (64u << 20)

/* The shared object as a whole, so that a cache that is emptied meanwhile
 * does no harm. limits is borrowed from the request. */
struct image {
  char *data;
  size_t len;
  char *path; /* to be loaded from there, by one host; NULL: from memory */
  const struct limits *limits;
  size_t compiled;
};

#endif
