/* SPDX-License-Identifier: BSD-3-Clause */
/* study: what every run of one invocation shares: the lwIP trees, the images
 * made of them, the peers' limits and the loop. */
#ifndef SOCKFIT_STUDY_LAB_H
#define SOCKFIT_STUDY_LAB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/loop.h"
#include "image/image.h"
#include "limits/limits.h"
#include "study/images.h"

struct lab {
  struct image_places places;      /* the device's */
  struct image_places peer_places; /* another lwIP when one was named */
  struct limits *peer_limits;
  struct images *images;
  struct loop *loop;
  bool every_peer_kind; /* peers' images have them all: one image for all */
};

/* Find the trees (lwip_dir: the device's, NULL for the one that was fetched)
 * and make the loop, unless lab has one, with at most jobs compilers at a time
 * (0: as many as processors). lab is all zeros but for that.
 * Returns 0; -ENOENT and other negative errnos of
 * image_places_find with a diagnosis; -ENOMEM. After a failure lab_close is
 * allowed, and not necessary. */
int lab_open(struct lab *lab, const char *lwip_dir, size_t jobs,
             struct diag *diag);

/* Accepts a lab that is all zeros. */
void lab_close(struct lab *lab);

#endif
