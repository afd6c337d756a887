/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: which of lwIP's mailboxes is which, and what it means that one was
 * full. The mailboxes themselves are the port's (sys_arch.c). */
#include "port.h"

#if !NO_SYS

#include "lwip/api.h"
#include "lwip/priv/api_msg.h"
#include "lwip/priv/tcp_priv.h"

static const struct netconn *netconn_made; /* the newest */

void port_mbox_netconn_made(const void *netconn) {
  netconn_made = netconn;
}

/* What listen() is about to turn into a listener (tcp_arg of its PCB). */
static const struct netconn *netconn_listens;

struct tcp_pcb *__real_tcp_listen_with_backlog_and_err(struct tcp_pcb *pcb,
                                                       u8_t backlog,
                                                       err_t *err);
struct tcp_pcb *__wrap_tcp_listen_with_backlog_and_err(struct tcp_pcb *pcb,
                                                       u8_t backlog,
                                                       err_t *err);
struct tcp_pcb *__wrap_tcp_listen_with_backlog_and_err(struct tcp_pcb *pcb,
                                                       u8_t backlog,
                                                       err_t *err) {
  netconn_listens = pcb == NULL ? NULL : pcb->callback_arg;
  return __real_tcp_listen_with_backlog_and_err(pcb, backlog, err);
}

static enum port_queue receive_role(const struct netconn *conn) {
  switch (NETCONNTYPE_GROUP(conn->type)) {
  case NETCONN_TCP:
    return PORT_QUEUE_TCP_RECV;
  case NETCONN_UDP:
    return PORT_QUEUE_UDP_RECV;
  case NETCONN_RAW:
    return PORT_QUEUE_RAW_RECV;
  default:
    return PORT_QUEUE_NONE;
  }
}

/* netconn_alloc() makes the receive mailbox of the netconn that it just took
 * from its pool, listen() the accept mailbox of the one it was given. */
enum port_queue port_mbox_role(const void *mbox, bool stack_starts) {
  if (stack_starts)
    return PORT_QUEUE_TCPIP;
  if (netconn_made != NULL && mbox == &netconn_made->recvmbox)
    return receive_role(netconn_made);
  if (netconn_listens != NULL && mbox == &netconn_listens->acceptmbox)
    return PORT_QUEUE_ACCEPT;
  return PORT_QUEUE_NONE;
}

/* Messages about the connection itself are no loss: err_tcp() has noted the
 * error in the netconn as well, and a closed netconn is closed. */
static bool is_note(void *message) {
  err_t err;
#if LWIP_NETCONN_FULLDUPLEX
  if (lwip_netconn_is_deallocated_msg(message))
    return true;
#endif
  return lwip_netconn_is_err_msg(message, &err) != 0;
}

/* The end of file is the one that recv_tcp() posts while the PCB lives. */
static void tcp_receive_full(const void *mbox, void *message) {
  const struct netconn *conn =
      (const void *)((const char *)mbox - offsetof(struct netconn, recvmbox));
  err_t err;
  if (!is_note(message))
    port_queue_waited(PORT_QUEUE_TCP_RECV);
  else if (lwip_netconn_is_err_msg(message, &err) && err == ERR_CLSD &&
           conn->pcb.tcp != NULL)
    port_queue_refused(PORT_QUEUE_TCP_RECV);
}

void port_mbox_full(enum port_queue role, const void *mbox, void *message) {
  if (role == PORT_QUEUE_TCP_RECV)
    tcp_receive_full(mbox, message);
  else if (role == PORT_QUEUE_TCPIP || !is_note(message))
    port_queue_refused(role);
}

#endif
