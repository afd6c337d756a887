/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: sockets as the user's code calls them: lwIP's, watched by
 * the same probes, with the device's errno numbers, and with the place in the
 * source that opened each socket. Compiled like lwIP, with the host's errno. */
#include "lwip/sockets.h"
#include "lwip/netdb.h"

#include <stdio.h>
#include <string.h>

#include "shims/errno_map.h"
#include "shims/shims.h"

static ssize_t ended(ssize_t result) {
  if (result < 0)
    errno = shim_errno_of_host(errno);
  return result;
}

static int opened(int fd, const void *returns_to) {
  if (fd >= 0)
    port_socket_site(fd, returns_to);
  return (int)ended(fd);
}

int shim_socket(int domain, int type, int protocol);
int shim_socket(int domain, int type, int protocol) {
  return opened(lwip_socket(domain, type, protocol),
                __builtin_return_address(0));
}

int shim_accept(int fd, struct sockaddr *address, socklen_t *len);
int shim_accept(int fd, struct sockaddr *address, socklen_t *len) {
  return opened(lwip_accept(fd, address, len), __builtin_return_address(0));
}

#define SHIM(type, name, parameters, arguments)                                \
  type shim_##name parameters;                                                 \
  type shim_##name parameters {                                                \
    return (type)ended(lwip_##name arguments);                                 \
  }

SHIM(int, bind, (int fd, const struct sockaddr *address, socklen_t len),
     (fd, address, len))
SHIM(int, connect, (int fd, const struct sockaddr *address, socklen_t len),
     (fd, address, len))
SHIM(int, listen, (int fd, int backlog), (fd, backlog))
SHIM(int, shutdown, (int fd, int how), (fd, how))
SHIM(int, close, (int fd), (fd))
int shim_closesocket(int fd);
int shim_closesocket(int fd) {
  return shim_close(fd);
}

SHIM(int, getpeername, (int fd, struct sockaddr *address, socklen_t *len),
     (fd, address, len))
SHIM(int, getsockname, (int fd, struct sockaddr *address, socklen_t *len),
     (fd, address, len))
SHIM(int, setsockopt,
     (int fd, int level, int name, const void *value, socklen_t len),
     (fd, level, name, value, len))
SHIM(ssize_t, recv, (int fd, void *data, size_t size, int flags),
     (fd, data, size, flags))
SHIM(ssize_t, read, (int fd, void *data, size_t size), (fd, data, size))
SHIM(ssize_t, readv, (int fd, const struct iovec *parts, int count),
     (fd, parts, count))
SHIM(ssize_t, recvfrom,
     (int fd, void *data, size_t size, int flags, struct sockaddr *from,
      socklen_t *len),
     (fd, data, size, flags, from, len))
SHIM(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags),
     (fd, message, flags))
SHIM(ssize_t, send, (int fd, const void *data, size_t size, int flags),
     (fd, data, size, flags))
SHIM(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags),
     (fd, message, flags))
SHIM(ssize_t, sendto,
     (int fd, const void *data, size_t size, int flags,
      const struct sockaddr *to, socklen_t len),
     (fd, data, size, flags, to, len))
SHIM(ssize_t, writev, (int fd, const struct iovec *parts, int count),
     (fd, parts, count))
SHIM(int, select,
     (int count, fd_set *readable, fd_set *writable, fd_set *failed,
      struct timeval *timeout),
     (count, readable, writable, failed, timeout))
SHIM(int, poll, (struct pollfd * fds, nfds_t count, int timeout_ms),
     (fds, count, timeout_ms))
SHIM(int, ioctl, (int fd, long command, void *argument),
     (fd, command, argument))
int shim_ioctlsocket(int fd, long command, void *argument);
int shim_ioctlsocket(int fd, long command, void *argument) {
  return shim_ioctl(fd, command, argument);
}

SHIM(int, fcntl, (int fd, int command, long value), (fd, command, (int)value))

/* Descriptors below the sockets' are the console's. */
ssize_t shim_write(int fd, const void *data, size_t size);
ssize_t shim_write(int fd, const void *data, size_t size) {
  if (fd >= LWIP_SOCKET_OFFSET || (fd != 1 && fd != 2))
    return ended(lwip_write(fd, data, size));
  shim_print(data, size);
  return (ssize_t)size;
}

int shim_getsockopt(int fd, int level, int name, void *value, socklen_t *len);
int shim_getsockopt(int fd, int level, int name, void *value, socklen_t *len) {
  int result = (int)ended(lwip_getsockopt(fd, level, name, value, len));
  if (result == 0 && level == SOL_SOCKET && name == SO_ERROR &&
      *len >= sizeof(int))
    *(int *)value = shim_errno_of_host(*(int *)value);
  return result;
}

const char *shim_inet_ntop(int family, const void *address, char *text,
                           socklen_t size);
const char *shim_inet_ntop(int family, const void *address, char *text,
                           socklen_t size) {
  const char *result = lwip_inet_ntop(family, address, text, size);
  ended(result == NULL ? -1 : 0);
  return result;
}

int shim_inet_pton(int family, const char *text, void *ret_address);
int shim_inet_pton(int family, const char *text, void *ret_address) {
  return (int)ended(lwip_inet_pton(family, text, ret_address));
}

int shim_gethostname(char *name, size_t size);
int shim_gethostname(char *name, size_t size) {
  snprintf(name, size, "%s", port_config->hostname);
  return 0;
}

/* ---- names ---- */

#if LWIP_DNS
/* A host of the scenario needs no DNS server: its address instead of its
 * name. */
static const char *known_as(const char *name, char text[16]) {
  for (size_t i = 0; name != NULL && i < port_config->name_count; i++) {
    uint32_t ip = port_config->names[i].ipv4;
    if (strcmp(port_config->names[i].name, name) != 0)
      continue;
    snprintf(text, 16, "%u.%u.%u.%u", ip >> 24, ip >> 16 & 255, ip >> 8 & 255,
             ip & 255);
    return text;
  }
  return name;
}

int shim_getaddrinfo(const char *node, const char *service,
                     const struct addrinfo *hints, struct addrinfo **ret_list);
int shim_getaddrinfo(const char *node, const char *service,
                     const struct addrinfo *hints, struct addrinfo **ret_list) {
  char text[16];
  port_task_end_if_over();
  port_services->work(port_services->host, WORK_CALL);
  return lwip_getaddrinfo(known_as(node, text), service, hints, ret_list);
}

void shim_freeaddrinfo(struct addrinfo *list);
void shim_freeaddrinfo(struct addrinfo *list) {
  lwip_freeaddrinfo(list);
}

struct hostent *shim_gethostbyname(const char *name);
struct hostent *shim_gethostbyname(const char *name) {
  char text[16];
  return lwip_gethostbyname(known_as(name, text));
}

int shim_gethostbyname_r(const char *name, struct hostent *ret, char *buffer,
                         size_t size, struct hostent **ret_result,
                         int *ret_error);
int shim_gethostbyname_r(const char *name, struct hostent *ret, char *buffer,
                         size_t size, struct hostent **ret_result,
                         int *ret_error) {
  char text[16];
  return lwip_gethostbyname_r(known_as(name, text), ret, buffer, size,
                              ret_result, ret_error);
}
#endif
