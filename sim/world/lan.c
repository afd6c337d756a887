/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: a learning switch and one link for each host. See lan.h.
 *
 * A frame travels in two steps: over the sender's link to the switch, and
 * over each receiver's link to its host. What a link does to it is decided in
 * lan_link.c. */
#include "world/lan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "world/lan_link.h"
#include "world/lan_table.h"
#include "world/random.h"

#define MAC_OCTETS 6
#define FRAME_LEAST_OCTETS 14

/* A frame on its way, with the number of ports that still get it. */
struct frame {
  struct frame *next_free;
  unsigned uses;
  size_t len;
  size_t capacity;
  uint8_t data[];
};

/* One step of one frame. */
struct hop {
  struct timer timer;
  struct hop *next_free;
  struct hop *next; /* of all that were ever made */
  struct lan_port *port;
  struct frame *frame;
};

struct lan_port {
  struct lan *lan;
  struct lan_end end;
  struct lan_link links[2]; /* by enum lan_direction */
  bool carrier;
  struct lan_tap tap;
};

struct lan {
  struct clock *clock;
  struct lan_port **ports;
  size_t port_count;
  struct lan_table *table;
  struct frame *free_frames;
  struct hop *free_hops;
  struct hop *hops;
  uint64_t random_state; /* seeds the links' */
};

struct lan *lan_new(struct clock *clock, uint64_t seed) {
  struct lan *lan = calloc(1, sizeof(*lan));
  if (lan == NULL)
    return NULL;
  lan->clock = clock;
  lan->random_state = seed;
  lan->table = lan_table_new();
  if (lan->table == NULL) {
    free(lan);
    return NULL;
  }
  return lan;
}

struct lan_port *lan_add(struct lan *lan, const struct lan_end *end,
                         const struct link_spec *link,
                         const struct lan_tap *tap) {
  struct lan_port **ports =
      realloc(lan->ports, (lan->port_count + 1) * sizeof(*ports));
  struct lan_port *port = calloc(1, sizeof(*port));
  if (ports != NULL)
    lan->ports = ports;
  if (ports == NULL || port == NULL) {
    free(port);
    return NULL;
  }
  port->lan = lan;
  port->end = *end;
  port->carrier = true;
  for (int i = 0; i < 2; i++) {
    port->links[i].spec = *link;
    port->links[i].random_state = random_next(&lan->random_state);
  }
  if (tap != NULL)
    port->tap = *tap;
  lan->ports[lan->port_count++] = port;
  return port;
}

void lan_set_link(struct lan_port *port, enum lan_direction direction,
                  const struct link_spec *link) {
  port->links[direction].spec = *link;
}

void lan_set_carrier(struct lan_port *port, bool carrier) {
  port->carrier = carrier;
}

bool lan_has_carrier(const struct lan_port *port) {
  return port->carrier;
}

/* ---- frames ---- */

static struct frame *frame_new(struct lan *lan, const void *data, size_t len) {
  struct frame *frame = lan->free_frames;
  if (frame != NULL && frame->capacity >= len) {
    lan->free_frames = frame->next_free;
  } else {
    size_t capacity = len < 1600 ? 1600 : len;
    frame = malloc(sizeof(*frame) + capacity);
    if (frame == NULL)
      return NULL;
    frame->capacity = capacity;
  }
  frame->uses = 1;
  frame->len = len;
  memcpy(frame->data, data, len);
  return frame;
}

static void frame_put(struct lan *lan, struct frame *frame) {
  if (--frame->uses > 0)
    return;
  frame->next_free = lan->free_frames;
  lan->free_frames = frame;
}

/* ---- hops ---- */

static struct hop *hop_new(struct lan *lan) {
  struct hop *hop = lan->free_hops;
  if (hop != NULL) {
    lan->free_hops = hop->next_free;
    return hop;
  }
  hop = calloc(1, sizeof(*hop));
  if (hop != NULL) {
    hop->next = lan->hops;
    lan->hops = hop;
  }
  return hop;
}

static void start_hop(struct lan_port *port, struct frame *frame, int64_t at_ns,
                      void (*due)(struct timer *timer)) {
  struct lan *lan = port->lan;
  struct hop *hop = hop_new(lan);
  if (hop == NULL) {
    lan->clock->status = -ENOMEM;
    return;
  }
  hop->timer.due = due;
  hop->port = port;
  hop->frame = frame;
  frame->uses++;
  clock_set(lan->clock, &hop->timer, at_ns);
}

static void end_hop(struct hop *hop) {
  struct lan *lan = hop->port->lan;
  frame_put(lan, hop->frame);
  hop->next_free = lan->free_hops;
  lan->free_hops = hop;
}

