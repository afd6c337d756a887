/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: mDNS messages (RFC 6762) for one who asks for a host: question
 * out, answer in. lwIP's own search client asks for services only, hence
 * this. Knows no sockets. */
#ifndef SOCKFIT_WORKLOADS_MULTICAST_DNS_H
#define SOCKFIT_WORKLOADS_MULTICAST_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MULTICAST_DNS_PORT 5353
#define MULTICAST_DNS_MESSAGE_MAX 1500

enum multicast_dns_type {
  MULTICAST_DNS_A = 1,
  MULTICAST_DNS_PTR = 12,
  MULTICAST_DNS_AAAA = 28,
};

/* Write a query for A and AAAA of HOSTNAME.local.
 *
 * Returns its length, or
 *   -EINVAL   hostname is empty or longer than a label (63 octets)
 *   -ENOBUFS  size is too small */
int multicast_dns_query(uint8_t *ret_message, size_t size,
                        const char *hostname);

/* Does this message answer with an A, AAAA or PTR record that names
 * HOSTNAME.local? Letters match in either case. A malformed message does
 * not. */
bool multicast_dns_answers(const uint8_t *message, size_t len,
                           const char *hostname);

#endif
