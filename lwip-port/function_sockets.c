/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: the sockets of a C function of the program (sockfit/calls.h):
 * lwIP's calls, watched like a workload's, with Linux's numbers. Compiled like
 * lwIP, which has the errno of the simulating machine. */
#include "lwip/sockets.h"

#include <stdlib.h>

#include "sockfit/calls.h"

#include "function_own.h"
#include "linux_numbers.h"

#define LINUX_O_RDWR 02
#define LINUX_O_NONBLOCK 04000
#define LINUX_FIONREAD 0x541bUL
#define LINUX_FIONBIO 0x5421UL
#define LONG_BITS ((int)(8 * sizeof(unsigned long)))
#define POLL_MAX 1024 /* descriptors */

static int refuse(int error) {
  errno = error;
  return -1;
}

/* ---- sockets ---- */

static int call_socket(const struct sockfit_calls *calls, int domain, int type,
                       int protocol) {
  (void)calls;
  return lwip_socket(domain, type, protocol);
}

static int call_bind(const struct sockfit_calls *calls, int fd,
                     const void *address, uint32_t len) {
  struct sockaddr_storage copy;
  (void)calls;
  len = linux_address_to_lwip(address, len, &copy);
  return lwip_bind(fd, (struct sockaddr *)&copy, len);
}

static int call_listen(const struct sockfit_calls *calls, int fd, int backlog) {
  (void)calls;
  return lwip_listen(fd, backlog);
}

static int call_accept(const struct sockfit_calls *calls, int fd,
                       void *ret_address, uint32_t *len) {
  struct sockaddr_storage from;
  socklen_t from_len = sizeof(from);
  (void)calls;
  int accepted = lwip_accept(fd, (struct sockaddr *)&from, &from_len);
  if (accepted >= 0)
    linux_address_from_lwip(&from, from_len, ret_address, len);
  return accepted;
}

static int call_connect(const struct sockfit_calls *calls, int fd,
                        const void *address, uint32_t len) {
  struct sockaddr_storage copy;
  (void)calls;
  len = linux_address_to_lwip(address, len, &copy);
  return lwip_connect(fd, (struct sockaddr *)&copy, len);
}

static int call_shutdown(const struct sockfit_calls *calls, int fd, int how) {
  (void)calls;
  return lwip_shutdown(fd, how);
}

static int call_close(const struct sockfit_calls *calls, int fd) {
  (void)calls;
  return lwip_close(fd);
}

static ssize_t call_send(const struct sockfit_calls *calls, int fd,
                         const void *data, size_t size, int flags) {
  (void)calls;
  flags = linux_flags(flags);
  return flags < 0 ? refuse(EINVAL) : lwip_send(fd, data, size, flags);
}

static ssize_t call_sendto(const struct sockfit_calls *calls, int fd,
                           const void *data, size_t size, int flags,
                           const void *address, uint32_t len) {
  struct sockaddr_storage copy;
  (void)calls;
  flags = linux_flags(flags);
  if (flags < 0)
    return refuse(EINVAL);
  len = linux_address_to_lwip(address, len, &copy);
  return lwip_sendto(fd, data, size, flags,
                     len == 0 ? NULL : (struct sockaddr *)&copy, len);
}

static ssize_t call_recv(const struct sockfit_calls *calls, int fd,
                         void *ret_data, size_t size, int flags) {
  (void)calls;
  flags = linux_flags(flags);
  return flags < 0 ? refuse(EINVAL) : lwip_recv(fd, ret_data, size, flags);
}

static ssize_t call_recvfrom(const struct sockfit_calls *calls, int fd,
                             void *ret_data, size_t size, int flags,
                             void *ret_address, uint32_t *len) {
  struct sockaddr_storage from;
  socklen_t from_len = sizeof(from);
  (void)calls;
  flags = linux_flags(flags);
  if (flags < 0)
    return refuse(EINVAL);
  memset(&from, 0, sizeof(from));
  ssize_t result = lwip_recvfrom(fd, ret_data, size, flags,
                                 (struct sockaddr *)&from, &from_len);
  if (result >= 0)
    linux_address_from_lwip(&from, from_len, ret_address, len);
  return result;
}

/* ---- waiting ---- */

static bool set_has(const void *set, int fd) {
  const unsigned long *words = set;
  return set != NULL && (words[fd / LONG_BITS] >> (fd % LONG_BITS) & 1) != 0;
}

static void set_to_lwip(const void *set, int count, fd_set *ret) {
  FD_ZERO(ret);
  for (int fd = LWIP_SOCKET_OFFSET; fd < count; fd++)
    if (set_has(set, fd))
      FD_SET(fd, ret);
}

static void set_from_lwip(const fd_set *set, int count, void *ret) {
  unsigned long *words = ret;
  for (int fd = 0; ret != NULL && fd < count; fd++)
    if (fd < LWIP_SOCKET_OFFSET || !FD_ISSET(fd, set))
      words[fd / LONG_BITS] &= ~(1ul << (fd % LONG_BITS));
}

