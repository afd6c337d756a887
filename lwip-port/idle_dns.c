/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: how long dns_tmr() only counts the life of the names that it has
 * found. Compiled as one with lwIP's dns.c; see idle_timers.h. */
#include "lwip/dns.h"

#include "idle_timers.h"

#if LWIP_DNS

uint32_t port_dns_idle_runs(void) {
  uint32_t runs = IDLE_FOR_EVER;
  for (size_t i = 0; i < DNS_TABLE_SIZE; i++) {
    const struct dns_table_entry *entry = &dns_table[i];
    if (entry->state == DNS_STATE_UNUSED)
      continue;
    if (entry->state != DNS_STATE_DONE || entry->ttl <= 1)
      return 0;
    runs = entry->ttl - 1 < runs ? entry->ttl - 1 : runs;
  }
  return runs;
}

void port_dns_idle_count(uint32_t runs) {
  for (size_t i = 0; i < DNS_TABLE_SIZE; i++) {
    if (dns_table[i].state == DNS_STATE_DONE)
      dns_table[i].ttl -= runs;
  }
}

#endif
