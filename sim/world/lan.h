/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the LAN: a learning switch and one link for each host. */
#ifndef SOCKFIT_WORLD_LAN_H
#define SOCKFIT_WORLD_LAN_H

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

/* NULL: no memory. */
struct lan *lan_new(struct clock *clock);

/* A port with a link to end (copied). tap may be NULL, otherwise copied.
 * Returns NULL when memory ran out. Owned by the LAN. */
struct lan_port *lan_add(struct lan *lan, const struct lan_end *end,
                         const struct link_spec *link,
                         const struct lan_tap *tap);

/* The port's end sends a frame (copied). */
void lan_send(struct lan_port *port, const void *frame, size_t len);

void lan_free(struct lan *lan);

#endif
