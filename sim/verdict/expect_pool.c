/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `pool: {name, limit, peak, end, refused, waited}`: one limit
 * of the device, by the lwIP option that sets it. */
#include <string.h>

#include "verdict/expect.h"

void expect_pool_check(const struct checking *checking) {
  check_pool(checking, "name");
  check_some_bound(checking);
}

static bool measure(const void *context, const char *param, int64_t *ret_value,
                    struct text *found) {
  const struct image_pool *pool = context;
  if (strcmp(param, "limit") == 0 && pool->limit < 0) {
    text_add(found, "limit none, the heap is the only bound");
    return false;
  }
  *ret_value = strcmp(param, "limit") == 0     ? pool->limit
               : strcmp(param, "peak") == 0    ? pool->peak
               : strcmp(param, "end") == 0     ? pool->used
               : strcmp(param, "refused") == 0 ? pool->refused
                                               : pool->waited;
  return true;
}

bool expect_pool_judge(const struct item *item, const struct trace *trace,
                       struct text *found) {
  const char *name = item_text(item, "name");
  const struct image_pool *pool = trace_pool(trace, name);
  if (!pool) {
    text_add(found, "%s is not counted in this image", name);
    return false;
  }
  text_add(found, "seen: ");
  return bounds_judge(item, measure, pool, found);
}
