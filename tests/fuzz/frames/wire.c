/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: from octets of a fuzzer to frames. See wire.h. */
#include "wire.h"

#include <string.h>

#include "packet.h"

#define DNS_PORT 53

bool wire_next(const uint8_t **data, size_t *left,
               struct wire_record *ret_record) {
  if (*left < 3)
    return false;
  const uint8_t *at = *data;
  size_t len = at[1] | (size_t)(at[2] & 7) << 8;
  *data += 3;
  *left -= 3;
  if (len > *left)
    len = *left;
  *ret_record = (struct wire_record){
      .kind = at[0] % WIRE_KIND_COUNT, .body = *data, .len = len};
  *data += len;
  *left -= len;
  return true;
}

/* ---- connections ---- */

/* The same ports: the same connection; the oldest one makes room. */
static struct wire_connection *connection(struct wire *wire, uint32_t address,
                                          uint16_t port, uint16_t device_port) {
  for (size_t i = 0; i < WIRE_CONNECTIONS; i++) {
    struct wire_connection *known = &wire->connections[i];
    if (known->device_port == device_port && known->port == port)
      return known;
  }
  struct wire_connection *fresh =
      &wire->connections[wire->connection_count++ % WIRE_CONNECTIONS];
  *fresh = (struct wire_connection){.port = port,
                                    .device_port = device_port,
                                    .address = address,
                                    .next = 0x10000};
  return fresh;
}

/* Three bits of listener, four of ours; the eighth: what the device opened. */
static struct wire_connection *chosen(struct wire *wire, uint8_t which,
                                      struct wire_connection *own) {
  if ((which & 0x80) != 0 && own->device_port != 0)
    return own;
  uint16_t port = (uint16_t)(40000 + (which >> 3 & 15));
  return connection(wire, PACKET_PEER, port, wire->ports[which & 7]);
}

/* ---- records with a connection ---- */

static size_t tcp_frame(struct wire *wire, const uint8_t *body, size_t len,
                        struct packet *packet) {
  if (len < 6)
    return 0;
  const struct wire_connection *c = chosen(wire, body[0], &wire->dialled);
  size_t options = (size_t)(body[5] & 15) * 4, rest = len - 6;
  options = options > rest ? rest & ~(size_t)3 : options;
  options = options > 40 ? 40 : options;
  packet_ip4(packet, c->address, PACKET_DEVICE, 6);
  packet_add16(packet, c->port);
  packet_add16(packet, c->device_port);
  packet_add32(packet, c->next + (uint32_t)(int8_t)body[2]);
  packet_add32(packet, c->device_next + (uint32_t)(int8_t)body[3]);
  packet_add16(packet, (uint16_t)((5 + options / 4) << 12 | (body[1] & 0x3f)));
  packet_add16(packet, (uint16_t)(body[4] << 8));
  packet_add32(packet, 0); /* checksum, urgent pointer */
  packet_add(packet, body + 6, rest);
  return packet_end_ip4(packet);
}

static size_t udp_frame(struct wire *wire, const uint8_t *body, size_t len,
                        struct packet *packet) {
  if (len < 1)
    return 0;
  const struct wire_connection *c = chosen(wire, body[0], &wire->asked);
  packet_ip4(packet, c->address, PACKET_DEVICE, 17);
  packet_add16(packet, c->port);
  packet_add16(packet, c->device_port);
  packet_add16(packet, (uint16_t)(len - 1 + 8));
  packet_add16(packet, 0);
  size_t at = packet->len;
  packet_add(packet, body + 1, len - 1);
  if (c == &wire->asked && c->port == DNS_PORT && packet->len >= at + 2) {
    packet->data[at] = (uint8_t)(c->next >> 8); /* the question's number */
    packet->data[at + 1] = (uint8_t)c->next;
  }
  return packet_end_ip4(packet);
}

/* ---- records without ---- */

