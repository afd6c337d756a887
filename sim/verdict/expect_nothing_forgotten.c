/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `nothing_forgotten`: lwIP breaks two promises without any call
 * telling. A client whose handshake it has completed is reset when the accept
 * mailbox is full; an end of file that it has acknowledged is lost when the
 * receive mailbox is full (unless SOCKFIT_KEEP_EOF). */
#include <inttypes.h>
#include <string.h>

#include "verdict/expect.h"

void expect_nothing_forgotten_check(const struct checking *checking) {
  (void)checking; /* it has no parameters */
}

static bool keeps_eof(const struct trace *trace) {
  for (size_t i = 0; i < trace->limit_count; i++)
    if (strcmp(trace->limits[i].name, "SOCKFIT_KEEP_EOF") == 0)
      return trace->limits[i].value != 0;
  return false;
}

static bool lost_none(const struct trace *trace, const char *name,
                      const char *what, struct text *found) {
  const struct image_pool *pool = trace_pool(trace, name);
  if (!pool || pool->refused == 0)
    return true;
  text_add(found, "%s%" PRId64 " %s (%s)", found->len == 0 ? "seen: " : "; ",
           pool->refused, what, name);
  return false;
}

bool expect_nothing_forgotten_judge(const struct item *item,
                                    const struct trace *trace,
                                    struct text *found) {
  (void)item;
  bool held = lost_none(trace, "DEFAULT_ACCEPTMBOX_SIZE",
                        "connected clients were reset", found);
  if (!keeps_eof(trace))
    held = lost_none(trace, "DEFAULT_TCP_RECVMBOX_SIZE",
                     "ends of file were lost", found) &&
           held;
  return held;
}