static int call_select(const struct sockfit_calls *calls, int count,
                       void *readable, void *writable, void *failed,
                       void *timeout) {
  fd_set sets[3];
  (void)calls;
  if (count < 0 || count > LWIP_SELECT_MAXNFDS)
    count = count < 0 ? 0 : LWIP_SELECT_MAXNFDS;
  set_to_lwip(readable, count, &sets[0]);
  set_to_lwip(writable, count, &sets[1]);
  set_to_lwip(failed, count, &sets[2]);
  int result = lwip_select(count, readable == NULL ? NULL : &sets[0],
                           writable == NULL ? NULL : &sets[1],
                           failed == NULL ? NULL : &sets[2], timeout);
  if (result >= 0) {
    set_from_lwip(&sets[0], count, readable);
    set_from_lwip(&sets[1], count, writable);
    set_from_lwip(&sets[2], count, failed);
  }
  return result;
}

static int call_poll(const struct sockfit_calls *calls, void *fds, size_t count,
                     int timeout_ms) {
  struct pollfd *all = fds;
  (void)calls;
  if (count > POLL_MAX)
    return refuse(EINVAL);
  for (size_t i = 0; i < count; i++)
    all[i].events = linux_events_to_lwip(all[i].events);
  int result = lwip_poll(all, (nfds_t)count, timeout_ms);
  for (size_t i = 0; i < count; i++) {
    all[i].events = linux_events_from_lwip(all[i].events);
    all[i].revents = linux_events_from_lwip(all[i].revents);
  }
  return result;
}

/* ---- what a socket is and has ---- */

static int call_setsockopt(const struct sockfit_calls *calls, int fd, int level,
                           int name, const void *value, uint32_t len) {
  (void)calls;
  name = linux_option(&level, name);
  return name < 0 ? refuse(ENOPROTOOPT)
                  : lwip_setsockopt(fd, level, name, value, len);
}

static int call_getsockopt(const struct sockfit_calls *calls, int fd, int level,
                           int name, void *ret_value, uint32_t *len) {
  (void)calls;
  name = linux_option(&level, name);
  return name < 0 ? refuse(ENOPROTOOPT)
                  : lwip_getsockopt(fd, level, name, ret_value, len);
}

static int call_getsockname(const struct sockfit_calls *calls, int fd,
                            void *ret_address, uint32_t *len) {
  struct sockaddr_storage name;
  socklen_t name_len = sizeof(name);
  (void)calls;
  int result = lwip_getsockname(fd, (struct sockaddr *)&name, &name_len);
  if (result == 0)
    linux_address_from_lwip(&name, name_len, ret_address, len);
  return result;
}

static int call_getpeername(const struct sockfit_calls *calls, int fd,
                            void *ret_address, uint32_t *len) {
  struct sockaddr_storage name;
  socklen_t name_len = sizeof(name);
  (void)calls;
  int result = lwip_getpeername(fd, (struct sockaddr *)&name, &name_len);
  if (result == 0)
    linux_address_from_lwip(&name, name_len, ret_address, len);
  return result;
}

static int call_fcntl(const struct sockfit_calls *calls, int fd, int command,
                      long value) {
  (void)calls;
  if (command == F_SETFL)
    return lwip_fcntl(fd, F_SETFL, value & LINUX_O_NONBLOCK ? O_NONBLOCK : 0);
  if (command != F_GETFL)
    return refuse(EINVAL);
  int flags = lwip_fcntl(fd, F_GETFL, 0);
  if (flags < 0)
    return flags;
  return LINUX_O_RDWR | (flags & O_NONBLOCK ? LINUX_O_NONBLOCK : 0);
}

static int call_ioctl(const struct sockfit_calls *calls, int fd,
                      unsigned long request, void *argument) {
  (void)calls;
  if (request == LINUX_FIONBIO)
    return lwip_ioctl(fd, (long)FIONBIO, argument);
  if (request == LINUX_FIONREAD)
    return lwip_ioctl(fd, (long)FIONREAD, argument);
  return refuse(EINVAL);
}

void function_sockets(struct sockfit_calls *calls) {
  calls->socket = call_socket;
  calls->bind = call_bind;
  calls->listen = call_listen;
  calls->accept = call_accept;
  calls->connect = call_connect;
  calls->shutdown = call_shutdown;
  calls->close = call_close;
  calls->send = call_send;
  calls->sendto = call_sendto;
  calls->recv = call_recv;
  calls->recvfrom = call_recvfrom;
  calls->select = call_select;
  calls->poll = call_poll;
  calls->setsockopt = call_setsockopt;
  calls->getsockopt = call_getsockopt;
  calls->getsockname = call_getsockname;
  calls->getpeername = call_getpeername;
  calls->fcntl = call_fcntl;
  calls->ioctl = call_ioctl;
}
