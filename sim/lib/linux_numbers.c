/* SPDX-License-Identifier: BSD-3-Clause */
/* lib: the numbers with which images translate (lwip-port/linux.def) are those
 * of this machine's headers. Compiles to nothing. */
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define SAME(name, number) _Static_assert((name) == (number), #name);
#define OPTION(level, name, number) SAME(name, number)
#define FLAG(name, number) SAME(name, number)
#define EVENT(name, number) SAME(name, number)
#include "../../lwip-port/linux.def"

SAME(SOL_SOCKET, 1)
SAME(O_NONBLOCK, 04000)
SAME(FIONREAD, 0x541b)
SAME(FIONBIO, 0x5421)
