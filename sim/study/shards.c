/* SPDX-License-Identifier: BSD-3-Clause */
/* study: work in parts. See shards.h. */
#include "study/shards.h"

bool shard_is_whole(struct shard shard) {
  return shard.count <= 1;
}

bool shard_has(struct shard shard, size_t unit) {
  return shard_is_whole(shard) || unit % shard.count == shard.number;
}

size_t shard_unit_count(struct shard shard, size_t unit_count) {
  if (shard_is_whole(shard))
    return unit_count;
  return unit_count / shard.count + (unit_count % shard.count > shard.number);
}

/* Every count-th of each N-th unit is every (N * count)-th. */
struct shard shard_part(struct shard shard, size_t number, size_t count) {
  size_t parts = shard_is_whole(shard) ? 1 : shard.count;
  size_t first = shard_is_whole(shard) ? 0 : shard.number;
  return (struct shard){first + parts * number, parts * count};
}
