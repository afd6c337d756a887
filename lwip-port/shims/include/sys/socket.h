/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: the POSIX name of what lwIP has. */
#ifndef SOCKFIT_SHIMS_SYS_SOCKET_H
#define SOCKFIT_SHIMS_SYS_SOCKET_H

#include <lwip/sockets.h>

#endif
