/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: one direction of a link: what becomes of a frame on it, and
 * when it arrives. Knows nothing of hosts or of the switch. */
#ifndef SOCKFIT_WORLD_LAN_LINK_H
#define SOCKFIT_WORLD_LAN_LINK_H

#include <stddef.h>
#include <stdint.h>

#include "scenario/scenario.h"

/* A frame that is held back arrives so much later than it would have. */
#define LAN_LINK_HELD_NS INT64_C(5000000)

struct lan_link {
  struct link_spec spec;
  int64_t free_ns;  /* when it has sent what it has */
  int64_t order_ns; /* no frame arrives earlier, unless one is held back */
  uint64_t random_state;
};

/* copies is 0 when the frame is lost. */
struct lan_passage {
  int copies;
  int64_t at_ns;      /* when it arrives, each copy */
  size_t flipped_bit; /* counted from the frame's first bit; 0: none */
};

/* A frame of len octets begins to pass at now_ns. Draws from the link's
 * randomness only for what its properties ask for. */
struct lan_passage lan_link_pass(struct lan_link *link, int64_t now_ns,
                                 size_t len);

#endif
