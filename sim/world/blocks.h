/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the memory of one host, which goes with it as a whole.
 *
 * A frame takes and gives back several blocks, that for its octets too large
 * for what malloc keeps at hand: what was given back is kept by size. Valgrind
 * and AddressSanitizer still see a block that is used after that. */
#ifndef SOCKFIT_WORLD_BLOCKS_H
#define SOCKFIT_WORLD_BLOCKS_H

#include <stddef.h>

#define BLOCKS_CLASSES 64

/* Zero-initialise. */
struct blocks {
  struct block *used;
  struct block *kept[BLOCKS_CLASSES]; /* by size */
};

/* Aligned like malloc's; NULL: no memory. */
void *blocks_get(struct blocks *blocks, size_t size);
void blocks_put(struct blocks *blocks, void *memory);

/* Free everything, used or not. */
void blocks_done(struct blocks *blocks);

#endif
