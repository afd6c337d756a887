/* SPDX-License-Identifier: BSD-3-Clause */
/* import stage, internal: an sdkconfig, line by line. */
#ifndef SOCKFIT_IMPORT_SDKCONFIG_H
#define SOCKFIT_IMPORT_SDKCONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/arena.h"
#include "scenario/mistakes.h"

#define SDKCONFIG_ENTRIES_MAX 8000

/* `NAME=VALUE`, or `# NAME is not set`, which is "n". */
struct sdkconfig_entry {
  const char *name;
  const char *text;   /* without its quotes */
  struct place place; /* of the value */
};

struct sdkconfig {
  struct sdkconfig_entry *entries;
  size_t count;
  bool has_version; /* of ESP-IDF, from the head or IDF_INIT_VERSION */
  int version[3];
};

/* Take text (NUL-terminated; CRLF or LF) apart; lines that are neither of the
 * two, nor comments, nor empty, are mistakes. Returns 0 or -ENOMEM. */
int sdkconfig_read(const char *text, const char *file, struct arena *arena,
                   struct mistakes *mistakes, struct sdkconfig *ret_config);

/* The last entry of that name, or NULL. */
const struct sdkconfig_entry *sdkconfig_find(const struct sdkconfig *config,
                                             const char *name);

/* Add a mistake when the value is outside what this release's Kconfig allows.
 * Returns whether it is inside. */
bool sdkconfig_in_range(const struct sdkconfig *config,
                        const struct sdkconfig_entry *entry,
                        struct mistakes *mistakes);

#endif
