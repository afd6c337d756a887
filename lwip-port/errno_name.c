/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: errno numbers as names. Reports show names, because the numbers
 * differ between lwIP, newlib and the host. */
#include <errno.h>

#include "lwip/err.h"

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

/* Everything in lwip/err.h that is a failure. */
/* clang-format off */
#define ERR_NAMES(X)                                                           \
  X(ERR_MEM) X(ERR_BUF) X(ERR_TIMEOUT) X(ERR_RTE) X(ERR_INPROGRESS)            \
  X(ERR_VAL) X(ERR_WOULDBLOCK) X(ERR_USE) X(ERR_ALREADY) X(ERR_ISCONN)         \
  X(ERR_CONN) X(ERR_IF) X(ERR_ABRT) X(ERR_RST) X(ERR_CLSD) X(ERR_ARG)
/* clang-format on */

const char *port_err_name(int error) {
  switch (error) {
#define X(name)                                                                \
  case name:                                                                   \
    return #name;
    ERR_NAMES(X)
#undef X
  default:
    return "an err_t without a name";
  }
}
