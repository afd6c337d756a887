/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: the workload API of lwip-port/include/sockfit/workload.h for
 * peers that are compiled against the C library's sockets. Same functions, same
 * meaning; time is the machine's, counted from the device's first frame. */
#ifndef SOCKFIT_WORKLOAD_H
#define SOCKFIT_WORKLOAD_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sockfit/image.h"

#define LWIP_IPV6 1
#define LWIP_TCP_KEEPALIVE 1

/* Linux's addresses have no length; what is put there is never read:
 * sin_zero is padding, and sockets.c clears the flow label. */
#define sin_len sin_zero[0]
#define sin6_len sin6_flowinfo
#define lwip_htonl(number) htonl(number)

struct workload; /* one configured peer */

int64_t workload_number(const struct workload *w, const char *name);
const char *workload_text(const struct workload *w, const char *name);
bool workload_given(const struct workload *w, const char *name);
const char *workload_name(const struct workload *w);
uint32_t workload_ms(const struct workload *w, const char *name);
int64_t workload_now_ns(void);
uint32_t workload_now_ms(void);
void workload_sleep_ms(uint32_t ms);
void workload_sleep_until_ns(int64_t at_ns);
uint32_t workload_random(uint32_t below);
int workload_task(const struct workload *w, const char *name,
                  void (*entry)(void *arg), void *arg);
void workload_state(const struct workload *w, enum image_workload_state state);
void workload_log(const struct workload *w, char level, const char *tag,
                  const char *format, ...)
    __attribute__((format(printf, 4, 5)));
int64_t workload_attempt(const struct workload *w);
void workload_attempt_ended(const struct workload *w, int64_t started_ns,
                            enum image_attempt how);
uint32_t workload_resolve(const char *name);
uint32_t workload_target(void);
bool workload_link_up(void);
bool workload_leaving(void);
int workload_drop_connection(int fd, bool answers_reset);
int workload_abort_connection(int fd);
void workload_forget_time_wait(uint16_t port);
void workload_retry_syn_like_lwip(void);
void workload_fault_close(const struct workload *w);

/* Socket calls that differ from Linux's: see sockets.c. */
int peer_bind(int fd, const struct sockaddr *address, socklen_t len);
int peer_connect(int fd, const struct sockaddr *address, socklen_t len);
int peer_listen(int fd, int backlog);
int peer_select(int count, fd_set *readable, fd_set *writable, fd_set *failed,
                struct timeval *timeout);
int peer_getsockopt(int fd, int level, int name, void *value, socklen_t *len);
ssize_t peer_send(int fd, const void *data, size_t len, int flags);
ssize_t peer_sendto(int fd, const void *data, size_t len, int flags,
                    const struct sockaddr *to, socklen_t to_len);
#ifndef PEER_SOCKETS
#define bind peer_bind
#define connect peer_connect
#define listen peer_listen
#define select peer_select
#define getsockopt peer_getsockopt
#define send peer_send
#define sendto peer_sendto
#endif

#endif
