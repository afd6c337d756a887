/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: copies of an image that nobody uses at the moment.
 *
 * Loading takes longer than a short run: a file in memory, the dynamic linker,
 * page faults. From the second run on copies are kept, and what a copy may
 * write, its globals, is put back to what it was when it was loaded. */
#ifndef SOCKFIT_IMAGE_SPARE_H
#define SOCKFIT_IMAGE_SPARE_H

#include "image/build.h"

/* Note what the globals of a copy that was just loaded are, so that it can be
 * kept. Where memory is short it cannot. */
void spare_note(const struct image *image, struct image_instance *instance);

/* A kept copy, as if it was just loaded. False: there is none. */
bool spare_take(struct image_shared *shared, struct image_instance *ret);

/* Keep the copy. False: it cannot be kept, or there are enough. */
bool spare_keep(const struct image_instance *instance);

/* Unload all of them. */
void spares_done(struct image_shared *shared);

/* load.c: unload a copy, in any case. */
void image_drop(struct image_instance *instance);

#endif
