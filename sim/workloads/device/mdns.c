/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: lwIP's own mDNS responder on IPv4 and IPv6. As with
 * Espressif's component it takes a UDP PCB and no socket. Compiled into an
 * image; lwIP's raw API may only be used in its own thread, hence the
 * callback. The responder is one for the whole host: a second consumer of
 * this kind is a failure. */
#include "sockfit/workload.h"

#include "lwip/apps/mdns.h"
#include "lwip/init.h"
#include "lwip/netif.h"
#include "lwip/prot/iana.h"
#include "lwip/tcpip.h"
#include "lwip/udp.h"

#include "common/firmware.h"

struct responder {
  const char *hostname;
  err_t result;
  volatile bool done; /* lwIP's thread has finished the callback */
};

/* mdns_resp_init() asserts where Espressif's component reports an error, so
 * see first that what it needs is there: its port and a PCB. */
static err_t check_port(void) {
  struct udp_pcb *probe = udp_new_ip_type(IPADDR_TYPE_ANY);
  if (!probe)
    return ERR_MEM;
  err_t result = udp_bind(probe, IP_ANY_TYPE, LWIP_IANA_PORT_MDNS);
  udp_remove(probe);
  return result;
}

/* lwIP 2.1 wants a time to live, and gives 2.2 a constant. */
#if LWIP_VERSION_MAJOR == 2 && LWIP_VERSION_MINOR < 2
#define TTL_S , 120
#else
#define TTL_S
#endif

static err_t add_netif(struct netif *netif, const char *hostname) {
  return mdns_resp_add_netif(netif, hostname TTL_S);
}

static void add_service(struct netif *netif, const char *hostname,
                        const char *type, u16_t port) {
  mdns_resp_add_service(netif, hostname, type, DNSSD_PROTO_TCP, port TTL_S,
                        NULL, NULL);
}

static void begin(void *arg) {
  struct responder *responder = arg;
  responder->result = check_port();
  if (responder->result == ERR_OK) {
    mdns_resp_init();
    responder->result = add_netif(netif_default, responder->hostname);
  }
  if (responder->result == ERR_OK)
    add_service(netif_default, responder->hostname, "_esphomelib", 6053);
  responder->done = true;
}

/* Have it begun in lwIP's thread and wait for the result. */
static err_t begin_in_lwip_thread(struct responder *responder) {
  err_t result = tcpip_callback(begin, responder);
  if (result != ERR_OK)
    return result;
  while (!responder->done)
    workload_sleep_ms(1);
  return responder->result;
}

/* Returns once the responder has begun; from then on it lives in lwIP's
 * thread until the host ends. */
void mdns_main(const struct workload *w) {
  struct responder responder = {.hostname = workload_text(w, "hostname")};
  err_t result = begin_in_lwip_thread(&responder);
  if (result != ERR_OK) {
    workload_log(w, 'E', "mdns", "Failed to start: errno %d",
                 firmware_errno(err_to_errno(result)));
    firmware_mark_failed(w, "mdns");
  } else {
    workload_state(w, WORKLOAD_RUNNING);
  }
}
