/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the list of files that one image is compiled from. */
#ifndef SOCKFIT_IMAGE_SOURCES_H
#define SOCKFIT_IMAGE_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "image/digest.h"
#include "image/image.h"

struct source {
  char *path;  /* absolute; several, one a line, are compiled as one; owned */
  char *patch; /* absolute paths of patches of ours, one a line; owned, NULL:
                  none */
  const char *optimise; /* flags; static; NULL: -O0 */
  int group;            /* files of one group follow each other */
  bool once;            /* this image's own: not kept */
  bool shims;           /* sees the headers of lwip-port/shims first */
  const struct image_program *program; /* the user's own file; NULL: ours */
};

struct sources {
  struct source *items;
  size_t count;
};

/* Every file of the image, lwIP first, then the port and the workloads.
 * Returns 0; -ENOENT with a diagnosis when a required one is missing;
 * -ENOMEM. Free with sources_done. */
int sources_list(const struct image_places *places,
                 const struct image_request *request,
                 struct sources *ret_sources, struct diag *diag);

void sources_done(struct sources *sources);

/* What this program makes of the trees: which files, how optimised. Part of the
 * name of every object and image. */
void sources_digest(struct digest *digest);

/* Linker arguments: the probes' --wrap options and the libraries,
 * NULL-terminated, static. */
const char *const *sources_link_arguments(const struct image_request *request);

#endif
