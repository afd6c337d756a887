/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the POSIX name of what lwIP has. */
#ifndef SOCKFIT_SHIMS_NETDB_H
#define SOCKFIT_SHIMS_NETDB_H

#include <lwip/netdb.h>

#endif
