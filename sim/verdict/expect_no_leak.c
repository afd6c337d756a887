/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `no_leak: {idle}`. The world let the peers leave and waited
 * for 2 MSL; the sockets of the device, and of each consumer, must be back at
 * what idle took. Fewest in the last 30 s counts, because a client that
 * reconnects may hold one just then. */
#include <inttypes.h>
#include <string.h>

#include "verdict/expect.h"

/* Where a consumer's own source opened what it still has, with how many
 * each. */
static void tell_sites(const struct trace *trace, int owner,
                       struct text *found) {
  const struct trace_slots *end = &trace->end_slots;
  const char *separator = ", opened at ";
  for (size_t i = 0; i < trace->site_count; i++) {
    const char *line = trace->sites[i].line;
    size_t count = 0, before = 0;
    for (size_t k = 0; line && k < end->count; k++) {
      const struct image_slot *slot = &end->slots[k];
      const char *other =
          slot->owner == owner && trace_slot_has_site(trace, slot)
              ? trace_site_line(trace, slot->site)
              : NULL;
      count += other && strcmp(other, line) == 0;
    }
    for (size_t k = 0; line && k < i; k++)
      before += trace->sites[k].line && strcmp(trace->sites[k].line, line) == 0;
    if (count == 0 || before > 0)
      continue;
    text_add(found, "%s%s (%zux)", separator, line, count);
    separator = ", ";
  }
}

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
    tell_sites(trace, (int)i, found);
    held = false;
  }
  return held;
}