/* to: to the device, to all, to a group; then words of options. */
static size_t ip4_frame(const uint8_t *body, size_t len,
                        struct packet *packet) {
  static const uint32_t to[] = {PACKET_DEVICE, PACKET_DEVICE, 0xc613ffff,
                                0xffffffff,    0xe00000fb,    0xe0000001,
                                PACKET_PEER,   0x7f000001};
  if (len < 4)
    return 0;
  size_t options = (size_t)(body[3] >> 4) * 4;
  if (options > 40 || options > len - 4)
    options = 0;
  packet_ip4(packet, PACKET_PEER, to[body[3] & 7], body[0]);
  packet_fragment(packet, (uint16_t)(body[1] << 8 | body[2]));
  packet_options(packet, body + 4, options);
  packet_add(packet, body + 4 + options, len - 4 - options);
  return packet_end_ip4(packet);
}

static size_t ip6_frame(const uint8_t *body, size_t len,
                        struct packet *packet) {
  if (len < 2)
    return 0;
  packet_ip6(packet, body[0], body[1]);
  packet_add(packet, body + 2, len - 2);
  return packet_end_ip6(packet);
}

static size_t arp_frame(const uint8_t *body, size_t len,
                        struct packet *packet) {
  if (len < 1)
    return 0;
  packet_arp(packet, body[0], PACKET_PEER, PACKET_DEVICE);
  packet_overlay(packet, body + 1, len - 1);
  return packet->len;
}

size_t wire_frame(struct wire *wire, const struct wire_record *record,
                  uint8_t frame[WIRE_FRAME_MAX]) {
  struct packet packet = {.data = frame, .max = WIRE_FRAME_MAX};
  const uint8_t *body = record->body;
  size_t len = record->len;
  switch (record->kind) {
  case WIRE_RAW:
    packet_add(&packet, body, len);
    return packet.len;
  case WIRE_ETHER:
    packet_ether(&packet, 0);
    packet.len -= len < 2 ? 0 : 2;
    packet_add(&packet, body, len);
    return packet.len;
  case WIRE_IP4:
    return ip4_frame(body, len, &packet);
  case WIRE_TCP:
    return tcp_frame(wire, body, len, &packet);
  case WIRE_UDP:
    return udp_frame(wire, body, len, &packet);
  case WIRE_IP6:
    return ip6_frame(body, len, &packet);
  case WIRE_ARP:
    return arp_frame(body, len, &packet);
  default:
    return 0;
  }
}

/* ---- what the device sends ---- */

static uint16_t get16(const uint8_t *at) {
  return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t get32(const uint8_t *at) {
  return (uint32_t)get16(at) << 16 | get16(at + 2);
}

static void see_tcp(struct wire *wire, uint32_t to, const uint8_t *tcp,
                    size_t len) {
  size_t header = (size_t)(tcp[12] >> 4) * 4;
  uint8_t flags = tcp[13];
  if (header > len)
    return;
  struct wire_connection *c = connection(wire, to, get16(tcp + 2), get16(tcp));
  c->device_next = get32(tcp + 4) + (uint32_t)(len - header) +
                   ((flags & 2) != 0) + ((flags & 1) != 0);
  if ((flags & 0x10) != 0)
    c->next = get32(tcp + 8);
  if (get16(tcp) >= 49152) /* a port that lwIP chose: it dials */
    wire->dialled = *c;
}

static void see_ip4(struct wire *wire, const uint8_t *ip, size_t len) {
  size_t header = (size_t)(ip[0] & 15) * 4, total = get16(ip + 2);
  if (header < 20 || total > len || total < header + 8)
    return;
  uint32_t to = get32(ip + 16);
  const uint8_t *inner = ip + header;
  if (ip[9] == 6 && total >= header + 20)
    see_tcp(wire, to, inner, total - header);
  else if (ip[9] == 17)
    wire->asked = (struct wire_connection){
        .port = get16(inner + 2),
        .device_port = get16(inner),
        .address = to,
        .next = total >= header + 10 ? get16(inner + 8) : 0};
}

size_t wire_sees(struct wire *wire, const uint8_t *frame, size_t len,
                 uint8_t answer[WIRE_FRAME_MAX]) {
  if (len >= 14 + 20 && get16(frame + 12) == 0x0800)
    see_ip4(wire, frame + 14, len - 14);
  if (len < 42 || get16(frame + 12) != 0x0806 || get16(frame + 20) != 1 ||
      get32(frame + 38) == PACKET_DEVICE)
    return 0;
  struct packet packet = {.data = answer, .max = WIRE_FRAME_MAX};
  packet_arp(&packet, 2, get32(frame + 38), PACKET_DEVICE);
  return packet.len;
}
