/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, common: lwIP's own mDNS responder, for devices with and without
 * threads. */
#ifndef SOCKFIT_WORKLOADS_MDNS_RESPONDER_H
#define SOCKFIT_WORKLOADS_MDNS_RESPONDER_H

#include "lwip/err.h"

/* Announce hostname and its API on the default netif, IPv4 and IPv6, with one
 * UDP PCB. Where lwIP may be called (tcpip_thread, or the main loop); once on
 * a host. ERR_MEM: no PCB; ERR_USE: somebody has the port; otherwise what
 * mdns_resp_add_netif() says. */
err_t mdns_responder_begin(const char *hostname);

#endif
