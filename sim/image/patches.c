/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: which patches of ours a file of lwIP needs. See patches.h. */
#include "image/patches.h"

#include <string.h>

static const struct lwip_patch patches[] = {
#define PATCH(name, path, patch, marker, option, value, without)               \
  {#name, path, patch, marker, option, value, without},
#include "image/patches.def"
};

#define PATCH_COUNT (sizeof(patches) / sizeof(patches[0]))

const struct lwip_patch *patches_all(size_t *ret_count) {
  *ret_count = PATCH_COUNT;
  return patches;
}

const struct lwip_patch *patches_find(const char *patch) {
  size_t len = strlen(patch);
  for (size_t i = 0; i < PATCH_COUNT; i++) {
    size_t own = strlen(patches[i].patch);
    if (len >= own && strcmp(patch + len - own, patches[i].patch) == 0)
      return &patches[i];
  }
  return NULL;
}

bool patches_wanted(const struct lwip_patch *patch,
                    const struct limits *limits) {
  if (patch->option == NULL)
    return true;
  const struct limit *limit = limits_find(limits, patch->option);
  return limit != NULL && strcmp(limit->value, patch->value) == 0;
}
