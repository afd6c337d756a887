/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, raw API: lwIP's own mDNS responder on IPv4 and IPv6, on one UDP
 * PCB. The responder is one for the whole host: a second consumer of this kind
 * is a failure. Compiled into an image without threads. */
#include "sockfit/workload.h"

#include "lwip/apps/mdns.h"
#include "lwip/netif.h"
#include "lwip/prot/iana.h"
#include "lwip/udp.h"

/* mdns_resp_init() asserts where a component reports an error: see first that
 * its port and a PCB are there. */
static err_t check_port(void) {
  struct udp_pcb *probe = udp_new_ip_type(IPADDR_TYPE_ANY);
  if (probe == NULL)
    return ERR_MEM;
  err_t result = udp_bind(probe, IP_ANY_TYPE, LWIP_IANA_PORT_MDNS);
  udp_remove(probe);
  return result;
}

static err_t begin(const char *hostname) {
  err_t result = check_port();
  if (result != ERR_OK)
    return result;
  mdns_resp_init();
  result = mdns_resp_add_netif(netif_default, hostname);
  if (result == ERR_OK)
    mdns_resp_add_service(netif_default, hostname, "_esphomelib",
                          DNSSD_PROTO_TCP, 6053, NULL, NULL);
  return result;
}

void mdns_main(const struct workload *w) {
  err_t result = begin(workload_text(w, "hostname"));
  if (result == ERR_OK) {
    workload_state(w, WORKLOAD_RUNNING);
    return;
  }
  workload_log(w, 'E', "mdns", "Failed to start: err %d", (int)result);
  workload_log(w, 'E', "component", "mdns is marked FAILED");
  workload_state(w, WORKLOAD_FAILED);
}
