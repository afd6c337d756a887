/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: an ICMP echo, by the names that peers use (RFC 792). */
#ifndef SOCKFIT_PARITY_ICMP_H
#define SOCKFIT_PARITY_ICMP_H

#include <stdint.h>

#define ICMP_ER 0
#define ICMP_ECHO 8

struct icmp_echo_hdr {
  uint8_t type;
  uint8_t code;
  uint16_t chksum;
  uint16_t id;
  uint16_t seqno;
};

#endif
