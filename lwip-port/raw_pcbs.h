/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: PCBs with their owners, where NO_SYS is 1 and there is no socket
 * table. Shared by probe_raw.c and raw_pcbs.c only.
 *
 * A record stands between lwIP and a workload: lwIP's callback argument is the
 * record, which has the workload's own callbacks and argument. */
#ifndef SOCKFIT_RAW_PCBS_H
#define SOCKFIT_RAW_PCBS_H

#include "lwip/tcp.h"
#include "lwip/udp.h"

#include "port.h"

enum pcb_protocol { PCB_TCP, PCB_UDP };

struct pcb_record {
  void *pcb; /* NULL once lwIP has freed it */
  enum pcb_protocol protocol;
  int slot; /* the lowest number that was free */
  int owner;
  int64_t since_ns;
  bool held;   /* its workload has not closed it */
  bool moving; /* listen() replaces one PCB by another */
  void *arg;
  tcp_recv_fn recv;
  tcp_sent_fn sent;
  tcp_poll_fn poll;
  tcp_err_fn err;
  tcp_accept_fn accept;
  tcp_connected_fn connected;
  udp_recv_fn udp_recv;
  struct pcb_record *next_freed;
};

/* Take a new PCB into the list and report it as opened by call. Ends the host
 * when memory ran out. */
struct pcb_record *pcb_record_add(void *pcb, enum pcb_protocol protocol,
                                  int owner, int call);

/* The record of a PCB, or NULL. */
struct pcb_record *pcb_record_find(const void *pcb);

/* Its workload has closed it, or lwIP has: report it once. */
void pcb_record_let_go(struct pcb_record *record);

/* It has become a listener: report it. */
void pcb_record_listens(const struct pcb_record *record);

#endif
