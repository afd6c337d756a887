/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: one ICMP echo and its answer, as every ping does it. Compiled into
 * an image; touches one raw socket and virtual time. */
#ifndef SOCKFIT_WORKLOADS_ICMP_ECHO_H
#define SOCKFIT_WORKLOADS_ICMP_ECHO_H

#include "sockfit/workload.h"

/* Send an echo request to ipv4 (network order) on fd, a raw ICMP socket, and
 * wait for the answer with the same sequence number; other packets are read and
 * forgotten. Returns 0; -ETIMEDOUT when none came for timeout_ms; the negative
 * errno of sendto() when the request could not be sent. */
int icmp_echo(int fd, uint32_t ipv4, uint16_t sequence, uint32_t timeout_ms);

#endif
