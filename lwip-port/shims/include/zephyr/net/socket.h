/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port shims: Zephyr's sockets on lwIP. They do what lwIP does, with
 * newlib's errno numbers; the POSIX names come with a prj.conf that has
 * CONFIG_POSIX_API or CONFIG_NET_SOCKETS_POSIX_NAMES, or without any. */
#ifndef SOCKFIT_SHIMS_ZEPHYR_NET_SOCKET_H
#define SOCKFIT_SHIMS_ZEPHYR_NET_SOCKET_H

#include <errno.h>

#include <lwip/netdb.h>
#include <zephyr/net/net_ip.h>

#define zsock_pollfd pollfd
#define zsock_addrinfo addrinfo
#define zsock_timeval timeval
#define zsock_fd_set fd_set
#define ZSOCK_FD_SETSIZE FD_SETSIZE
#define ZSOCK_FD_ZERO(set) FD_ZERO(set)
#define ZSOCK_FD_SET(fd, set) FD_SET(fd, set)
#define ZSOCK_FD_CLR(fd, set) FD_CLR(fd, set)
#define ZSOCK_FD_ISSET(fd, set) FD_ISSET(fd, set)

#define ZSOCK_POLLIN POLLIN
#define ZSOCK_POLLOUT POLLOUT
#define ZSOCK_POLLERR POLLERR
#define ZSOCK_POLLHUP POLLHUP
#define ZSOCK_POLLNVAL POLLNVAL
#define ZSOCK_MSG_PEEK MSG_PEEK
#define ZSOCK_MSG_DONTWAIT MSG_DONTWAIT
#define ZSOCK_SHUT_RD SHUT_RD
#define ZSOCK_SHUT_WR SHUT_WR
#define ZSOCK_SHUT_RDWR SHUT_RDWR
#define ZVFS_F_GETFL F_GETFL
#define ZVFS_F_SETFL F_SETFL
#define ZVFS_O_NONBLOCK O_NONBLOCK

#ifdef __cplusplus
extern "C" {
#endif

/* Each is the POSIX call by another name: what it calls is seen by the probes,
 * and its caller is the line that opened a socket. */
#define SHIM_IS(name) __asm__(#name)
int zsock_socket(int family, int type, int protocol) SHIM_IS(socket);
int zsock_close(int fd) SHIM_IS(close);
int zsock_shutdown(int fd, int how) SHIM_IS(shutdown);
int zsock_bind(int fd, const struct sockaddr *address, socklen_t len)
    SHIM_IS(bind);
int zsock_connect(int fd, const struct sockaddr *address, socklen_t len)
    SHIM_IS(connect);
int zsock_listen(int fd, int backlog) SHIM_IS(listen);
int zsock_accept(int fd, struct sockaddr *address, socklen_t *len)
    SHIM_IS(accept);
ssize_t zsock_send(int fd, const void *data, size_t size, int flags)
    SHIM_IS(send);
ssize_t zsock_sendto(int fd, const void *data, size_t size, int flags,
                     const struct sockaddr *to, socklen_t len) SHIM_IS(sendto);
ssize_t zsock_sendmsg(int fd, const struct msghdr *message, int flags)
    SHIM_IS(sendmsg);
ssize_t zsock_recv(int fd, void *data, size_t size, int flags) SHIM_IS(recv);
ssize_t zsock_recvfrom(int fd, void *data, size_t size, int flags,
                       struct sockaddr *from, socklen_t *len) SHIM_IS(recvfrom);
ssize_t zsock_recvmsg(int fd, struct msghdr *message, int flags)
    SHIM_IS(recvmsg);
int zsock_poll(struct zsock_pollfd *fds, int count, int timeout_ms)
    SHIM_IS(poll);
int zsock_select(int count, zsock_fd_set *readable, zsock_fd_set *writable,
                 zsock_fd_set *failed, struct zsock_timeval *timeout)
    SHIM_IS(select);
int zsock_fcntl(int fd, int command, int value) SHIM_IS(fcntl);
int zsock_ioctl(int fd, unsigned long command, ...) SHIM_IS(ioctl);
int zsock_getsockopt(int fd, int level, int name, void *value, socklen_t *len)
    SHIM_IS(getsockopt);
int zsock_setsockopt(int fd, int level, int name, const void *value,
                     socklen_t len) SHIM_IS(setsockopt);
int zsock_getpeername(int fd, struct sockaddr *address, socklen_t *len)
    SHIM_IS(getpeername);
int zsock_getsockname(int fd, struct sockaddr *address, socklen_t *len)
    SHIM_IS(getsockname);
int zsock_gethostname(char *name, size_t size) SHIM_IS(gethostname);
int zsock_inet_pton(sa_family_t family, const char *text, void *ret_address);
char *zsock_inet_ntop(sa_family_t family, const void *address, char *text,
                      size_t size);
#if LWIP_DNS
int zsock_getaddrinfo(const char *node, const char *service,
                      const struct zsock_addrinfo *hints,
                      struct zsock_addrinfo **ret_list) SHIM_IS(getaddrinfo);
void zsock_freeaddrinfo(struct zsock_addrinfo *list) SHIM_IS(freeaddrinfo);
#endif
#undef SHIM_IS

#ifdef __cplusplus
}
#endif

#endif
