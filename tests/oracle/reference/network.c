/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle, reference: an Ethernet interface whose only neighbour is the
 * remote end (wire.h). */
#include <pthread.h>
#include <string.h>

#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/netif.h"
#include "lwip/tcpip.h"

#include "../wire.h"
#include "reference.h"

static struct netif interface;
static struct wire wire;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Frames to the device queue up for tcpip_thread: nothing here re-enters. */
static void to_device(void *arg, const void *frame, size_t len) {
  struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)len, PBUF_POOL);
  (void)arg;
  if (p == NULL)
    return; /* lost, as in a driver */
  pbuf_take(p, frame, (u16_t)len);
  if (interface.input(p, &interface) != ERR_OK)
    pbuf_free(p);
}

static void on_wire(void *arg, const char *text) {
  (void)arg;
  transcript('w', text);
}

static err_t from_device(struct netif *netif, struct pbuf *p) {
  uint8_t frame[1600];
  (void)netif;
  u16_t len = pbuf_copy_partial(p, frame, sizeof(frame), 0);
  pthread_mutex_lock(&mutex);
  wire_frame(&wire, frame, len);
  pthread_mutex_unlock(&mutex);
  return ERR_OK;
}

void network_command(const char *text) {
  pthread_mutex_lock(&mutex);
  bool known = wire_command(&wire, text);
  pthread_mutex_unlock(&mutex);
  LWIP_ASSERT("the remote end knows the command", known);
}

static err_t set_up(struct netif *netif) {
  static const uint8_t mac[6] = {2, 0, 0, 0, 0, 1};
  netif->name[0] = 'r';
  netif->name[1] = 'e';
  netif->mtu = 1500;
  netif->hwaddr_len = sizeof(mac);
  memcpy(netif->hwaddr, mac, sizeof(mac));
  netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP |
                 NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP | NETIF_FLAG_IGMP |
                 NETIF_FLAG_MLD6;
  netif->output = etharp_output;
  netif->output_ip6 = ethip6_output;
  netif->linkoutput = from_device;
  wire_init(&wire, mac, NULL, to_device, on_wire);
  return ERR_OK;
}

void network_add(void) {
  ip4_addr_t address, netmask, gateway;
  ip4_addr_set_u32(&address, lwip_htonl(WIRE_DEVICE));
  ip4_addr_set_u32(&netmask, lwip_htonl(WIRE_NETMASK));
  ip4_addr_set_zero(&gateway);
  netif_add(&interface, &address, &netmask, &gateway, NULL, set_up,
            tcpip_input);
  netif_set_default(&interface);
  netif_create_ip6_linklocal_address(&interface, 1);
  netif_set_up(&interface);
}
