/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: one Ethernet interface whose wire is the simulated switch. */
#include "lwip/dhcp.h"
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/mld6.h"
#include "lwip/netif.h"
#include "lwip/priv/tcpip_priv.h"
#include "lwip/snmp.h"
#include "lwip/tcpip.h"
#include "netif/ethernet.h"

#include <string.h>

#include "port.h"

#define FRAME_MAX_OCTETS 1600

/* Who takes frames: lwIP itself, called from the main loop, or tcpip_thread. */
#if NO_SYS
#define LAN_INPUT ethernet_input
#else
#define LAN_INPUT tcpip_input
#endif

static struct netif lan;
static bool lan_added;
static bool cable_in = true;

static void send_frame(const void *frame, size_t len) {
  if (!port_drop_output(frame, len))
    port_services->frame_send(port_services->host, frame, len);
}

static err_t lan_output(struct netif *netif, struct pbuf *p) {
  (void)netif;
  if (p->next == NULL) {
    send_frame(p->payload, p->len);
    return ERR_OK;
  }
  uint8_t frame[FRAME_MAX_OCTETS];
  if (p->tot_len > sizeof(frame))
    return ERR_BUF;
  pbuf_copy_partial(p, frame, p->tot_len, 0);
  send_frame(frame, p->tot_len);
  return ERR_OK;
}

static err_t lan_init(struct netif *netif) {
  netif->name[0] = 's';
  netif->name[1] = 't';
  netif->mtu = 1500;
  netif->hwaddr_len = ETH_HWADDR_LEN;
  memcpy(netif->hwaddr, port_config->mac, ETH_HWADDR_LEN);
  netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
  if (cable_in)
    netif->flags |= NETIF_FLAG_LINK_UP;
#if LWIP_IGMP
  netif->flags |= NETIF_FLAG_IGMP;
#endif
#if LWIP_IPV6_MLD
  netif->flags |= NETIF_FLAG_MLD6;
#endif
  netif->output = etharp_output;
#if LWIP_IPV6
  netif->output_ip6 = ethip6_output;
#endif
  netif->linkoutput = lan_output;
  port_mac_filter(netif);
  return ERR_OK;
}

void port_netif_add(void) {
  ip4_addr_t address, netmask, gateway;
  bool fixed = !port_config->dhcp;
  ip4_addr_set_u32(&address, fixed ? lwip_htonl(port_config->ipv4) : 0);
  ip4_addr_set_u32(&netmask, fixed ? lwip_htonl(port_config->netmask) : 0);
  ip4_addr_set_u32(&gateway, fixed ? lwip_htonl(port_config->gateway) : 0);
  netif_add(&lan, &address, &netmask, &gateway, NULL, lan_init, LAN_INPUT);
  netif_set_default(&lan);
#if LWIP_NETIF_HOSTNAME
  netif_set_hostname(&lan, port_config->hostname);
#endif
#if LWIP_IPV6
  netif_create_ip6_linklocal_address(&lan, 1);
#if LWIP_IPV6_AUTOCONFIG
  netif_set_ip6_autoconfig_enabled(&lan, port_config->slaac);
#endif
#endif
  netif_set_up(&lan);
#if LWIP_DHCP
  if (port_config->dhcp)
    dhcp_start(&lan);
#endif
  lan_added = true;
}

/* Where lwIP may be called. Reads cable_in: the last word counts. */
static void change_link(void) {
  if (cable_in)
    netif_set_link_up(&lan);
  else
    netif_set_link_down(&lan);
}

#if NO_SYS
void port_netif_link(bool up) {
  cable_in = up;
  if (lan_added)
    port_loop_call(change_link);
}
#else
static err_t change_link_now(struct tcpip_api_call_data *call) {
  (void)call;
  change_link();
  return ERR_OK;
}

static void (*link_changed)(bool up);

void port_netif_watch(void (*changed)(bool up)) {
  link_changed = changed;
}

/* A driver's task, as lwIP asks: not from an interrupt. The call lies on its
 * stack, so that no pool's count knows of it. */
static void tell_link(void *arg) {
  struct tcpip_api_call_data call;
  (void)arg;
  tcpip_api_call(change_link_now, &call);
  if (link_changed != NULL)
    link_changed(cable_in);
}

void port_netif_link(bool up) {
  cable_in = up;
  if (lan_added)
    port_task_start("link", OWNER_STACK, tell_link, NULL);
}
#endif

bool port_netif_link_is_up(void) {
  return netif_is_link_up(&lan);
}

void port_netif_input(const void *frame, size_t len) {
  if (!port_mac_takes(frame, len) || port_drop_input(frame, len))
    return;
  struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)len, PBUF_POOL);
  if (p == NULL)
    return; /* the pool counts it; a device's driver drops it likewise */
  pbuf_take(p, frame, (u16_t)len);
  if (lan.input(p, &lan) != ERR_OK)
    pbuf_free(p);
}
