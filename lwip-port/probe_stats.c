/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: lwIP's own statistics by name (sockfit/counters.h), as far as the
 * options compile them in. */
#include "lwip/stats.h"

#include "port.h"
#include "sockfit/counters.h"

#define ROW(group, field) {#group "." #field, &lwip_stats.group.field},

static const struct {
  const char *name;
  const STAT_COUNTER *value;
} rows[] = {
#if LINK_STATS
    COUNTERS_OF_PROTOCOL(ROW, link)
#endif
#if ETHARP_STATS
        COUNTERS_OF_PROTOCOL(ROW, etharp)
#endif
#if IPFRAG_STATS
            COUNTERS_OF_PROTOCOL(ROW, ip_frag)
#endif
#if IP_STATS
                COUNTERS_OF_PROTOCOL(ROW, ip)
#endif
#if ICMP_STATS
                    COUNTERS_OF_PROTOCOL(ROW, icmp)
#endif
#if IGMP_STATS
                        COUNTERS_OF_MULTICAST(ROW, igmp)
#endif
#if UDP_STATS
                            COUNTERS_OF_PROTOCOL(ROW, udp)
#endif
#if TCP_STATS
                                COUNTERS_OF_PROTOCOL(ROW, tcp)
#endif
#if IP6_STATS
                                    COUNTERS_OF_PROTOCOL(ROW, ip6)
#endif
#if ICMP6_STATS
                                        COUNTERS_OF_PROTOCOL(ROW, icmp6)
#endif
#if IP6_FRAG_STATS
                                            COUNTERS_OF_PROTOCOL(ROW, ip6_frag)
#endif
#if MLD6_STATS
                                                COUNTERS_OF_MULTICAST(ROW, mld6)
#endif
#if ND6_STATS
                                                    COUNTERS_OF_PROTOCOL(ROW,
                                                                         nd6)
#endif
                                                        {NULL, NULL}};

size_t port_counters(struct image_counter *ret_counters, size_t max) {
  size_t count = 0;
  for (; rows[count].name != NULL && count < max; count++)
    ret_counters[count] =
        (struct image_counter){rows[count].name, *rows[count].value};
  if (port_mem_largest_free() < 0 || count + 2 > max)
    return count;
  ret_counters[count++] =
      (struct image_counter){COUNTER_LARGEST_FREE, port_mem_largest_free()};
  ret_counters[count++] = (struct image_counter){COUNTER_LARGEST_FREE_LEAST,
                                                 port_mem_largest_free_least()};
  return count;
}
