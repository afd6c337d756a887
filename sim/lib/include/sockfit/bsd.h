/* SPDX-License-Identifier: BSD-3-Clause */
/* libsockfit: the usual names of socket calls for functions on a simulated
 * host. Include it last. Where it is included, socket(), send(), sleep() and
 * their like need the calls of that function in a variable called `sockfit`,
 * its parameter:
 *
 *     static void my_task(const struct sockfit_calls *sockfit, void *arg) {
 *       int fd = socket(AF_INET, SOCK_STREAM, 0);
 *
 * and so do helpers that it calls. Another name: define SOCKFIT_CALLS. Calls
 * that are not here (open, sendmsg, gethostbyname, ...) are the machine's. */
#ifndef SOCKFIT_BSD_H
#define SOCKFIT_BSD_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "sockfit/calls.h"

#ifndef SOCKFIT_CALLS
#define SOCKFIT_CALLS sockfit
#endif

/* The C library may have macros of its own for these. */
#undef recv
#undef recvfrom
#undef poll
#undef read
#undef fcntl

#define SOCKFIT_CALL(name, ...)                                                \
  ((SOCKFIT_CALLS)->name)((SOCKFIT_CALLS), __VA_ARGS__)

#define socket(...) SOCKFIT_CALL(socket, __VA_ARGS__)
#define bind(...) SOCKFIT_CALL(bind, __VA_ARGS__)
#define listen(...) SOCKFIT_CALL(listen, __VA_ARGS__)
#define accept(...) SOCKFIT_CALL(accept, __VA_ARGS__)
#define connect(...) SOCKFIT_CALL(connect, __VA_ARGS__)
#define shutdown(...) SOCKFIT_CALL(shutdown, __VA_ARGS__)
#define close(...) SOCKFIT_CALL(close, __VA_ARGS__)
#define send(...) SOCKFIT_CALL(send, __VA_ARGS__)
#define sendto(...) SOCKFIT_CALL(sendto, __VA_ARGS__)
#define recv(...) SOCKFIT_CALL(recv, __VA_ARGS__)
#define recvfrom(...) SOCKFIT_CALL(recvfrom, __VA_ARGS__)
#define read(...) SOCKFIT_CALL(recv, __VA_ARGS__, 0)
#define write(...) SOCKFIT_CALL(send, __VA_ARGS__, 0)
#define select(...) SOCKFIT_CALL(select, __VA_ARGS__)
#define poll(...) SOCKFIT_CALL(poll, __VA_ARGS__)
#define setsockopt(...) SOCKFIT_CALL(setsockopt, __VA_ARGS__)
#define getsockopt(...) SOCKFIT_CALL(getsockopt, __VA_ARGS__)
#define getsockname(...) SOCKFIT_CALL(getsockname, __VA_ARGS__)
#define getpeername(...) SOCKFIT_CALL(getpeername, __VA_ARGS__)
/* fcntl(fd, F_GETFL) has no third argument. */
#define fcntl(fd, ...) SOCKFIT_FCNTL(fd, __VA_ARGS__, 0, 0)
#define SOCKFIT_FCNTL(fd, command, value, ...)                                 \
  SOCKFIT_CALL(fcntl, fd, command, value)
#define ioctl(...) SOCKFIT_CALL(ioctl, __VA_ARGS__)
#define sleep(seconds)                                                         \
  SOCKFIT_CALL(sleep_ns, (int64_t)(seconds)*INT64_C(1000000000))
#define usleep(microseconds)                                                   \
  SOCKFIT_CALL(sleep_ns, (int64_t)(microseconds)*INT64_C(1000))

#endif
