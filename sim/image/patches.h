/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: which patches of ours a file of lwIP needs (patches.def). */
#ifndef SOCKFIT_IMAGE_PATCHES_H
#define SOCKFIT_IMAGE_PATCHES_H

#include <stdbool.h>
#include <stddef.h>

#include "limits/limits.h"

struct lwip_patch {
  const char *name;   /* of the rule: "TCP_LISTS" */
  const char *path;   /* lwIP's file: "src/core/tcp.c" */
  const char *patch;  /* ours: "patches/tcp-lists-count.patch" */
  const char *marker; /* only a file that has the rule contains it */
  const char *option; /* asked for where it has this value; NULL: always */
  const char *value;
  const char *without; /* what would be missing */
};

/* All of them in the order of patches.def; static. */
const struct lwip_patch *patches_all(size_t *ret_count);

/* By the patch's file name, with or without folders before it; NULL: none. */
const struct lwip_patch *patches_find(const char *patch);

/* Whether these limits ask for the patch's rule. */
bool patches_wanted(const struct lwip_patch *patch,
                    const struct limits *limits);

#endif
