/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: from addresses in an image to functions and lines. */
#ifndef SOCKFIT_IMAGE_SYMBOLS_H
#define SOCKFIT_IMAGE_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

struct image;
struct image_symbols;

/* Borrowed from the symbols; NULL and 0 where the compiler did not say. */
struct image_symbol {
  const char *function;
  const char *file; /* as images are compiled: workloads/..., lwip/... */
  int line;
  int first_line; /* where the function begins */
};

/* The debug information of an image, which must outlive it. NULL: it has none,
 * or there is no memory. */
struct image_symbols *image_symbols_open(const struct image *image);

/* What is at so many octets behind the image's beginning? */
bool image_symbols_find(const struct image_symbols *symbols, uint64_t offset,
                        struct image_symbol *ret_symbol);

/* Accepts NULL. */
void image_symbols_close(struct image_symbols *symbols);

#endif
