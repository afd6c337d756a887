/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: errno numbers as names. Reports show names, because the numbers
 * differ between lwIP, newlib and the host. */
#include <errno.h>

#include "port.h"

/* Everything that lwIP 2.x sets: api/err.c and api/sockets.c. */
/* clang-format off */
#define ERRNO_NAMES(X)                                                         \
  X(EIO) X(EBADF) X(EWOULDBLOCK) X(ENOMEM) X(EINVAL) X(ENFILE) X(ENOSYS)       \
  X(ENOPROTOOPT) X(EOPNOTSUPP) X(EAFNOSUPPORT) X(EADDRINUSE)                   \
  X(EADDRNOTAVAIL) X(ENETDOWN) X(ENETUNREACH) X(ECONNABORTED) X(ECONNRESET)    \
  X(ENOBUFS) X(EISCONN) X(ENOTCONN) X(ETIMEDOUT) X(ECONNREFUSED)               \
  X(EHOSTUNREACH) X(EALREADY) X(EINPROGRESS) X(EMSGSIZE) X(EDESTADDRREQ)       \
  X(ENODEV) X(ENXIO) X(EFAULT)
/* clang-format on */

const char *port_errno_name(int error) {
  switch (error) {
#define X(name)                                                                \
  case name:                                                                   \
    return #name;
    ERRNO_NAMES(X)
#undef X
  default:
    return "an errno without a name";
  }
}
