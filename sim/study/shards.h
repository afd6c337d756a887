/* SPDX-License-Identifier: BSD-3-Clause */
/* study: work in parts. Units of work (points of a sweep, trials of a fit, runs
 * of an exploration) are numbered from 0 in an order that depends on nothing
 * but the question; part K of N has every N-th of them, from unit K-1 on. */
#ifndef SOCKFIT_STUDY_SHARDS_H
#define SOCKFIT_STUDY_SHARDS_H

#include <stdbool.h>
#include <stddef.h>

/* `--shard K/N`. */
struct shard {
  size_t number; /* K-1 */
  size_t count;  /* N; 0 and 1: the whole */
};

bool shard_is_whole(struct shard shard);

bool shard_has(struct shard shard, size_t unit);

/* How many of unit_count units it has. */
size_t shard_unit_count(struct shard shard, size_t unit_count);

/* Part number (from 0) of count parts of a shard, which is a shard again. */
struct shard shard_part(struct shard shard, size_t number, size_t count);

#endif
