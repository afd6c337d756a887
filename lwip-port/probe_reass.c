/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: pbufs that wait for the rest of their datagrams, by wrapping
 * ip4_reass(). Compiled as one with lwIP's ip4_frag.c (sim/image/sources.def),
 * whose count it reads. IPv6 has a count of its own, which is not looked at. */
#include "lwip/ip4_frag.h"
#include "lwip/stats.h"

#include "port.h"

#if LWIP_IPV4 && IP_REASSEMBLY

int64_t port_reassembly_used(void) {
  return ip_reass_pbufcount;
}

struct pbuf *__real_ip4_reass(struct pbuf *p);
struct pbuf *__wrap_ip4_reass(struct pbuf *p);

/* Above the limit lwIP first gives up the oldest datagrams that are not whole
 * yet, and when that is not enough it drops the fragment that came. Either way
 * a datagram is lost: the count falls although none was completed. An empty
 * pool of MEMP_NUM_REASSDATA does the same and is told by itself. */
struct pbuf *__wrap_ip4_reass(struct pbuf *p) {
  int64_t before = ip_reass_pbufcount;
  int64_t arriving = pbuf_clen(p);
  uint32_t refusals = port_refusal_serial();
  struct pbuf *whole = __real_ip4_reass(p);
  int64_t after = ip_reass_pbufcount;
  if (before + arriving > IP_REASS_MAX_PBUFS) {
    if (refusals == port_refusal_serial())
      port_queue_refused(PORT_QUEUE_REASSEMBLY);
  } else {
    port_queue_holds(PORT_QUEUE_REASSEMBLY,
                     whole != NULL ? before + arriving : after);
  }
  return whole;
}

#else

int64_t port_reassembly_used(void) {
  return 0;
}

#endif
