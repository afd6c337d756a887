/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: one frame to the device in the making. See packet.h. */
#include "packet.h"

#include <string.h>

#define IP_AT 14u
#define ICMP 1
#define IGMP 2
#define TCP 6
#define UDP 17
#define ICMP6 58

static const uint8_t device_mac[] = {2, 0, 0, 0, 0, 1};
static const uint8_t peer_mac[] = {2, 0, 0, 0, 0, 2};

void packet_add(struct packet *packet, const void *octets, size_t len) {
  size_t room = packet->max - packet->len;
  len = len < room ? len : room;
  if (len > 0)
    memcpy(packet->data + packet->len, octets, len);
  packet->len += len;
}

void packet_add16(struct packet *packet, uint16_t value) {
  const uint8_t octets[] = {(uint8_t)(value >> 8), (uint8_t)value};
  packet_add(packet, octets, sizeof(octets));
}

void packet_add32(struct packet *packet, uint32_t value) {
  packet_add16(packet, (uint16_t)(value >> 16));
  packet_add16(packet, (uint16_t)value);
}

void packet_overlay(struct packet *packet, const void *octets, size_t len) {
  size_t room = packet->len - IP_AT;
  len = len < room ? len : room;
  if (len > 0)
    memcpy(packet->data + IP_AT, octets, len);
}

static void put16(uint8_t *at, uint16_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

void packet_ether(struct packet *packet, uint16_t type) {
  packet_add(packet, device_mac, sizeof(device_mac));
  packet_add(packet, peer_mac, sizeof(peer_mac));
  packet_add16(packet, type);
}

void packet_arp(struct packet *packet, uint8_t operation, uint32_t from,
                uint32_t to) {
  packet_ether(packet, 0x0806);
  packet_add32(packet, 0x00010800);
  packet_add32(packet, 0x06040000u | operation);
  packet_add(packet, peer_mac, sizeof(peer_mac));
  packet_add32(packet, from);
  packet_add(packet, device_mac, sizeof(device_mac));
  packet_add32(packet, to);
}

/* ---- IPv4 ---- */

void packet_ip4(struct packet *packet, uint32_t from, uint32_t to,
                uint8_t protocol) {
  packet_ether(packet, 0x0800);
  packet_add32(packet, 0x45000000);
  packet_add32(packet, 0x00010000);
  packet_add32(packet, 0x40000000u | (uint32_t)protocol << 16);
  packet_add32(packet, from);
  packet_add32(packet, to);
}

void packet_fragment(struct packet *packet, uint16_t field) {
  put16(packet->data + IP_AT + 6, field);
}

void packet_options(struct packet *packet, const void *octets, size_t len) {
  static const uint8_t padding[3];
  packet_add(packet, octets, len);
  packet_add(packet, padding, (4 - len % 4) % 4);
  packet->data[IP_AT] = (uint8_t)(0x45 + (len + 3) / 4);
}

/* ---- checksums ---- */

static uint32_t sum(const uint8_t *octets, size_t len, uint32_t from) {
  for (size_t i = 0; i < len; i++)
    from += (uint32_t)octets[i] << (i % 2 == 0 ? 8 : 0);
  return from;
}

static uint16_t folded(uint32_t value) {
  while (value >> 16 != 0)
    value = (value & 0xffff) + (value >> 16);
  return (uint16_t)~value;
}

/* Where the protocol has its checksum; 0: it has none. */
static size_t checksum_at(uint8_t protocol) {
  switch (protocol) {
  case ICMP:
  case IGMP:
  case ICMP6:
    return 2;
  case TCP:
    return 16;
  case UDP:
    return 6;
  default:
    return 0;
  }
}

/* from: the sum of what stands before the header, if the protocol counts it. */
static void set_checksum(uint8_t *header, size_t len, uint8_t protocol,
                         uint32_t from) {
  size_t at = checksum_at(protocol);
  if (at == 0 || at + 2 > len)
    return;
  put16(header + at, 0);
  put16(header + at, folded(sum(header, len, from)));
}

size_t packet_end_ip4(struct packet *packet) {
  uint8_t *ip = packet->data + IP_AT;
  size_t header = (size_t)(ip[0] & 15) * 4, len = packet->len - IP_AT;
  uint8_t protocol = ip[9];
  uint32_t before = sum(ip + 12, 8, protocol + (uint32_t)(len - header));
  put16(ip + 2, (uint16_t)len);
  set_checksum(ip + header, len - header, protocol,
               protocol == TCP || protocol == UDP ? before : 0);
  put16(ip + 10, 0);
  put16(ip + 10, folded(sum(ip, header, 0)));
  return packet->len;
}

/* ---- IPv6 ---- */

#define IP6_HEADER 40u

void packet_ip6(struct packet *packet, uint8_t next_header, uint8_t to) {
  static const uint8_t link_local[] = {0xfe, 0x80, 0, 0,    0,    0, 0, 0,
                                       0,    0,    0, 0xff, 0xfe, 0, 0, 2};
  static const uint8_t all_nodes[] = {0xff, 2, 0, 0, 0, 0, 0, 0,
                                      0,    0, 0, 0, 0, 0, 0, 1};
  packet_ether(packet, 0x86dd);
  packet_add32(packet, 0x60000000);
  packet_add32(packet, (uint32_t)next_header << 8 | ((to & 2) ? 64 : 255));
  packet_add(packet, link_local, sizeof(link_local));
  packet_add(packet, to & 1 ? all_nodes : link_local, sizeof(all_nodes));
  if ((to & 1) == 0)
    packet->data[packet->len - 1] = 1;
}

size_t packet_end_ip6(struct packet *packet) {
  uint8_t *ip = packet->data + IP_AT;
  size_t len = packet->len - IP_AT - IP6_HEADER;
  put16(ip + 4, (uint16_t)len);
  set_checksum(ip + IP6_HEADER, len, ip[6],
               sum(ip + 8, 32, ip[6] + (uint32_t)len));
  return packet->len;
}
