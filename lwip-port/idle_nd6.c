/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: how long nd6_tmr() only counts: ages of destinations and stale
 * neighbours, what is left of reachable ones, of routers and of prefixes, and
 * the runs between router solicitations that nobody waits for. Compiled as one
 * with lwIP's nd6.c; see idle_timers.h. */
#include "lwip/nd6.h"

#include "lwip/netif.h"
#include "lwip/priv/nd6_priv.h"

#include "idle_timers.h"

#if LWIP_IPV6

#define ND6_TMR_S (ND6_TMR_INTERVAL / 1000)

/* Of a counter that loses `step` each run and does something when it has no
 * more than that: the runs before. */
static uint32_t nd6_runs_left(uint32_t left, uint32_t step) {
  return left <= step ? 0 : (left - 1) / step;
}

static uint32_t
nd6_neighbor_idle_runs(const struct nd6_neighbor_cache_entry *entry) {
  switch (entry->state) {
  case ND6_NO_ENTRY:
  case ND6_STALE:
    return IDLE_FOR_EVER;
  case ND6_REACHABLE:
    return entry->q != NULL
               ? 0
               : nd6_runs_left(entry->counter.reachable_time, ND6_TMR_INTERVAL);
  default:
    return 0;
  }
}

static bool nd6_address_is_idle(struct netif *netif, s8_t i) {
  u8_t state = netif_ip6_addr_state(netif, i);
#if LWIP_IPV6_ADDRESS_LIFETIMES
  if (!ip6_addr_isinvalid(state) && !netif_ip6_addr_isstatic(netif, i) &&
      (!ip6_addr_life_isinfinite(netif_ip6_addr_valid_life(netif, i)) ||
       !ip6_addr_life_isinfinite(netif_ip6_addr_pref_life(netif, i))))
    return false;
#endif
  return !ip6_addr_istentative(state);
}

static bool nd6_netif_is_idle(struct netif *netif) {
#if LWIP_IPV6_SEND_ROUTER_SOLICIT
  if (netif->rs_count > 0)
    return false;
#endif
  for (s8_t i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
    if (!nd6_address_is_idle(netif, i))
      return false;
  }
  return true;
}

static uint32_t nd6_least(uint32_t a, uint32_t b) {
  return a < b ? a : b;
}

uint32_t port_nd6_idle_runs(void) {
  uint32_t runs = IDLE_FOR_EVER;
  struct netif *netif;
  NETIF_FOREACH(netif) {
    if (!nd6_netif_is_idle(netif))
      return 0;
  }
  for (size_t i = 0; i < LWIP_ND6_NUM_NEIGHBORS; i++)
    runs = nd6_least(runs, nd6_neighbor_idle_runs(&neighbor_cache[i]));
  for (size_t i = 0; i < LWIP_ND6_NUM_ROUTERS; i++) {
    if (default_router_list[i].neighbor_entry != NULL)
      runs = nd6_least(
          runs,
          nd6_runs_left(default_router_list[i].invalidation_timer, ND6_TMR_S));
  }
  for (size_t i = 0; i < LWIP_ND6_NUM_PREFIXES; i++) {
    if (prefix_list[i].netif != NULL)
      runs = nd6_least(
          runs, nd6_runs_left(prefix_list[i].invalidation_timer, ND6_TMR_S));
  }
  return runs;
}

#if LWIP_IPV6_SEND_ROUTER_SOLICIT
/* It goes round from one less than this down to 0. */
static void nd6_solicitation_count(uint32_t runs) {
  uint32_t round = ND6_RTR_SOLICITATION_INTERVAL / ND6_TMR_INTERVAL;
  nd6_tmr_rs_reduction =
      (u8_t)((nd6_tmr_rs_reduction + round - runs % round) % round);
}
#endif

void port_nd6_idle_count(uint32_t runs) {
  for (size_t i = 0; i < LWIP_ND6_NUM_NEIGHBORS; i++) {
    if (neighbor_cache[i].state == ND6_REACHABLE)
      neighbor_cache[i].counter.reachable_time -= runs * ND6_TMR_INTERVAL;
    else if (neighbor_cache[i].state == ND6_STALE)
      neighbor_cache[i].counter.stale_time += runs;
  }
  for (size_t i = 0; i < LWIP_ND6_NUM_DESTINATIONS; i++)
    destination_cache[i].age += runs;
  for (size_t i = 0; i < LWIP_ND6_NUM_ROUTERS; i++) {
    if (default_router_list[i].neighbor_entry != NULL)
      default_router_list[i].invalidation_timer -= runs * ND6_TMR_S;
  }
  for (size_t i = 0; i < LWIP_ND6_NUM_PREFIXES; i++) {
    if (prefix_list[i].netif != NULL)
      prefix_list[i].invalidation_timer -= runs * ND6_TMR_S;
  }
#if LWIP_IPV6_SEND_ROUTER_SOLICIT
  nd6_solicitation_count(runs);
#endif
}

#endif
