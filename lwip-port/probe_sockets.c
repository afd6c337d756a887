/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: the socket table with its owners, and every socket call of a
 * workload, by wrapping lwip_* at link time. A call costs processor time; a
 * failed one is reported with the pool that caused it, if one did. */
#include "lwip/sockets.h"

#include "lwip/api.h"
#include "lwip/priv/sockets_priv.h"
#include "lwip/priv/tcpip_priv.h"
#include "lwip/tcp.h"
#include "lwip/udp.h"

#include <stdio.h>
#include <string.h>

#include "port.h"

/* The name of the table itself: NUM_SOCKETS == MEMP_NUM_NETCONN entries
 * (lwip/priv/sockets_priv.h). */
#define SLOT_POOL "NUM_SOCKETS"

struct owned {
  int owner;
  int64_t since_ns;
  bool open;
  uint64_t site; /* struct image_slot */
};

static struct owned owned[NUM_SOCKETS];
static struct image_pool slot_pool = {.name = SLOT_POOL, .limit = NUM_SOCKETS};
static uint32_t *calls_by_owner; /* [workload][IMAGE_CALL_COUNT] */
static uint32_t calls[IMAGE_CALL_COUNT];
static bool stopping;
static bool close_fault; /* injected: close() frees nothing */

/* One watched call in flight. */
struct watch {
  int call;
  uint32_t nth;
  uint32_t nth_of_host;
  uint32_t refusals_before;
};

void port_sockets_start(void) {
  calls_by_owner = port_own_get_zeroed(
      port_config->workload_count * IMAGE_CALL_COUNT, sizeof(*calls_by_owner));
}

bool port_stopping(void) {
  return stopping;
}

static struct watch call_begins(int call) {
  port_task_end_if_over();
  struct watch watch = {.call = call,
                        .nth_of_host = ++calls[call],
                        .refusals_before = port_refusal_serial()};
  int owner = port_owner();
  if (owner >= 0 && calls_by_owner != NULL)
    watch.nth = ++calls_by_owner[owner * IMAGE_CALL_COUNT + call];
  port_services->work(port_services->host, WORK_CALL);
  return watch;
}

/* Not failures: the call would have had to wait, or goes on by itself. */
static bool is_progress(int error) {
  return error == EWOULDBLOCK || error == EINPROGRESS || error == EALREADY;
}

/* The pool behind a failed call. ENFILE comes from nowhere but the full table
 * (sockets.c: lwip_socket, lwip_accept). accept() learns of a refused SYN or
 * netconn as ECONNABORTED, perhaps long after it happened (api_msg.c:
 * accept_function). Otherwise: what was refused while the call ran. */
static const char *refusing_pool(const struct watch *watch, int error) {
  if (error == ENFILE)
    return SLOT_POOL;
  if (watch->call == IMAGE_CALL_ACCEPT && error == ECONNABORTED)
    return port_memory_refused_last();
  if (error != ENOBUFS && error != ENOMEM)
    return NULL;
  return port_refusal_serial() == watch->refusals_before ? NULL
                                                         : port_refused_last();
}

static void call_failed(const struct watch *watch, int error, int slot) {
  struct image_event event = {.kind = IMAGE_CALL_FAILED,
                              .owner = port_owner(),
                              .slot = slot,
                              .call = watch->call,
                              .error = error,
                              .error_name = port_errno_name(error),
                              .pool = refusing_pool(watch, error),
                              .nth = watch->nth,
                              .nth_of_host = watch->nth_of_host};
  event.injected =
      event.pool != NULL && error != ENFILE && port_refused_by_order();
  if (error == ENFILE)
    slot_pool.refused++;
  port_services->event(port_services->host, &event);
}

void workload_call_refused(enum image_call call, const char *error_name,
                           const char *pool) {
  struct watch watch = call_begins(call);
  struct image_event event = {.kind = IMAGE_CALL_FAILED,
                              .owner = port_owner(),
                              .slot = -1,
                              .call = watch.call,
                              .error_name = error_name,
                              .pool = pool,
                              .nth = watch.nth,
                              .nth_of_host = watch.nth_of_host};
  port_services->event(port_services->host, &event);
}

static int slot_of(int fd) {
  int slot = fd - LWIP_SOCKET_OFFSET;
  return slot >= 0 && slot < NUM_SOCKETS ? slot : -1;
}

