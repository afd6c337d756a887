/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: peers share the machine's table of neighbours, so one that
 * comes later never asks for the device, and the device would not know it. A
 * host that comes to a LAN asks: who has the device's address? */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/if_ether.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime.h"

struct frame {
  struct ether_header ethernet;
  struct ether_arp arp;
};

static void fill_in(struct frame *frame, const struct ifreq *interface,
                    uint32_t own, uint32_t device) {
  memset(frame->ethernet.ether_dhost, 0xff, ETH_ALEN);
  memcpy(frame->ethernet.ether_shost, interface->ifr_hwaddr.sa_data, ETH_ALEN);
  frame->ethernet.ether_type = htons(ETHERTYPE_ARP);
  frame->arp.arp_hrd = htons(ARPHRD_ETHER);
  frame->arp.arp_pro = htons(ETHERTYPE_IP);
  frame->arp.arp_hln = ETH_ALEN;
  frame->arp.arp_pln = sizeof own;
  frame->arp.arp_op = htons(ARPOP_REQUEST);
  memcpy(frame->arp.arp_sha, interface->ifr_hwaddr.sa_data, ETH_ALEN);
  memcpy(frame->arp.arp_spa, &own, sizeof own);
  memcpy(frame->arp.arp_tpa, &device, sizeof device);
}

void runtime_introduce(const struct runtime_peer *peer) {
  struct frame frame = {0};
  struct ifreq interface = {0};
  struct sockaddr_ll to = {.sll_family = AF_PACKET,
                           .sll_ifindex = (int)if_nametoindex(peer->interface)};
  int fd = socket(AF_PACKET, SOCK_RAW, 0);
  if (fd < 0)
    return;
  strncpy(interface.ifr_name, peer->interface, IFNAMSIZ - 1);
  if (ioctl(fd, SIOCGIFHWADDR, &interface) == 0) {
    fill_in(&frame, &interface, htonl(peer->ipv4), htonl(addresses_ipv4(0)));
    sendto(fd, &frame, sizeof frame, 0, (struct sockaddr *)&to, sizeof to);
  }
  close(fd);
}
