/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `peak: {sockets, heap, MEMP_NUM_...}`: the most that was in
 * use at once, of the device or (sockets) of one consumer. */
#include <string.h>

#include "verdict/expect.h"

void expect_peak_check(const struct checking *checking) {
  check_consumer(checking, "consumer");
  check_some_bound(checking);
  if (!item_param(checking->item, "consumer")->given)
    return;
  for (size_t i = 0; i < checking->item->kind->param_count; i++) {
    const struct param *param = &checking->item->params[i];
    if (param->spec->type == PARAM_BOUND && param->given &&
        strcmp(param->spec->name, "sockets") != 0)
      diag_add(checking->diag, DIAG_ERROR, &param->place,
               "peak: '%s' belongs to the device, not to a consumer; with"
               " 'consumer' only 'sockets' can be compared",
               param->spec->name);
  }
}

struct peak {
  const struct item *item;
  const struct trace *trace;
};

static const struct image_pool *find_pool(const struct trace *trace,
                                          const char *param) {
  const struct image_pool *pool = trace_pool(trace, param);
  /* lwIP's own heap is named by its option. */
  if (!pool && strcmp(param, "heap") == 0)
    pool = trace_pool(trace, "MEM_SIZE");
  return pool;
}

static bool measure(const void *context, const char *param, int64_t *ret_value,
                    struct text *found) {
  const struct peak *peak = context;
  const char *name = item_text(peak->item, "consumer");
  if (name) {
    const struct trace_consumer *consumer =
        expect_find_consumer(peak->trace, name);
    *ret_value = consumer ? consumer->peak : 0;
    return true;
  }
  if (strcmp(param, "sockets") == 0) {
    *ret_value = peak->trace->sockets_peak;
    return true;
  }
  const struct image_pool *pool = find_pool(peak->trace, param);
  if (!pool) {
    text_add(found, "%s is not counted in this image", param);
    return false;
  }
  *ret_value = pool->peak;
  return true;
}

bool expect_peak_judge(const struct item *item, const struct trace *trace,
                       struct text *found) {
  struct peak peak = {item, trace};
  text_add(found, "seen: ");
  return bounds_judge(item, measure, &peak, found);
}