static void slot_freed(int slot) {
  struct image_event event = {.kind = IMAGE_SOCKET_CLOSED,
                              .owner = owned[slot].owner,
                              .slot = slot,
                              .call = IMAGE_CALL_CLOSE};
  owned[slot].open = false;
  slot_pool.used--;
  port_services->event(port_services->host, &event);
}

/* With FULLDUPLEX a closed slot stays taken while another task is still inside
 * a call on it, and is freed by that call: look again after each one. */
static void slot_look(int fd) {
  int slot = slot_of(fd);
  if (slot < 0 || !owned[slot].open)
    return;
  struct lwip_sock *sock = lwip_socket_dbg_get_socket(fd);
  if (sock == NULL || sock->conn == NULL)
    slot_freed(slot);
}

/* What ends because a socket was closed under it frees that one, whichever it
 * is. */
static void slots_look(void) {
  int error = errno;
  for (int slot = 0; slot < NUM_SOCKETS; slot++)
    slot_look(slot + LWIP_SOCKET_OFFSET);
  errno = error;
}

static void slot_taken(int fd, int call, int type) {
  int slot = slot_of(fd);
  /* Closed and taken again within one call, or freed by the end of a select()
   * of its former owner. */
  if (owned[slot].open)
    slot_freed(slot);
  owned[slot].owner = port_owner();
  owned[slot].since_ns = port_services->now_ns(port_services->host);
  owned[slot].open = true;
  owned[slot].site = 0;
  if (++slot_pool.used > slot_pool.peak)
    slot_pool.peak = slot_pool.used;
  struct image_event event = {.kind = IMAGE_SOCKET_OPENED,
                              .owner = owned[slot].owner,
                              .slot = slot,
                              .call = call,
                              .state = type};
  port_services->event(port_services->host, &event);
}

/* Where the image begins, by the linker. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));

void port_socket_site(int fd, const void *returns_to) {
  int slot = slot_of(fd);
  if (slot >= 0)
    owned[slot].site =
        (uint64_t)((uintptr_t)returns_to - (uintptr_t)__ehdr_start - 1);
}

#define WRAP(name) __wrap_##name
#define REAL(name) __real_##name

int REAL(lwip_close)(int fd);

/* After a call on an existing socket; passes result through. */
static ssize_t call_ended(const struct watch *watch, int fd, ssize_t result) {
  int error = errno;
  if (result < 0 && !is_progress(error))
    call_failed(watch, error, slot_of(fd));
  slot_look(fd);
  port_task_end_if_over();
  errno = error;
  return result;
}

/* After a call that makes a socket of that enum image_socket_type. */
static int made_ended(const struct watch *watch, int fd, int type) {
  int error = errno;
  if (fd >= 0 && port_task_is_over())
    REAL(lwip_close)(fd); /* nobody is left who would */
  port_task_end_if_over();
  if (fd >= 0)
    slot_taken(fd, watch->call, type);
  else if (!is_progress(error))
    call_failed(watch, error, -1);
  errno = error;
  return fd;
}

int REAL(lwip_socket)(int domain, int type, int protocol);
int WRAP(lwip_socket)(int domain, int type, int protocol);
int WRAP(lwip_socket)(int domain, int type, int protocol) {
  if (stopping) {
    errno = ENETDOWN;
    return -1;
  }
  struct watch watch = call_begins(IMAGE_CALL_SOCKET);
  int kind = type == SOCK_STREAM  ? IMAGE_SOCKET_TCP
             : type == SOCK_DGRAM ? IMAGE_SOCKET_UDP
                                  : IMAGE_SOCKET_RAW;
  return made_ended(&watch, REAL(lwip_socket)(domain, type, protocol), kind);
}

int REAL(lwip_accept)(int fd, struct sockaddr *address, socklen_t *len);
int WRAP(lwip_accept)(int fd, struct sockaddr *address, socklen_t *len);
int WRAP(lwip_accept)(int fd, struct sockaddr *address, socklen_t *len) {
  struct watch watch = call_begins(IMAGE_CALL_ACCEPT);
  int accepted =
      made_ended(&watch, REAL(lwip_accept)(fd, address, len), IMAGE_SOCKET_TCP);
  int error = errno;
  slot_look(fd);
  errno = error;
  return accepted;
}

static void slot_listens(int fd) {
  int slot = slot_of(fd);
  if (slot < 0 || !owned[slot].open)
    return;
  struct image_event event = {.kind = IMAGE_SOCKET_LISTENS,
                              .owner = owned[slot].owner,
                              .slot = slot,
                              .call = IMAGE_CALL_LISTEN};
  port_services->event(port_services->host, &event);
}