/* EtherType IPv4 or IPv6. */
static bool has_checksum(const struct frame *frame) {
  unsigned type = frame->data[12] << 8 | frame->data[13];
  return type == 0x0800 || type == 0x86dd;
}

/* Others may still get the frame as it was. Errors that Ethernet's own check
 * misses are met by a checksum of IP, TCP or UDP; ARP has none, and a false
 * answer would last for minutes: such a frame is lost instead. NULL: lost, or
 * no memory. */
static struct frame *frame_flipped(struct lan *lan, const struct frame *frame,
                                   size_t bit) {
  if (!has_checksum(frame))
    return NULL;
  struct frame *flipped = frame_new(lan, frame->data, frame->len);
  if (flipped == NULL)
    lan->clock->status = -ENOMEM;
  else
    flipped->data[bit / 8] ^= (uint8_t)(1u << (bit % 8));
  return flipped;
}

/* A frame sets out over one direction of a port's link. */
static void set_out(struct lan_port *port, enum lan_direction direction,
                    struct frame *frame, void (*due)(struct timer *timer)) {
  struct lan *lan = port->lan;
  if (!port->carrier)
    return;
  struct lan_passage passage =
      lan_link_pass(&port->links[direction], lan->clock->now_ns, frame->len);
  struct frame *passing = frame;
  if (passage.flipped_bit != 0)
    passing = frame_flipped(lan, frame, passage.flipped_bit);
  for (int i = 0; i < passage.copies && passing != NULL; i++)
    start_hop(port, passing, passage.at_ns, due);
  if (passing != NULL && passing != frame)
    frame_put(lan, passing);
}

static void show(const struct lan_port *port, const struct frame *frame) {
  if (port->tap.frame != NULL)
    port->tap.frame(port->tap.arg, port->lan->clock->now_ns, frame->data,
                    frame->len);
}

static void at_host(struct timer *timer) {
  struct hop *hop = (struct hop *)timer;
  const struct lan_end *end = &hop->port->end;
  if (hop->port->carrier) {
    show(hop->port, hop->frame);
    end->frame(end->arg, hop->frame->data, hop->frame->len);
  }
  end_hop(hop);
}

static void forward(struct lan_port *to, struct frame *frame) {
  set_out(to, LAN_IN, frame, at_host);
}

/* The switch sends it on: to whom it is for, or to everybody. */
static void switch_frame(struct hop *hop) {
  struct lan *lan = hop->port->lan;
  const uint8_t *to = hop->frame->data, *from = to + MAC_OCTETS;
  lan_table_learn(lan->table, from, hop->port, lan->clock->now_ns);
  struct lan_port *known =
      (to[0] & 1) != 0 ? NULL : lan_table_find(lan->table, to);
  for (size_t i = 0; known == NULL && i < lan->port_count; i++) {
    if (lan->ports[i] != hop->port)
      forward(lan->ports[i], hop->frame);
  }
  if (known != NULL && known != hop->port)
    forward(known, hop->frame);
}

static void at_switch(struct timer *timer) {
  struct hop *hop = (struct hop *)timer;
  if (hop->port->carrier)
    switch_frame(hop);
  end_hop(hop);
}

void lan_send(struct lan_port *port, const void *data, size_t len) {
  struct lan *lan = port->lan;
  if (len < FRAME_LEAST_OCTETS)
    return;
  struct frame *frame = frame_new(lan, data, len);
  if (frame == NULL) {
    lan->clock->status = -ENOMEM;
    return;
  }
  if (port->carrier)
    show(port, frame);
  set_out(port, LAN_OUT, frame, at_switch);
  frame_put(lan, frame);
}

/* Frames may still be on their way: their hops hang on the clock's timers. */
static void free_hops(struct lan *lan) {
  while (lan->hops != NULL) {
    struct hop *hop = lan->hops;
    lan->hops = hop->next;
    if (timer_is_set(&hop->timer)) {
      timers_stop(&lan->clock->timers, &hop->timer);
      frame_put(lan, hop->frame);
    }
    free(hop);
  }
}

void lan_free(struct lan *lan) {
  if (lan == NULL)
    return;
  free_hops(lan);
  while (lan->free_frames != NULL) {
    struct frame *frame = lan->free_frames;
    lan->free_frames = frame->next_free;
    free(frame);
  }
  for (size_t i = 0; i < lan->port_count; i++)
    free(lan->ports[i]);
  free(lan->ports);
  lan_table_free(lan->table);
  free(lan);
}
