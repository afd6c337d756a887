/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: what a scenario may set under `limits:`, from options.def. */
#ifndef SOCKFIT_LIMITS_OPTIONS_H
#define SOCKFIT_LIMITS_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

/* Where the value limits anything. */
enum option_binds {
  OPTION_BINDS_ALWAYS,
  OPTION_BINDS_POOLS, /* only where MEMP_MEM_MALLOC is 0 */
  OPTION_BINDS_HEAP,  /* only where MEM_LIBC_MALLOC is 0 */
};

struct option_spec {
  const char *name;    /* lwIP's */
  const char *kconfig; /* ESP-IDF's, NULL: none */
  int64_t min;
  int64_t max;
  enum option_binds binds;
  const char *range_because; /* the rule behind min..max and its source */
};

/* All of them in the order of options.def. */
const struct option_spec *options_all(size_t *ret_count);

/* By lwIP's or ESP-IDF's name, or NULL. */
const struct option_spec *options_find(const char *name);

/* The name of either kind that a misspelt one probably meant, or NULL. */
const char *options_nearest(const char *name);

#endif
