/* SPDX-License-Identifier: BSD-3-Clause */
/* The counters of an image: lwIP's own statistics (lwip/stats.h), named
 * GROUP.FIELD as lwIP names them, and two of the port's about lwIP's heap.
 * Standard C only, for both sides. */
#ifndef SOCKFIT_COUNTERS_H
#define SOCKFIT_COUNTERS_H

/* X(group, field) for each counter of a group. */
#define COUNTERS_OF_PROTOCOL(X, group)                                         \
  X(group, xmit)                                                               \
  X(group, recv)                                                               \
  X(group, fw)                                                                 \
  X(group, drop)                                                               \
  X(group, chkerr)                                                             \
  X(group, lenerr)                                                             \
  X(group, memerr)                                                             \
  X(group, rterr)                                                              \
  X(group, proterr)                                                            \
  X(group, opterr)                                                             \
  X(group, err)

#define COUNTERS_OF_MULTICAST(X, group)                                        \
  X(group, xmit)                                                               \
  X(group, recv)                                                               \
  X(group, drop)                                                               \
  X(group, chkerr)                                                             \
  X(group, lenerr)                                                             \
  X(group, memerr)                                                             \
  X(group, proterr)

/* Free octets in the largest block of lwIP's own heap: at the end, and at the
 * worst moment. Images with another heap do not have them. */
#define COUNTER_LARGEST_FREE "mem.largest_free"
#define COUNTER_LARGEST_FREE_LEAST "mem.largest_free_least"

/* Every name as a string literal with a comma, for a list of those known. */
#define COUNTER_NAME(group, field) #group "." #field,
#define COUNTER_NAMES                                                          \
  COUNTERS_OF_PROTOCOL(COUNTER_NAME, link)                                     \
  COUNTERS_OF_PROTOCOL(COUNTER_NAME, etharp)                                   \
  COUNTERS_OF_PROTOCOL(COUNTER_NAME, ip_frag)                                  \
  COUNTERS_OF_PROTOCOL(COUNTER_NAME, ip)                                       \
  COUNTERS_OF_PROTOCOL(COUNTER_NAME, icmp)                                     \
  COUNTERS_OF_MULTICAST(COUNTER_NAME, igmp)                                    \
  COUNTERS_OF_PROTOCOL(COUNTER_NAME, udp)                                      \
  COUNTERS_OF_PROTOCOL(COUNTER_NAME, tcp)                                      \
  COUNTERS_OF_PROTOCOL(COUNTER_NAME, ip6)                                      \
  COUNTERS_OF_PROTOCOL(COUNTER_NAME, icmp6)                                    \
  COUNTERS_OF_PROTOCOL(COUNTER_NAME, ip6_frag)                                 \
  COUNTERS_OF_MULTICAST(COUNTER_NAME, mld6)                                    \
  COUNTERS_OF_PROTOCOL(COUNTER_NAME, nd6)                                      \
  COUNTER_LARGEST_FREE, COUNTER_LARGEST_FREE_LEAST

#endif
