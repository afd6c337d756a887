/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: which multicast frames the network interface takes, by lwIP's
 * igmp_mac_filter and mld_mac_filter. A computer's interface has such a filter
 * and its stack never sees the rest; a chip's radio hands all of them up, where
 * they take room in mailbox and pools. So peers have it (SOCKFIT_MAC_FILTER in
 * profiles/peer.def) and devices have not. */
#include "lwip/netif.h"
#include "lwip/prot/ethernet.h"

#include <string.h>

#include "port.h"

#ifndef SOCKFIT_MAC_FILTER
#define SOCKFIT_MAC_FILTER 0
#endif

/* As interfaces do that have no more room: then everything is taken. */
#define GROUPS_MAX 16

static struct group {
  uint8_t mac[ETH_HWADDR_LEN];
  unsigned users; /* several groups may share an address */
} groups[GROUPS_MAX] = {
    {{0x33, 0x33, 0, 0, 0, 1}, 1}}; /* all IPv6 nodes: nobody joins it */
static bool takes_all = SOCKFIT_MAC_FILTER == 0;

static struct group *find(const uint8_t *mac) {
  for (size_t i = 0; i < GROUPS_MAX; i++) {
    if (groups[i].users > 0 && memcmp(groups[i].mac, mac, ETH_HWADDR_LEN) == 0)
      return &groups[i];
  }
  return NULL;
}

bool port_mac_takes(const uint8_t *frame, size_t len) {
  static const uint8_t broadcast[] = {255, 255, 255, 255, 255, 255};
  return takes_all || len < ETH_HWADDR_LEN || (frame[0] & 1) == 0 ||
         memcmp(frame, broadcast, ETH_HWADDR_LEN) == 0 || find(frame) != NULL;
}

#if SOCKFIT_MAC_FILTER

static void join(const uint8_t *mac) {
  struct group *group = find(mac);
  for (size_t i = 0; group == NULL && i < GROUPS_MAX; i++) {
    if (groups[i].users == 0)
      group = &groups[i];
  }
  if (group == NULL) {
    takes_all = true;
    return;
  }
  memcpy(group->mac, mac, ETH_HWADDR_LEN);
  group->users++;
}

static void leave(const uint8_t *mac) {
  struct group *group = find(mac);
  if (group != NULL)
    group->users--;
}

static err_t change(const uint8_t *mac, enum netif_mac_filter_action action) {
  if (action == NETIF_ADD_MAC_FILTER)
    join(mac);
  else
    leave(mac);
  return ERR_OK;
}

/* RFC 1112, section 6.4. */
static err_t change_ipv4(struct netif *netif, const ip4_addr_t *group,
                         enum netif_mac_filter_action action) {
  const uint8_t mac[] = {0x01,
                         0x00,
                         0x5e,
                         ip4_addr2(group) & 0x7f,
                         ip4_addr3(group),
                         ip4_addr4(group)};
  (void)netif;
  return change(mac, action);
}

/* RFC 2464, section 7. */
static err_t change_ipv6(struct netif *netif, const ip6_addr_t *group,
                         enum netif_mac_filter_action action) {
  uint8_t mac[ETH_HWADDR_LEN] = {0x33, 0x33};
  (void)netif;
  memcpy(mac + 2, &group->addr[3], 4);
  return change(mac, action);
}

void port_mac_filter(struct netif *netif) {
  netif->igmp_mac_filter = change_ipv4;
  netif->mld_mac_filter = change_ipv6;
}

#else

void port_mac_filter(struct netif *netif) {
  (void)netif;
}

#endif
