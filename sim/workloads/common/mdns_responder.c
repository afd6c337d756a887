/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, common: lwIP's own mDNS responder. See mdns_responder.h. */
#include "common/mdns_responder.h"

#include "lwip/apps/mdns.h"
#include "lwip/init.h"
#include "lwip/netif.h"
#include "lwip/prot/iana.h"
#include "lwip/udp.h"

#define API_PORT 6053

/* lwIP 2.1 wants a time to live, and gives 2.2 a constant. */
#if LWIP_VERSION_MAJOR == 2 && LWIP_VERSION_MINOR < 2
#define TTL_S , 120
#else
#define TTL_S
#endif

/* mdns_resp_init() asserts where a device's component reports an error, so see
 * first that what it needs is there: its port and a PCB. */
static err_t check_port(void) {
  struct udp_pcb *probe = udp_new_ip_type(IPADDR_TYPE_ANY);
  if (!probe)
    return ERR_MEM;
  err_t result = udp_bind(probe, IP_ANY_TYPE, LWIP_IANA_PORT_MDNS);
  udp_remove(probe);
  return result;
}

err_t mdns_responder_begin(const char *hostname) {
  err_t result = check_port();
  if (result != ERR_OK)
    return result;
  mdns_resp_init();
  result = mdns_resp_add_netif(netif_default, hostname TTL_S);
  if (result == ERR_OK)
    mdns_resp_add_service(netif_default, hostname, "_esphomelib",
                          DNSSD_PROTO_TCP, API_PORT TTL_S, NULL, NULL);
  return result;
}
