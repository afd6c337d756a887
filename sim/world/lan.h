/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the LAN: a learning switch and one link for each host. */
#ifndef SOCKFIT_WORLD_LAN_H
#define SOCKFIT_WORLD_LAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/scenario.h"
#include "world/clock.h"

struct lan;
struct lan_port;

/* Who is at the end of a link. */
struct lan_end {
  void *arg;
  void (*frame)(void *arg, const void *frame, size_t len);
};

/* Called for each frame that passes a port, in either direction, at the
 * moment at which the host sends or gets it. */
struct lan_tap {
  void *arg;
  void (*frame)(void *arg, int64_t at_ns, const void *frame, size_t len);
};

/* As the host at the end of a link sees it. */
enum lan_direction { LAN_OUT, LAN_IN };

/* What links do at random comes from seed. NULL: no memory. */
struct lan *lan_new(struct clock *clock, uint64_t seed);

/* A port with a link to end (copied). tap may be NULL, otherwise copied.
 * Returns NULL when memory ran out. Owned by the LAN. */
struct lan_port *lan_add(struct lan *lan, const struct lan_end *end,
                         const struct link_spec *link,
                         const struct lan_tap *tap);

/* From now on that direction of the port's link is like this. What is on its
 * way arrives as it would have. */
void lan_set_link(struct lan_port *port, enum lan_direction direction,
                  const struct link_spec *link);

/* Pull the cable, or plug it in again: without a carrier no frame passes the
 * port, nor do those that were on its link. At first it has one. */
void lan_set_carrier(struct lan_port *port, bool carrier);
bool lan_has_carrier(const struct lan_port *port);

/* The port's end sends a frame (copied). */
void lan_send(struct lan_port *port, const void *frame, size_t len);

void lan_free(struct lan *lan);

#endif
