/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: ip_reass_tmr() has nothing to do while no datagram waits for its
 * fragments. Compiled as one with lwIP's ip4_frag.c; see idle_timers.h. */
#include "lwip/ip4_frag.h"

#include "idle_timers.h"

#if LWIP_IPV4 && IP_REASSEMBLY

uint32_t port_reass_idle_runs(void) {
  return reassdatagrams == NULL ? IDLE_FOR_EVER : 0;
}

#endif
