/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: from octets of a fuzzer to frames that lwIP looks into.
 *
 * An input is a row of records: kind, length (two octets, little-endian, 11
 * bits), body. Only WIRE_RAW is sent as it is. For the others lengths and
 * checksums are made right, addresses and ports are the device's, and a TCP
 * segment takes the place in its connection that comes next; a mutation then
 * changes one thing and not the checksum that hides it. */
#ifndef SOCKFIT_FUZZ_WIRE_H
#define SOCKFIT_FUZZ_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_FRAME_MAX 1600
#define WIRE_CONNECTIONS 32

enum wire_kind {
  WIRE_RAW,   /* the whole frame */
  WIRE_ETHER, /* EtherType, payload */
  WIRE_IP4,   /* protocol, fragment (2), to, options (40 at most), payload */
  WIRE_TCP,   /* ports, flags, seq and ack away from the right one (signed),
                 window / 256, words of options, options, payload */
  WIRE_UDP,   /* ports, payload */
  WIRE_IP6,   /* next header, to, payload */
  WIRE_ARP,   /* operation, octets that are put over the right ones */
  WIRE_WAIT,  /* 50 ms for each of the one octet */
  WIRE_KIND_COUNT
};

/* One side of a TCP connection with the device, as seen on the wire. */
struct wire_connection {
  uint16_t port;        /* ours */
  uint16_t device_port; /* 0: the entry is free */
  uint32_t address;     /* ours */
  uint32_t next;        /* our sequence number; DNS: of the question */
  uint32_t device_next; /* what we acknowledge */
};

struct wire {
  const uint16_t *ports; /* of the device's listeners, 8 of them */
  struct wire_connection connections[WIRE_CONNECTIONS];
  size_t connection_count;
  struct wire_connection dialled; /* the last one that the device opened */
  struct wire_connection asked;   /* its last UDP datagram */
};

/* The next record of an input. */
struct wire_record {
  enum wire_kind kind;
  const uint8_t *body;
  size_t len;
};
bool wire_next(const uint8_t **data, size_t *left,
               struct wire_record *ret_record);

/* Make its frame (none of WIRE_WAIT, nor of a body that is too short: 0). */
size_t wire_frame(struct wire *wire, const struct wire_record *record,
                  uint8_t frame[WIRE_FRAME_MAX]);

/* The device sent this one. Returns the length of an answer (to ARP requests),
 * or 0. */
size_t wire_sees(struct wire *wire, const uint8_t *frame, size_t len,
                 uint8_t answer[WIRE_FRAME_MAX]);

#endif
