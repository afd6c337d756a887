/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: ip6_reass_tmr() has nothing to do while no datagram waits for its
 * fragments. Compiled as one with lwIP's ip6_frag.c; see idle_timers.h. */
#include "lwip/ip6_frag.h"

#include "idle_timers.h"

#if LWIP_IPV6 && LWIP_IPV6_REASS

uint32_t port_reass6_idle_runs(void) {
  return reassdatagrams == NULL ? IDLE_FOR_EVER : 0;
}

#endif
