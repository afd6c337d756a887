/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, common: lwIP's own SNTP client, set up as ESPHome's component does
 * it, for devices with and without threads. */
#ifndef SOCKFIT_WORKLOADS_SNTP_H
#define SOCKFIT_WORKLOADS_SNTP_H

#include "sockfit/workload.h"

/* Begin to ask `server`, and `backup` if given, for the time. Takes a UDP PCB;
 * lwIP asserts that there is one. Each answer is logged. The client is one for
 * the whole host, and w must stay. Where lwIP may be called (tcpip_thread, or
 * the main loop). False, with a line on the console: a server is not there, or
 * another workload has the client. */
bool sntp_begin(const struct workload *w);

#endif
