/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: what build.c and load.c share. */
#ifndef SOCKFIT_IMAGE_BUILD_H
#define SOCKFIT_IMAGE_BUILD_H

#include "image/image.h"
#include "image/tree.h"

#define IMAGE_MAX_OCTETS (64u << 20)

/* What one option was asked to be; owned. */
struct image_asked {
  char *name;
  char *value;
};

/* The first copy in memory, whose constants the others map; as long as any. */
struct image_shared {
  int fd;
  size_t users;
};

/* The shared object as a whole, so that a cache that is emptied meanwhile
 * does no harm. */
struct image {
  char *data;
  size_t len;
  char *path; /* to be loaded from there, by one host; NULL: from memory */
  struct image_asked *asked;
  size_t asked_count;
  size_t compiled;
  struct image_shared *shared;
};

/* Read a finished image. debug: it is to be loaded from this path. Returns 0
 * and the image (free with image_free), -EBADMSG when it is not whole, or
 * another negative errno. */
int image_open(const char *path, bool debug,
               const struct image_request *request, struct image **ret_image);

#endif
