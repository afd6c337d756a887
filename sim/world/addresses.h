/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: who has which address on the LAN.
 *
 * 198.18.0.0/15 is set aside for benchmarks (RFC 2544): a capture never looks
 * like somebody's home network. The device is 198.18.0.1, peers follow in the
 * scenario's order. MAC addresses are locally administered. */
#ifndef SOCKFIT_WORLD_ADDRESSES_H
#define SOCKFIT_WORLD_ADDRESSES_H

#include <stddef.h>
#include <stdint.h>

#include "scenario/scenario.h"
#include "sockfit/image.h"

/* The machine that sockfit runs on, when it is a host of the LAN as well. */
#define ADDRESSES_MACHINE UINT32_C(0xc612fffe) /* 198.18.255.254 */
#define ADDRESSES_NETMASK UINT32_C(0xffff0000)

/* Every host's configuration without its workloads; all owned. */
struct addresses {
  struct image_name *names; /* "device", peers, and NAME-1..NAME-N of a count */
  size_t name_count;
  size_t host_count; /* the device and every host of every peer */
};

/* Returns 0 or -ENOMEM. */
int addresses_give(const struct variant *variant, struct addresses *ret);
void addresses_done(struct addresses *addresses);

/* Of host index, host byte order. */
uint32_t addresses_ipv4(size_t index);

/* Fill in mac, ipv4, netmask, names and target of host index (0: device). */
void addresses_configure(const struct addresses *addresses, size_t index,
                         struct image_config *config);

#endif