int REAL(lwip_listen)(int fd, int backlog);
int WRAP(lwip_listen)(int fd, int backlog);
int WRAP(lwip_listen)(int fd, int backlog) {
  struct watch watch = call_begins(IMAGE_CALL_LISTEN);
  int result = (int)call_ended(&watch, fd, REAL(lwip_listen)(fd, backlog));
  int error = errno;
  if (result == 0)
    slot_listens(fd);
  errno = error;
  return result;
}

/* One watched call on fd: declare the real one, wrap it. */
#define WATCHED(type, name, call, parameters, arguments)                       \
  type REAL(name) parameters;                                                  \
  type WRAP(name) parameters;                                                  \
  type WRAP(name) parameters {                                                 \
    struct watch watch = call_begins(call);                                    \
    return (type)call_ended(&watch, fd, REAL(name) arguments);                 \
  }

WATCHED(int, lwip_bind, IMAGE_CALL_BIND,
        (int fd, const struct sockaddr *address, socklen_t len),
        (fd, address, len))
WATCHED(int, lwip_connect, IMAGE_CALL_CONNECT,
        (int fd, const struct sockaddr *address, socklen_t len),
        (fd, address, len))
WATCHED(int, lwip_setsockopt, IMAGE_CALL_SETSOCKOPT,
        (int fd, int level, int name, const void *value, socklen_t len),
        (fd, level, name, value, len))
WATCHED(ssize_t, lwip_send, IMAGE_CALL_SEND,
        (int fd, const void *data, size_t size, int flags),
        (fd, data, size, flags))
WATCHED(ssize_t, lwip_write, IMAGE_CALL_SEND,
        (int fd, const void *data, size_t size), (fd, data, size))
WATCHED(ssize_t, lwip_sendto, IMAGE_CALL_SEND,
        (int fd, const void *data, size_t size, int flags,
         const struct sockaddr *to, socklen_t len),
        (fd, data, size, flags, to, len))
WATCHED(ssize_t, lwip_sendmsg, IMAGE_CALL_SEND,
        (int fd, const struct msghdr *message, int flags), (fd, message, flags))
WATCHED(ssize_t, lwip_recv, IMAGE_CALL_RECV,
        (int fd, void *data, size_t size, int flags), (fd, data, size, flags))
WATCHED(ssize_t, lwip_read, IMAGE_CALL_RECV, (int fd, void *data, size_t size),
        (fd, data, size))
WATCHED(ssize_t, lwip_recvfrom, IMAGE_CALL_RECV,
        (int fd, void *data, size_t size, int flags, struct sockaddr *from,
         socklen_t *len),
        (fd, data, size, flags, from, len))
WATCHED(ssize_t, lwip_recvmsg, IMAGE_CALL_RECV,
        (int fd, struct msghdr *message, int flags), (fd, message, flags))

int REAL(lwip_close)(int fd);
int WRAP(lwip_close)(int fd);
int WRAP(lwip_close)(int fd) {
  struct watch watch = call_begins(IMAGE_CALL_CLOSE);
  if (close_fault && slot_of(fd) >= 0 && owned[slot_of(fd)].open)
    return 0;
  return (int)call_ended(&watch, fd, REAL(lwip_close)(fd));
}

void port_sockets_fault_close(void) {
  close_fault = true;
}

int REAL(lwip_select)(int count, fd_set *readable, fd_set *writable,
                      fd_set *failed, struct timeval *timeout);
int WRAP(lwip_select)(int count, fd_set *readable, fd_set *writable,
                      fd_set *failed, struct timeval *timeout);
int WRAP(lwip_select)(int count, fd_set *readable, fd_set *writable,
                      fd_set *failed, struct timeval *timeout) {
  struct watch watch = call_begins(IMAGE_CALL_SELECT);
  int result = REAL(lwip_select)(count, readable, writable, failed, timeout);
  if (result < 0)
    slots_look();
  return (int)call_ended(&watch, -1, result);
}

int REAL(lwip_poll)(struct pollfd *fds, nfds_t count, int timeout_ms);
int WRAP(lwip_poll)(struct pollfd *fds, nfds_t count, int timeout_ms);
int WRAP(lwip_poll)(struct pollfd *fds, nfds_t count, int timeout_ms) {
  struct watch watch = call_begins(IMAGE_CALL_POLL);
  int result = REAL(lwip_poll)(fds, count, timeout_ms);
  if (result < 0)
    slots_look();
  return (int)call_ended(&watch, -1, result);
}

