/* SPDX-License-Identifier: BSD-3-Clause */
/* trace stage: is an Ethernet frame well formed? RFC 791, 793, 768, 792, 826,
 * 8200. A pure function; see audit.h. */
#include "trace/audit.h"

#define ETHERNET_HEADER 14
#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_ARP 0x0806
#define ETHERTYPE_IPV6 0x86dd
#define ARP_OCTETS 28
#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define PROTOCOL_ICMP 1
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define PROTOCOL_ICMPV6 58

static uint32_t read16(const uint8_t *at) {
  return (uint32_t)at[0] << 8 | at[1];
}

/* The Internet checksum's sum, to be folded. */
static uint32_t add16(uint32_t sum, const uint8_t *data, size_t len) {
  for (size_t i = 0; i + 1 < len; i += 2)
    sum += read16(data + i);
  return len % 2 == 0 ? sum : sum + ((uint32_t)data[len - 1] << 8);
}

static bool sums_up(uint32_t sum) {
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}

static const char *tcp_fault(const uint8_t *segment, size_t len, uint32_t sum) {
  if (len < 20 || (size_t)(segment[12] >> 4) * 4 < 20 ||
      (size_t)(segment[12] >> 4) * 4 > len)
    return "TCP header length";
  return sums_up(add16(sum, segment, len)) ? NULL : "TCP checksum";
}

static const char *udp_fault(const uint8_t *datagram, size_t len, uint32_t sum,
                             bool must_sum) {
  if (len < 8 || read16(datagram + 4) != len)
    return "UDP length";
  if (read16(datagram + 6) == 0)
    return must_sum ? "UDP checksum is missing" : NULL;
  return sums_up(add16(sum, datagram, len)) ? NULL : "UDP checksum";
}

/* sum: of the pseudo header, for those who have one. */
static const char *payload_fault(unsigned protocol, const uint8_t *payload,
                                 size_t len, uint32_t sum, bool is_ipv6) {
  sum += protocol + (uint32_t)len;
  switch (protocol) {
  case PROTOCOL_TCP:
    return tcp_fault(payload, len, sum);
  case PROTOCOL_UDP:
    return udp_fault(payload, len, sum, is_ipv6);
  case PROTOCOL_ICMP:
    return len >= 8 && sums_up(add16(0, payload, len)) ? NULL : "ICMP checksum";
  case PROTOCOL_ICMPV6:
    return len >= 4 && sums_up(add16(sum, payload, len)) ? NULL
                                                         : "ICMPv6 checksum";
  default:
    return NULL;
  }
}

static const char *ipv4_fault(const uint8_t *packet, size_t len) {
  if (len < IPV4_HEADER || packet[0] >> 4 != 4)
    return "IPv4 header";
  size_t header = (size_t)(packet[0] & 15) * 4;
  size_t total = read16(packet + 2);
  if (header < IPV4_HEADER || total < header || total > len)
    return "IPv4 length";
  if (!sums_up(add16(0, packet, header)))
    return "IPv4 header checksum";
  if ((read16(packet + 6) & 0x3fff) != 0)
    return NULL; /* a fragment: no whole payload */
  return payload_fault(packet[9], packet + header, total - header,
                       add16(0, packet + 12, 8), false);
}

static const char *ipv6_fault(const uint8_t *packet, size_t len) {
  if (len < IPV6_HEADER || packet[0] >> 4 != 6)
    return "IPv6 header";
  size_t payload = read16(packet + 4);
  if (payload > len - IPV6_HEADER)
    return "IPv6 length";
  unsigned next = packet[6];
  const uint8_t *at = packet + IPV6_HEADER;
  if (next == 0) { /* hop-by-hop options, of MLD */
    if (payload < 8 || (size_t)(at[1] + 1) * 8 > payload)
      return "IPv6 options";
    size_t options = (size_t)(at[1] + 1) * 8;
    next = at[0];
    at += options;
    payload -= options;
  }
  return payload_fault(next, at, payload, add16(0, packet + 8, 32), true);
}

const char *audit_frame_fault(const uint8_t *frame, size_t len) {
  if (len < ETHERNET_HEADER)
    return "Ethernet header";
  const uint8_t *packet = frame + ETHERNET_HEADER;
  size_t rest = len - ETHERNET_HEADER;
  switch (read16(frame + 12)) {
  case ETHERTYPE_IPV4:
    return ipv4_fault(packet, rest);
  case ETHERTYPE_IPV6:
    return ipv6_fault(packet, rest);
  case ETHERTYPE_ARP:
    return rest >= ARP_OCTETS && packet[4] == 6 && packet[5] == 4 ? NULL
                                                                  : "ARP";
  default:
    return "Ethernet type";
  }
}
