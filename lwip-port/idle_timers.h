/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: how long lwIP's cyclic timers only count. Each pair below is in a
 * file of its own, compiled as one with the file of lwIP's whose tables it
 * reads (sim/image/sources.def); idle_timers.c sleeps through what they say.
 *
 * ..._idle_runs(): how many of the next runs of the timer change nothing but
 * counters; 0 when the next one does more, IDLE_FOR_EVER when none will unless
 * something else happens to the stack.
 * ..._idle_count(runs): the counters as that many runs would have left them; at
 * most what ..._idle_runs() said. */
#ifndef SOCKFIT_PORT_IDLE_TIMERS_H
#define SOCKFIT_PORT_IDLE_TIMERS_H

#include <stdint.h>

#define IDLE_FOR_EVER UINT32_MAX

/* idle_arp.c: etharp_tmr(). */
uint32_t port_arp_idle_runs(void);
void port_arp_idle_count(uint32_t runs);

/* idle_dns.c: dns_tmr(). */
uint32_t port_dns_idle_runs(void);
void port_dns_idle_count(uint32_t runs);

/* idle_nd6.c: nd6_tmr(). */
uint32_t port_nd6_idle_runs(void);
void port_nd6_idle_count(uint32_t runs);

/* idle_reass.c, idle_reass6.c: ip_reass_tmr() and ip6_reass_tmr(), which count
 * only for datagrams that are not whole. */
uint32_t port_reass_idle_runs(void);
uint32_t port_reass6_idle_runs(void);

#endif
