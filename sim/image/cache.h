/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the folder of compiled things.
 *
 *     images/KEY.so   objects/KEY.o   uses/KEY   trees/KEY   scratch/PID-N/
 *     trimmed
 *
 * Entries appear by rename, whole or not at all. */
#ifndef SOCKFIT_IMAGE_CACHE_H
#define SOCKFIT_IMAGE_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"

struct cache {
  char *folder;
  bool temporary; /* made for this build, removed afterwards */
};

/* Make the folders; when that is not possible, a temporary cache instead and
 * a warning that says why. Returns 0 or a negative errno with a diagnosis. */
int cache_open(const char *folder, struct cache *ret_cache, struct diag *diag);

/* An empty folder for one build; remove it with files_remove_folder and free
 * the name. Folders that processes which no longer run left behind are
 * removed. NULL: not possible. */
char *cache_scratch(const struct cache *cache);

void cache_close(struct cache *cache);

/* cache_trim.c. What an everyday of compiling leaves in months, a sweep of
 * thousands of images in an afternoon. */
#define CACHE_OCTETS_MAX (UINT64_C(4) << 30)

/* Somebody uses the image or object at path: others go before it. */
void cache_used(const char *path);

/* When there is more than that in the cache, remove what was not used for the
 * longest time, but nothing that was within the last hour: another process may
 * be about to read it. Looks once an hour, at the file `trimmed`; failures are
 * none of the caller's. */
void cache_trim(const struct cache *cache, uint64_t octets_max);

#endif
