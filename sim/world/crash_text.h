/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a crash in words. */
#ifndef SOCKFIT_WORLD_CRASH_TEXT_H
#define SOCKFIT_WORLD_CRASH_TEXT_H

#include "image/image.h"
#include "world/crash.h"

/* "it wrote to address 0 (NULL), in parse (workloads/device/x.c:12), called by
 * serve (workloads/device/x.c:40)". The same in every run: of a stuck task the
 * functions in which it was at all of several moments. code: where the image
 * begins in memory. folder: what is below it is named without it (the user's
 * own source); NULL: nothing is. malloc'ed; NULL: no memory. */
char *crash_text(const struct crash *crash, const struct image *image,
                 const void *code, const char *folder);

#endif
