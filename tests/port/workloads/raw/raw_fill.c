/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload, raw API: make PCBs until one is refused. value 0: UDP, 1: TCP,
 * 2: TCP, each made to listen on a port of its own; at most 40. Logs how many
 * there were and the call that failed. */
#include "sockfit/workload.h"

#include "lwip/tcp.h"
#include "lwip/udp.h"

#define MOST 40

static const char *fill_listeners(int *made) {
  for (; *made < MOST; (*made)++) {
    err_t error;
    struct tcp_pcb *pcb = tcp_new();
    if (pcb == NULL)
      return "tcp_new NULL";
    tcp_bind(pcb, IP_ANY_TYPE, (u16_t)(1000 + *made));
    if (tcp_listen_with_backlog_and_err(pcb, 1, &error) == NULL)
      return error == ERR_MEM ? "tcp_listen ERR_MEM" : "tcp_listen ?";
  }
  return "no refusal";
}

static const char *fill(int64_t mode, int *made) {
  if (mode == 2)
    return fill_listeners(made);
  for (; *made < MOST; (*made)++) {
    if (mode == 0 && udp_new() == NULL)
      return "udp_new NULL";
    if (mode == 1 && tcp_new() == NULL)
      return "tcp_new NULL";
  }
  return "no refusal";
}

void raw_fill_main(const struct workload *w) {
  int made = 0;
  const char *outcome = fill(workload_number(w, "value"), &made);
  workload_log(w, 'I', "fill", "%d then %s", made, outcome);
}
