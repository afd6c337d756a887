/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: one frame in a few words. See packets.h. Octets come from a
 * simulated network: nothing in them is believed. */
#include "report/packets.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define ETHERNET_OCTETS 14
#define IPV6_OCTETS 40

static unsigned number(const uint8_t *octets) {
  return (unsigned)octets[0] << 8 | octets[1];
}

/* Names of one host stand together, the more exact one last. */
static const char *name_of(const struct addresses *addresses,
                           const uint8_t mac[6]) {
  const char *name = mac[0] & 1 ? "everyone" : "?";
  for (size_t host = 0; host < addresses->host_count; host++) {
    struct image_config config = {0};
    addresses_configure(addresses, host, &config);
    if (memcmp(config.mac, mac, sizeof(config.mac)) != 0)
      continue;
    for (size_t i = 0; i < addresses->name_count; i++)
      if (addresses->names[i].ipv4 == config.ipv4)
        name = addresses->names[i].name;
  }
  return name;
}

static void tell_tcp(const uint8_t *octets, size_t kept, size_t len,
                     struct packet *ret) {
  static const struct {
    unsigned bit;
    const char *name;
  } flags[] = {{0x02, "SYN "}, {0x01, "FIN "}, {0x04, "RST "}, {0x10, "ACK "}};
  char names[24] = "";
  if (kept < 20 || len < 20)
    return;
  for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
    if (octets[13] & flags[i].bit)
      strcat(names, flags[i].name);
  size_t header = (size_t)(octets[12] >> 4) * 4;
  size_t data = len > header ? len - header : 0;
  int used = snprintf(ret->text, sizeof(ret->text), "%s%u > %u", names,
                      number(octets), number(octets + 2));
  if (data > 0)
    snprintf(ret->text + used, sizeof(ret->text) - (size_t)used, ", %zu octets",
             data);
}

/* len: what the IP header says follows it. */
static void tell_payload(unsigned protocol, const uint8_t *octets, size_t kept,
                         size_t len, struct packet *ret) {
  switch (protocol) {
  case IPPROTO_TCP:
    snprintf(ret->text, sizeof(ret->text), "TCP, cut off");
    tell_tcp(octets, kept, len, ret);
    break;
  case IPPROTO_UDP:
    if (kept >= 8)
      snprintf(ret->text, sizeof(ret->text), "UDP %u > %u, %zu octets",
               number(octets), number(octets + 2), len >= 8 ? len - 8 : 0);
    break;
  case IPPROTO_ICMP:
    snprintf(ret->text, sizeof(ret->text), "ICMP");
    break;
  case IPPROTO_IGMP:
    snprintf(ret->text, sizeof(ret->text), "IGMP");
    break;
  case IPPROTO_ICMPV6:
    snprintf(ret->text, sizeof(ret->text), "ICMPv6");
    break;
  default:
    snprintf(ret->text, sizeof(ret->text), "IP protocol %u", protocol);
  }
}

static void tell_ipv4(const uint8_t *octets, size_t kept, struct packet *ret) {
  snprintf(ret->text, sizeof(ret->text), "IPv4, cut off");
  size_t header = kept < 20 ? 0 : (size_t)(octets[0] & 0x0f) * 4;
  if (header < 20 || header > kept || number(octets + 2) < header)
    return;
  tell_payload(octets[9], octets + header, kept - header,
               number(octets + 2) - header, ret);
}

/* Of extension headers only hop-by-hop options, which MLD has. */
static void tell_ipv6(const uint8_t *octets, size_t kept, struct packet *ret) {
  snprintf(ret->text, sizeof(ret->text), "IPv6, cut off");
  if (kept < IPV6_OCTETS)
    return;
  unsigned protocol = octets[6];
  size_t header = IPV6_OCTETS, len = number(octets + 4);
  if (protocol == IPPROTO_HOPOPTS && kept >= IPV6_OCTETS + 8) {
    size_t option = ((size_t)octets[IPV6_OCTETS + 1] + 1) * 8;
    if (option > kept - header || option > len)
      return;
    protocol = octets[IPV6_OCTETS];
    header += option;
    len -= option;
  }
  tell_payload(protocol, octets + header, kept - header, len, ret);
}

static void tell_arp(const uint8_t *octets, size_t kept, struct packet *ret) {
  char address[INET_ADDRSTRLEN];
  snprintf(ret->text, sizeof(ret->text), "ARP, cut off");
  if (kept < 28)
    return;
  bool asks = number(octets + 6) == 1;
  inet_ntop(AF_INET, octets + (asks ? 24 : 14), address, sizeof(address));
  snprintf(ret->text, sizeof(ret->text), asks ? "ARP who has %s" : "ARP %s",
           address);
}

void packets_describe(const struct addresses *addresses,
                      const struct detail_frame *frame,
                      struct packet *ret_packet) {
  struct packet *ret = ret_packet;
  *ret = (struct packet){.from = "?", .to = "?", .text = "cut off"};
  if (frame->kept < ETHERNET_OCTETS)
    return;
  ret->to = name_of(addresses, frame->octets);
  ret->from = name_of(addresses, frame->octets + 6);
  const uint8_t *octets = frame->octets + ETHERNET_OCTETS;
  size_t kept = frame->kept - ETHERNET_OCTETS;
  unsigned type = number(frame->octets + 12);
  if (type == 0x0800)
    tell_ipv4(octets, kept, ret);
  else if (type == 0x86dd)
    tell_ipv6(octets, kept, ret);
  else if (type == 0x0806)
    tell_arp(octets, kept, ret);
  else
    snprintf(ret->text, sizeof(ret->text), "Ethernet type 0x%04x", type);
}
