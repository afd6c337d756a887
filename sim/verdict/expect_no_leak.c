/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `no_leak: {idle}`. The world let the peers leave and waited
 * for 2 MSL; the sockets of the device, and of each consumer, must be back at
 * what idle took. Fewest in the last 30 s counts, because a client that
 * reconnects may hold one just then. */
#include <inttypes.h>

#include "verdict/expect.h"

void expect_no_leak_check(const struct checking *checking) {
  (void)checking; /* its only parameter is a number with a range */
}

bool expect_no_leak_judge(const struct item *item, const struct trace *trace,
                          struct text *found) {
  /* With a number of the scenario's own there is none for each consumer. */
  bool own = item_param(item, "idle")->given;
  int64_t idle = own ? item_number(item, "idle") : trace->sockets_idle;
  text_add(found, "seen: %" PRId64 " at the end, %" PRId64 " at idle",
           trace->sockets_end_low, idle);

  bool held = trace->sockets_end_low <= idle;
  for (size_t i = 0; !own && i < trace->consumer_count; i++) {
    const struct trace_consumer *consumer = &trace->consumers[i];
    if (consumer->end_low <= consumer->idle)
      continue;
    text_add(found, "; %s kept %" PRId64 " more", consumer->name,
             consumer->end_low - consumer->idle);
    held = false;
  }
  return held;
}
