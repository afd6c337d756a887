/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: sizes on the device, from a compile for a 32-bit processor. */
#ifndef SOCKFIT_IMAGE_TARGET_H
#define SOCKFIT_IMAGE_TARGET_H

#include "image/image.h"
#include "limits/ram.h"

/* Compile lwip-port/target/sizes.c with the limits and read the sizes from the
 * object; nothing is linked or run, and the object is kept in the cache. The
 * compiler needs no 32-bit C library.
 * Returns 0; -ENOENT no compiler; -ECHILD it refused (it may be one without
 * -m32), -EBADMSG the object is not what it should be: each with an error in
 * diag; -ECANCELED; -ENOMEM. */
int target_sizes(const struct image_places *places, const struct limits *limits,
                 struct loop *loop, struct ram_sizes *ret_sizes,
                 struct diag *diag);

#endif
