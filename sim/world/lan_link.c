/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: one direction of a link. See lan_link.h. */
#include "world/lan_link.h"

#include <stdbool.h>

#include "base/units.h"
#include "world/random.h"

#define HEADER_BITS                                                            \
  ((size_t)14 * 8) /* Ethernet's: flipped, it would be another's */

static bool happens(struct lan_link *link, int64_t ppm) {
  return ppm > 0 &&
         random_below(&link->random_state, (uint64_t)PPM) < (uint64_t)ppm;
}

/* Its turn on a link with a rate. False: the queue before it is too long. */
static bool send(struct lan_link *link, int64_t now_ns, size_t len,
                 int64_t *ret_sent_ns) {
  const struct link_spec *spec = &link->spec;
  int64_t start_ns = link->free_ns > now_ns ? link->free_ns : now_ns;
  if (spec->rate_bits_per_s > 0) {
    if (spec->queue_ns > 0 && start_ns - now_ns > spec->queue_ns)
      return false;
    start_ns += (int64_t)len * 8 * NS_PER_S / spec->rate_bits_per_s;
  }
  *ret_sent_ns = link->free_ns = start_ns;
  return true;
}

static int64_t arrival(struct lan_link *link, int64_t sent_ns) {
  const struct link_spec *spec = &link->spec;
  int64_t at_ns = sent_ns + spec->delay_ns;
  if (spec->jitter_ns > 0)
    at_ns += (int64_t)random_below(&link->random_state,
                                   (uint64_t)spec->jitter_ns + 1);
  if (at_ns < link->order_ns)
    at_ns = link->order_ns;
  if (happens(link, spec->reorder_ppm))
    return at_ns + LAN_LINK_HELD_NS;
  return link->order_ns = at_ns;
}

struct lan_passage lan_link_pass(struct lan_link *link, int64_t now_ns,
                                 size_t len) {
  struct lan_passage passage = {0};
  int64_t sent_ns;
  if (happens(link, link->spec.loss_ppm) || !send(link, now_ns, len, &sent_ns))
    return passage;
  passage.at_ns = arrival(link, sent_ns);
  passage.copies = happens(link, link->spec.duplicate_ppm) ? 2 : 1;
  if (happens(link, link->spec.corrupt_ppm) && len * 8 > HEADER_BITS)
    passage.flipped_bit =
        HEADER_BITS + random_below(&link->random_state, len * 8 - HEADER_BITS);
  return passage;
}
