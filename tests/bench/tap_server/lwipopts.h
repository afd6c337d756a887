/* SPDX-License-Identifier: BSD-3-Clause */
/* bench, tap: the pthread port with the options of the profile upstream, made
 * from its .def, and with the limits of tap_server/device.yaml. */
#ifndef BENCH_LWIPOPTS_H
#define BENCH_LWIPOPTS_H

#include "bench_limits.h"
#include "profile_options.h"

#define IPV6_FRAG_COPYHEADER 1

#endif
