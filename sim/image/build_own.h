/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: what build.c and its neighbours share. */
#ifndef SOCKFIT_IMAGE_BUILD_OWN_H
#define SOCKFIT_IMAGE_BUILD_OWN_H

#include "image/build.h"
#include "image/cache.h"
#include "image/object.h"

/* Everything about one build; released by build_done. */
struct build {
  const struct image_request *request;
  struct compilation compilation;
  struct loop *loop;
  struct diag *diag;
  struct cache cache;
  char *compiler;
  char *flags;
  char *scratch;
  struct sources sources;
  struct object *objects;
  size_t object_count;
  size_t compiled;
  size_t own_compiled; /* the user's own files */
  char **joined;       /* one object for each program; owned */
};

/* Names in the cache. base: what every object depends on. key: the whole
 * image. Returns 0, or a negative errno with a diagnosis. */
int build_name(const struct image_places *places,
               const struct image_request *request, const char *compiler,
               const char *extra_flags, char ret_base[DIGEST_HEX_SIZE],
               char ret_key[DIGEST_HEX_SIZE], struct diag *diag);

/* Link all objects to the image, at this path. Returns 0; -EINVAL or -ECHILD
 * with a diagnosis: the linker refused; another negative errno. */
int build_link(struct build *build, const char *image_path);

/* The first error with the lines after it: a compiler says "error:" after its
 * warnings, a linker says at once what is wrong. */
void build_quote_error(struct diag *diag, const char *what, const char *marker,
                       const char *error_text);

#endif
