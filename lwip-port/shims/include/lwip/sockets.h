/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: lwIP's own header. Its macros with POSIX names (close, read,
 * ...) would meet everything else of that name; here they are functions. */
/* Which options may be expanded: see sockfit/workload.h. */
#ifndef SOCKFIT_SHIMS_LWIP_SOCKETS_H
#define SOCKFIT_SHIMS_LWIP_SOCKETS_H

#include <errno.h>

#include <lwip/opt.h>

#pragma push_macro("MEMP_NUM_NETCONN")
#pragma push_macro("LWIP_SOCKET_OFFSET")
#pragma push_macro("LWIP_COMPAT_SOCKETS")
#undef MEMP_NUM_NETCONN
#undef LWIP_SOCKET_OFFSET
#undef LWIP_COMPAT_SOCKETS
#define MEMP_NUM_NETCONN 0
#define LWIP_SOCKET_OFFSET 0
#define LWIP_COMPAT_SOCKETS 0
#include_next <lwip/sockets.h>
#pragma pop_macro("LWIP_COMPAT_SOCKETS")
#pragma pop_macro("LWIP_SOCKET_OFFSET")
#pragma pop_macro("MEMP_NUM_NETCONN")

/* Zephyr has these names only on demand (zephyr/net/socket.h). */
#if !defined(__ZEPHYR__) || defined(CONFIG_POSIX_API) ||                       \
    defined(CONFIG_NET_SOCKETS_POSIX_NAMES)
#ifdef __cplusplus
extern "C" {
#endif

int socket(int domain, int type, int protocol);
int accept(int fd, struct sockaddr *address, socklen_t *len);
int bind(int fd, const struct sockaddr *address, socklen_t len);
int shutdown(int fd, int how);
int getpeername(int fd, struct sockaddr *address, socklen_t *len);
int getsockname(int fd, struct sockaddr *address, socklen_t *len);
int getsockopt(int fd, int level, int name, void *value, socklen_t *len);
int setsockopt(int fd, int level, int name, const void *value, socklen_t len);
int close(int fd);
int closesocket(int fd);
int connect(int fd, const struct sockaddr *address, socklen_t len);
int listen(int fd, int backlog);
ssize_t recv(int fd, void *data, size_t size, int flags);
ssize_t read(int fd, void *data, size_t size);
ssize_t readv(int fd, const struct iovec *parts, int count);
ssize_t recvfrom(int fd, void *data, size_t size, int flags,
                 struct sockaddr *from, socklen_t *len);
ssize_t recvmsg(int fd, struct msghdr *message, int flags);
ssize_t send(int fd, const void *data, size_t size, int flags);
ssize_t sendmsg(int fd, const struct msghdr *message, int flags);
ssize_t sendto(int fd, const void *data, size_t size, int flags,
               const struct sockaddr *to, socklen_t len);
ssize_t write(int fd, const void *data, size_t size);
ssize_t writev(int fd, const struct iovec *parts, int count);
int select(int count, fd_set *readable, fd_set *writable, fd_set *failed,
           struct timeval *timeout);
int poll(struct pollfd *fds, nfds_t count, int timeout_ms);
int ioctl(int fd, unsigned long command, ...);
int ioctlsocket(int fd, long command, void *argument);
int fcntl(int fd, int command, ...);
const char *inet_ntop(int family, const void *address, char *text,
                      socklen_t size);
int inet_pton(int family, const char *text, void *ret_address);

#ifdef __cplusplus
}
#endif
#endif

#endif
