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

/* The first copy in memory, whose constants the others map; as long as any. And
 * the copies that nobody uses (spare.h). */
struct image_shared {
  int fd;
  size_t users;
  bool used_before; /* a host has had a copy and needs it no more */
  struct image_spare *spares;
  size_t spare_count;
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
  bool plain; /* its globals are all that it is: no code of the user's, whose
                 constructors may do anything, no sanitizer, no debugger */
  struct image_shared *shared;
};

/* Read a finished image. debug: it is to be loaded from this path. Returns 0
 * and the image (free with image_free), -EBADMSG when it is not whole, or
 * another negative errno. */
int image_open(const char *path, bool debug,
               const struct image_request *request, struct image **ret_image);

#endif
