/* SPDX-License-Identifier: BSD-3-Clause */
/* tests, parity: socket calls of a peer on Linux. What is added: the peer's own
 * address, since all peers share a namespace, and lwIP's way to choose a port;
 * lwIP's errno where attempts are told apart by it; and connections that end
 * without a word. */
#define PEER_SOCKETS
#include "faults.h"
#include "lwip/netif.h"
#include "runtime.h"
#include "sockfit/workload.h"

#define DROPPED_MAX 4096
#define FIRST_PORT 0xc000 /* as lwIP has them */
#define PORT_COUNT 0x4000
#define MDNS_PORT 5353
#define DHCP_SERVER_PORT 67

/* ---- whose address ---- */

/* Who hears groups and broadcasts cannot be bound to one address. */
static bool hears_all(int fd, uint16_t port) {
  int type = 0;
  socklen_t len = sizeof type;
  getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len);
  return type == SOCK_DGRAM &&
         (ntohs(port) == MDNS_PORT || ntohs(port) == DHCP_SERVER_PORT);
}

static void put_own(struct sockaddr_storage *address) {
  struct sockaddr_in *in = (struct sockaddr_in *)address;
  struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)address;
  if (address->ss_family == AF_INET) {
    in->sin_addr.s_addr = peer_netif.ipv4;
    return;
  }
  in6->sin6_flowinfo = 0;
  memset(&in6->sin6_addr, 0, sizeof in6->sin6_addr);
  memset(in6->sin6_addr.s6_addr + 10, 0xff, 2);
  memcpy(in6->sin6_addr.s6_addr + 12, &peer_netif.ipv4, 4);
}

/* One port after the other, from a random one on. Linux begins elsewhere every
 * ten seconds and may choose one that the device still has in TIME_WAIT: a SYN
 * which lwIP never accepts (incident 12819). */
static uint16_t next_port(void) {
  static uint16_t last;
  if (last == 0)
    last = (uint16_t)(runtime_machine_ns() % PORT_COUNT);
  last = (uint16_t)((last + 1) % PORT_COUNT);
  return htons(FIRST_PORT + last);
}

static void bind_own(int fd) {
  struct sockaddr_storage bound = {0};
  socklen_t len = sizeof bound;
  getsockname(fd, (struct sockaddr *)&bound, &len);
  struct sockaddr_in *in = (struct sockaddr_in *)&bound;
  if (bound.ss_family != AF_INET || in->sin_addr.s_addr != 0 ||
      in->sin_port != 0)
    return;
  put_own(&bound);
  for (int tries = 0; tries < PORT_COUNT; tries++) {
    in->sin_port = next_port();
    if (bind(fd, (struct sockaddr *)&bound, len) == 0)
      return;
  }
}

int peer_bind(int fd, const struct sockaddr *address, socklen_t len) {
  struct sockaddr_storage own = {0};
  int yes = 1;
  memcpy(&own, address, len);
  uint16_t port = ((struct sockaddr_in *)&own)->sin_port; /* and sin6_port */
  if (hears_all(fd, port)) {
    if (own.ss_family == AF_INET6)
      ((struct sockaddr_in6 *)&own)->sin6_flowinfo = 0;
    setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &yes, sizeof yes);
  } else {
    put_own(&own);
  }
  int result = bind(fd, (struct sockaddr *)&own, len);
  int type = 0;
  socklen_t type_len = sizeof type;
  getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_len);
  if (result == 0 && type == SOCK_DGRAM)
    runtime_is_listening();
  return result;
}

int peer_listen(int fd, int backlog) {
  int result = listen(fd, backlog);
  if (result == 0)
    runtime_is_listening();
  return result;
}

/* ---- connections that end without a word ---- */

static uint16_t dropped[DROPPED_MAX]; /* ports from which nothing leaves */
static size_t dropped_count;

static uint16_t local_port(int fd) {
  struct sockaddr_in own = {0};
  socklen_t len = sizeof own;
  getsockname(fd, (struct sockaddr *)&own, &len);
  return own.sin_port;
}

/* A socket in repair mode is closed without FIN and RST. */
static void repair(int fd) {
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof on);
}

/* This host connects from the same port again. */
static void forget_dropped(uint16_t port) {
  for (size_t i = 0; i < dropped_count; i++) {
    if (dropped[i] != port)
      continue;
    faults_mute(ntohl(peer_netif.ipv4), port, false);
    dropped[i] = dropped[--dropped_count];
    return;
  }
}

int workload_drop_connection(int fd, bool answers_reset) {
  if (!answers_reset && dropped_count < DROPPED_MAX) {
    uint16_t port = ntohs(local_port(fd));
    faults_mute(ntohl(peer_netif.ipv4), port, true);
    dropped[dropped_count++] = port;
  }
  repair(fd);
  return close(fd) == 0 ? 0 : -errno;
}

int workload_abort_connection(int fd) {
  struct linger none = {1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  return close(fd) == 0 ? 0 : -errno;
}

/* The namespace keeps none (peers.c). */
void workload_forget_time_wait(uint16_t port) {
  forget_dropped(port);
}

/* both_worlds.c leaves those out that would. */
void workload_retry_syn_like_lwip(void) {
}

/* ---- calls ---- */

int peer_connect(int fd, const struct sockaddr *address, socklen_t len) {
  bind_own(fd);
  return connect(fd, address, len);
}

int peer_select(int count, fd_set *readable, fd_set *writable, fd_set *failed,
                struct timeval *timeout) {
  runtime_wait_begins();
  int result = select(count, readable, writable, failed, timeout);
  runtime_wait_is_over();
  return result;
}

/* lwIP has one errno for an RST, whatever it answers. */
int peer_getsockopt(int fd, int level, int name, void *value, socklen_t *len) {
  int result = getsockopt(fd, level, name, value, len);
  if (result == 0 && level == SOL_SOCKET && name == SO_ERROR &&
      *(int *)value == ECONNREFUSED)
    *(int *)value = ECONNRESET;
  return result;
}

ssize_t peer_send(int fd, const void *data, size_t len, int flags) {
  ssize_t sent = send(fd, data, len, flags);
  if (sent < 0 && errno == EPIPE)
    errno = ECONNRESET;
  return sent;
}

ssize_t peer_sendto(int fd, const void *data, size_t len, int flags,
                    const struct sockaddr *to, socklen_t to_len) {
  struct sockaddr_storage address = {0};
  memcpy(&address, to, to_len);
  if (address.ss_family == AF_INET6)
    ((struct sockaddr_in6 *)&address)->sin6_flowinfo = 0;
  bind_own(fd);
  return sendto(fd, data, len, flags, (struct sockaddr *)&address, to_len);
}

void workload_fault_close(const struct workload *w) {
  (void)w; /* a device's */
}
