/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle, reference: three rules of esp-lwip that plain lwIP lacks,
 * written from their descriptions (docs/how-it-works.md) by other means than
 * lwip-port/: lwIP's files are as released, calls between them pass here.
 * Linked with --wrap. All in tcpip_thread or with its lock. */
#include "lwip/api.h"
#include "lwip/priv/api_msg.h"
#include "lwip/priv/tcp_priv.h"

#include "reference.h"

/* ---- SOCKFIT_KEEP_EOF: a FIN that meets a full mailbox ---- */

/* What the sockets have lwIP call for data, and for the end with none. */
static tcp_recv_fn receive;

/* ERR_MEM: the mailbox is full. tcp_input_pcb tells a segment that comes in now
 * from data that was refused before and is offered again: a FIN that came
 * behind that is forgotten by esp-lwip, too. */
static err_t receive_or_close(void *arg, struct tcp_pcb *pcb, struct pbuf *p,
                              err_t err) {
  err_t result = receive(arg, pcb, p, err);
  if (p == NULL && result == ERR_MEM && tcp_input_pcb == pcb) {
    reference_rule("the end of the stream is kept");
    tcp_set_flags(pcb, TF_CLOSEPEND);
  }
  return result;
}

void __real_tcp_recv(struct tcp_pcb *pcb, tcp_recv_fn function);
void __wrap_tcp_recv(struct tcp_pcb *pcb, tcp_recv_fn function);
void __wrap_tcp_recv(struct tcp_pcb *pcb, tcp_recv_fn function) {
  if (function != NULL)
    receive = function;
  __real_tcp_recv(pcb, SOCKFIT_KEEP_EOF && function != NULL ? receive_or_close
                                                            : function);
}

/* ---- SOCKFIT_SYN_RCVD_NO_BACKOFF ---- */

/* The slow timer prepares, doubles the time-out and commits. */
static s16_t prepared_rto;

err_t __real_tcp_rexmit_rto_prepare(struct tcp_pcb *pcb);
err_t __wrap_tcp_rexmit_rto_prepare(struct tcp_pcb *pcb);
err_t __wrap_tcp_rexmit_rto_prepare(struct tcp_pcb *pcb) {
  prepared_rto = pcb->rto;
  return __real_tcp_rexmit_rto_prepare(pcb);
}

void __real_tcp_rexmit_rto_commit(struct tcp_pcb *pcb);
void __wrap_tcp_rexmit_rto_commit(struct tcp_pcb *pcb);
void __wrap_tcp_rexmit_rto_commit(struct tcp_pcb *pcb) {
  if (SOCKFIT_SYN_RCVD_NO_BACKOFF && pcb->state == SYN_RCVD &&
      pcb->rto != prepared_rto) {
    reference_rule("the time between SYN-ACKs stays");
    pcb->rto = prepared_rto;
  }
  __real_tcp_rexmit_rto_commit(pcb);
}

/* ---- SOCKFIT_CLOSE_INTERRUPTS: close() while another task connects ---- */

/* The connect() is over before lwIP looks at the netconn. */
static void end_connect(struct netconn *conn) {
  struct api_msg *waits = conn->current_msg;
  reference_rule("close() ends connect()");
  conn->current_msg = NULL;
  conn->state = NETCONN_NONE;
  waits->err = ERR_CLSD;
  sys_sem_signal(LWIP_API_MSG_SEM(waits));
}

void __real_lwip_netconn_do_delconn(void *message);
void __wrap_lwip_netconn_do_delconn(void *message);
void __wrap_lwip_netconn_do_delconn(void *message) {
  struct netconn *conn = ((struct api_msg *)message)->conn;
  if (SOCKFIT_CLOSE_INTERRUPTS && conn->state == NETCONN_CONNECT &&
      conn->current_msg != NULL)
    end_connect(conn);
  __real_lwip_netconn_do_delconn(message);
}
