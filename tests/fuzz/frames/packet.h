/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: one frame to the device in the making; what does not fit is cut. */
#ifndef SOCKFIT_FUZZ_PACKET_H
#define SOCKFIT_FUZZ_PACKET_H

#include <stddef.h>
#include <stdint.h>

#define PACKET_DEVICE                                                          \
  0xc6120001u /* 198.18.0.1, as world/addresses.h has it                       \
               */
#define PACKET_PEER 0xc6120002u

struct packet {
  uint8_t *data;
  size_t len;
  size_t max;
};

void packet_add(struct packet *packet, const void *octets, size_t len);
void packet_add16(struct packet *packet, uint16_t value);
void packet_add32(struct packet *packet, uint32_t value);

/* Put octets over those behind the Ethernet header. */
void packet_overlay(struct packet *packet, const void *octets, size_t len);

/* From us to the device. */
void packet_ether(struct packet *packet, uint16_t type);
void packet_arp(struct packet *packet, uint8_t operation, uint32_t from,
                uint32_t to);

/* An IPv4 header; then its fragment field, then options (padded). */
void packet_ip4(struct packet *packet, uint32_t from, uint32_t to,
                uint8_t protocol);
void packet_fragment(struct packet *packet, uint16_t field);
void packet_options(struct packet *packet, const void *octets, size_t len);

/* to: bit 0: to all nodes rather than the device; bit 1: hop limit 64. */
void packet_ip6(struct packet *packet, uint8_t next_header, uint8_t to);

/* Lengths and checksums; the frame's length. */
size_t packet_end_ip4(struct packet *packet);
size_t packet_end_ip6(struct packet *packet);

#endif
