/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: how long etharp_tmr() only counts the age of what is in the ARP
 * table. Compiled as one with lwIP's etharp.c; see idle_timers.h. */
#include "lwip/etharp.h"

#include "idle_timers.h"

#if LWIP_IPV4 && LWIP_ARP

static bool arp_entry_ages(const struct etharp_entry *entry) {
#if ETHARP_SUPPORT_STATIC_ENTRIES
  if (entry->state == ETHARP_STATE_STATIC)
    return false;
#endif
  return entry->state != ETHARP_STATE_EMPTY;
}

uint32_t port_arp_idle_runs(void) {
  uint32_t runs = IDLE_FOR_EVER;
  for (size_t i = 0; i < ARP_TABLE_SIZE; i++) {
    const struct etharp_entry *entry = &arp_table[i];
    if (!arp_entry_ages(entry))
      continue;
    if (entry->state != ETHARP_STATE_STABLE || entry->ctime + 1 >= ARP_MAXAGE)
      return 0;
    uint32_t left = ARP_MAXAGE - 1u - entry->ctime;
    runs = left < runs ? left : runs;
  }
  return runs;
}

void port_arp_idle_count(uint32_t runs) {
  for (size_t i = 0; i < ARP_TABLE_SIZE; i++) {
    if (arp_entry_ages(&arp_table[i]))
      arp_table[i].ctime = (u16_t)(arp_table[i].ctime + runs);
  }
}

#endif
