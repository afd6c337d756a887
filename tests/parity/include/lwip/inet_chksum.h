/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: the Internet checksum (RFC 1071). */
#ifndef SOCKFIT_PARITY_INET_CHKSUM_H
#define SOCKFIT_PARITY_INET_CHKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Of an even number of octets, as it is put into the packet. */
uint16_t inet_chksum(const void *data, uint16_t len);

#endif
