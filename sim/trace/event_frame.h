/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: one event of the simulator as an Ethernet frame, for the
 * capture: what happened to the device's sockets between the packets that
 * Wireshark shows. docs/wireshark.md is the format's description.
 *
 *    0  destination   the device's own MAC address
 *    6  source        the same: it tells about itself
 *   12  EtherType     0x88B5, IEEE 802's first one for local experiments
 *   14  "SFit"        others experiment as well
 *   18  version       1; a reader ignores frames of a version above its own
 *   19  reserved      0
 *   20  octets of all fields that follow
 *   22  fields        number (1 octet), octets (2), value;
 * trace/event_fields.def
 *
 * No frame of the LAN is like it, and none crosses the LAN: a host takes no
 * frame for another's address, and one that is sent to oneself goes nowhere. */
#ifndef SOCKFIT_TRACE_EVENT_FRAME_H
#define SOCKFIT_TRACE_EVENT_FRAME_H

#include "trace/trace.h"

#define EVENT_FRAME_TYPE 0x88b5
#define EVENT_FRAME_VERSION 1
#define EVENT_FRAME_OCTETS_MAX 1514
#define EVENT_FRAME_NAME_MAX 255 /* octets of a name; a text has the rest */

enum event_field {
#define EVENT_FIELD(number, name, type, help) EVENT_FIELD_##name = number,
#include "trace/event_fields.def"
};

/* What there is to tell; all borrowed. */
struct event_frame {
  const uint8_t *mac;              /* of the device, 6 octets */
  const struct trace *trace;       /* sockets in use, after the event */
  const struct trace_event *event; /* of the device */
  const struct image_slot *slot;   /* the one it is about, or NULL */
  const struct image_pool *pool;   /* the one that it names, or NULL */
  int errno_number;                /* 0: none is known */
};

/* The word for an event in sockfit.event: "opened", "refused". */
const char *event_frame_word(enum trace_event_kind kind);

/* Write the frame, without FCS. Names and texts are cut off where they would
 * not fit, between characters. Returns how many octets it has. */
size_t event_frame_write(const struct event_frame *frame,
                         uint8_t ret_octets[EVENT_FRAME_OCTETS_MAX]);

#endif
