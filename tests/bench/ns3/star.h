/* SPDX-License-Identifier: BSD-3-Clause */
/* bench, ns-3: hosts on one learning switch, as in sockfit's world: each has a
 * line of its own, 100 Mbit/s, and an address in 198.18.0.0/16. */
#ifndef SOCKFIT_BENCH_STAR_H
#define SOCKFIT_BENCH_STAR_H

#include <cstdint>

#include "ns3/ipv4-address.h"
#include "ns3/node-container.h"

/* So many hosts with ns-3's IPv4, ARP, TCP and UDP; host 0 is the device. */
ns3::NodeContainer star_new(uint32_t hosts, int64_t delay_us);

ns3::Ipv4Address star_address(const ns3::NodeContainer &hosts, uint32_t host);

/* Run until so many simulated seconds; prints count() afterwards with the wall
 * and processor seconds that the run took. */
void star_run(double until_s, const uint64_t &count);

#endif
