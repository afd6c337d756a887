/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: no options. The image stage defines every option of the profile
 * and the scenario in front of each source that it compiles
 * (sim/image/object.c), so that it can tell which objects depend on which
 * option. lwIP's own defaults (lwip/opt.h) cover the rest.
 *
 * Here are only the hooks by which lwIP itself lets a port look on. They must
 * not mention an option: every object would depend on it. */
#ifndef SOCKFIT_LWIPOPTS_H
#define SOCKFIT_LWIPOPTS_H

#include "arch/hooks.h"

/* Called for every TCP packet that found its PCB. */
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, header, options, first, second, p)     \
  ((pcb)->state == LISTEN ? port_syn_meets((pcb), (header))                    \
                          : port_segment_meets((pcb), (p)))

/* That it is defined lets broadcasts from 0.0.0.0 in, which is what a DHCP
 * client is until it has an address. lwIP does so itself where LWIP_DHCP is 1,
 * as on every real device. */
#define LWIP_IP_ACCEPT_UDP_PORT(port) 0

#define TCP_OOSEQ_PBUFS_LIMIT(pcb) port_ooseq_limit(pcb)

/* As ESP-IDF: the interval is asked for each time, and bounded where it is set
 * (sim/workloads/common/sntp.c). As many servers as ESPHome has. */
#define SNTP_SUPPRESS_DELAY_CHECK 1
#define SNTP_UPDATE_DELAY sntp_hook_interval_ms()
#define SNTP_SET_SYSTEM_TIME_US(s, us) sntp_hook_synchronized(s, us)
#define SNTP_MAX_SERVERS 3

#endif
