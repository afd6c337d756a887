/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: connections that end in ways which sockets cannot express: a host
 * that vanishes, one that has rebooted, an RST at once. Vanishing needs the
 * netif's help: frames of such a connection are dropped both ways, so that not
 * even an RST answers them. */
#include "sockfit/workload.h"

#include "lwip/api.h"
#include "lwip/priv/sockets_priv.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/priv/tcpip_priv.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/tcp.h"

#include "port.h"

/* IPv4 only, which is what peers connect with. Network byte order. */
struct vanished {
  uint32_t remote;
  uint16_t local_port;
  uint16_t remote_port;
  struct vanished *next;
};

static struct vanished *vanished;

#if LWIP_SOCKET /* else nothing ever vanishes */

/* The PCB is gone without a word, or with an RST, in tcpip_thread. */
struct abandon_call {
  struct tcpip_api_call_data call;
  struct netconn *conn;
  int reset;
  bool vanish;
};

static void remember(const struct tcp_pcb *pcb) {
  struct vanished *entry = port_heap_get(sizeof(*entry));
  if (entry == NULL || !IP_IS_V4(&pcb->remote_ip)) {
    port_heap_put(entry);
    return;
  }
  *entry =
      (struct vanished){.remote = ip4_addr_get_u32(ip_2_ip4(&pcb->remote_ip)),
                        .local_port = lwip_htons(pcb->local_port),
                        .remote_port = lwip_htons(pcb->remote_port),
                        .next = vanished};
  vanished = entry;
}

static err_t abandon(struct tcpip_api_call_data *data) {
  struct abandon_call *call = (struct abandon_call *)data;
  struct tcp_pcb *pcb = call->conn->pcb.tcp;
  if (pcb == NULL || pcb->state == LISTEN)
    return ERR_CONN;
  if (call->vanish)
    remember(pcb);
  tcp_abandon(pcb, call->reset);
  return ERR_OK;
}

static int leave(int fd, int reset, bool vanish) {
  struct lwip_sock *sock = lwip_socket_dbg_get_socket(fd);
  if (sock == NULL || sock->conn == NULL ||
      NETCONNTYPE_GROUP(netconn_type(sock->conn)) != NETCONN_TCP)
    return -EBADF;
  struct abandon_call call = {
      .conn = sock->conn, .reset = reset, .vanish = vanish};
  err_t result = tcpip_api_call(abandon, &call.call);
  close(fd);
  return result == ERR_OK ? 0 : -ENOTCONN;
}

int workload_drop_connection(int fd, bool answers_reset) {
  return leave(fd, 0, !answers_reset);
}

int workload_abort_connection(int fd) {
  return leave(fd, 1, false);
}

struct forget_call {
  struct tcpip_api_call_data call;
  uint16_t port;
};

static err_t forget(struct tcpip_api_call_data *data) {
  struct tcp_pcb *pcb = tcp_tw_pcbs;
  while (pcb != NULL) {
    struct tcp_pcb *next = pcb->next;
    if (pcb->local_port == ((struct forget_call *)data)->port)
      tcp_abandon(pcb, 0);
    pcb = next;
  }
  return ERR_OK;
}

void workload_forget_time_wait(uint16_t port) {
  struct forget_call call = {.port = port};
  tcpip_api_call(forget, &call.call);
}

#endif /* LWIP_SOCKET */

/* ---- the netif's side ---- */

/* The TCP header of an IPv4 frame with its addresses, or NULL. */
static const struct tcp_hdr *tcp_of(const void *frame, size_t len,
                                    const struct ip_hdr **ret_ip) {
  const struct eth_hdr *ethernet = frame;
  const struct ip_hdr *ip = (const struct ip_hdr *)(ethernet + 1);
  if (len < SIZEOF_ETH_HDR + IP_HLEN ||
      ethernet->type != PP_HTONS(ETHTYPE_IP) || IPH_PROTO(ip) != IP_PROTO_TCP ||
      len < SIZEOF_ETH_HDR + IPH_HL_BYTES(ip) + TCP_HLEN)
    return NULL;
  *ret_ip = ip;
  return (const struct tcp_hdr *)((const char *)ip + IPH_HL_BYTES(ip));
}

/* The link to the entry, so that it can be taken out; NULL: none. */
static struct vanished **find(uint32_t remote, uint16_t local_port,
                              uint16_t remote_port) {
  for (struct vanished **link = &vanished; *link != NULL;
       link = &(*link)->next) {
    if ((*link)->remote == remote && (*link)->local_port == local_port &&
        (*link)->remote_port == remote_port)
      return link;
  }
  return NULL;
}

bool port_drop_input(const void *frame, size_t len) {
  const struct ip_hdr *ip;
  const struct tcp_hdr *tcp = vanished == NULL ? NULL : tcp_of(frame, len, &ip);
  return tcp != NULL && find(ip->src.addr, tcp->dest, tcp->src) != NULL;
}

bool port_drop_output(const void *frame, size_t len) {
  const struct ip_hdr *ip;
  const struct tcp_hdr *tcp = tcp_of(frame, len, &ip);
  if (tcp == NULL)
    return false;
  bool syn = (TCPH_FLAGS(tcp) & (TCP_SYN | TCP_ACK)) == TCP_SYN;
  if (syn && port_syn_held(frame, len, tcp->src, tcp->dest))
    return true;
  struct vanished **link = find(ip->dest.addr, tcp->src, tcp->dest);
  if (link == NULL)
    return false;
  if (!syn)
    return true;
  /* The host is back and uses its old port: a connection like any other. */
  struct vanished *entry = *link;
  *link = entry->next;
  port_heap_put(entry);
  return false;
}