/* ---- what the host program may look at ---- */

static void describe_remote(const ip_addr_t *address, struct image_slot *slot) {
  if (!ip_addr_isany(address))
    ipaddr_ntoa_r(address, slot->remote, sizeof(slot->remote));
}

static void describe_local(const ip_addr_t *address, struct image_slot *slot) {
  if (!ip_addr_isany(address))
    ipaddr_ntoa_r(address, slot->local, sizeof(slot->local));
}

static void describe_tcp(const struct tcp_pcb *pcb, struct image_slot *slot) {
  strcpy(slot->protocol, "TCP");
  if (pcb == NULL)
    return; /* reset by the peer: the slot outlives its PCB */
  slot->tcp_state = (int)pcb->state;
  slot->local_port = pcb->local_port;
  describe_local(&pcb->local_ip, slot);
  if (pcb->state == LISTEN)
    return; /* struct tcp_pcb_listen ends before the remote port */
  slot->remote_port = pcb->remote_port;
  describe_remote(&pcb->remote_ip, slot);
}

static void describe(const struct netconn *conn, struct image_slot *slot) {
  switch (NETCONNTYPE_GROUP(netconn_type(conn))) {
  case NETCONN_TCP:
    describe_tcp(conn->pcb.tcp, slot);
    break;
  case NETCONN_UDP:
    strcpy(slot->protocol, "UDP");
    if (conn->pcb.udp != NULL) {
      slot->local_port = conn->pcb.udp->local_port;
      slot->remote_port = conn->pcb.udp->remote_port;
      describe_local(&conn->pcb.udp->local_ip, slot);
      describe_remote(&conn->pcb.udp->remote_ip, slot);
    }
    break;
  default:
    strcpy(slot->protocol, "RAW");
  }
}

size_t port_slots(struct image_slot *ret_slots, size_t max) {
  size_t count = 0;
  for (int slot = 0; slot < NUM_SOCKETS && count < max; slot++) {
    if (!owned[slot].open)
      continue;
    int fd = slot + LWIP_SOCKET_OFFSET;
    struct image_slot *out = &ret_slots[count++];
    *out = (struct image_slot){.slot = slot,
                               .fd = fd,
                               .owner = owned[slot].owner,
                               .since_ns = owned[slot].since_ns,
                               .site = owned[slot].site,
                               .tcp_state = -1};
    struct lwip_sock *sock = lwip_socket_dbg_get_socket(fd);
    if (sock != NULL && sock->conn != NULL)
      describe(sock->conn, out);
  }
  return count;
}

void port_slots_pool(struct image_pool *ret_pool) {
  *ret_pool = slot_pool;
}

/* ---- leaving ---- */

struct closing {
  struct tcpip_api_call_data call; /* first */
  struct netconn *conn;
};

static void close_all(void *arg) {
  (void)arg;
  for (int slot = 0; slot < NUM_SOCKETS; slot++) {
    if (owned[slot].open)
      WRAP(lwip_close)(slot + LWIP_SOCKET_OFFSET);
  }
}

/* In tcpip_thread: what a task waits for in connect() or send() fails, since
 * lwIP does not let a socket be closed under it. */
static err_t give_up(struct tcpip_api_call_data *data) {
  struct netconn *conn = ((struct closing *)data)->conn;
  bool waits = conn->state == NETCONN_CONNECT || conn->state == NETCONN_WRITE;
  if (waits && NETCONNTYPE_GROUP(netconn_type(conn)) == NETCONN_TCP &&
      conn->pcb.tcp != NULL)
    tcp_abort(conn->pcb.tcp);
  return ERR_OK;
}

void port_sockets_close(int owner) {
  for (int slot = 0; slot < NUM_SOCKETS; slot++) {
    if (!owned[slot].open || owned[slot].owner != owner)
      continue;
    int fd = slot + LWIP_SOCKET_OFFSET;
    struct lwip_sock *sock = lwip_socket_dbg_get_socket(fd);
    struct closing closing = {.conn = sock == NULL ? NULL : sock->conn};
    if (closing.conn != NULL)
      tcpip_api_call(give_up, &closing.call);
    WRAP(lwip_close)(fd);
  }
}

void port_sockets_stop(void) {
  stopping = true;
  close_fault = false;
  port_task_start("leave", OWNER_STACK, close_all, NULL);
}
