/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: the little that peers ask of their network interface, answered
 * by the runtime. Names are those of the simulated peers' stack. */
#ifndef SOCKFIT_PARITY_NETIF_H
#define SOCKFIT_PARITY_NETIF_H

#include <stdint.h>

struct netif {
  unsigned index;
  uint32_t ipv4;    /* network byte order */
  uint32_t netmask; /* likewise */
};

extern struct netif peer_netif;

#define netif_default (&peer_netif)
#define netif_get_index(netif) ((netif)->index)
#define netif_ip4_addr(netif) (&(netif)->ipv4)
#define netif_ip4_netmask(netif) (&(netif)->netmask)
#define ip4_addr_get_u32(address) (*(address))

#endif
