/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload, raw API: accept on port 5000. value 0: close at once, so that
 * the device is the active closer; 1: keep every connection. Logs the SYNs for
 * which there was no PCB. */
#include "sockfit/workload.h"

#include "lwip/tcp.h"

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t error) {
  const struct workload *w = arg;
  if (pcb == NULL)
    workload_log(w, 'E', "server", "no PCB: %s",
                 error == ERR_MEM ? "ERR_MEM" : "?");
  else if (workload_number(w, "value") == 0)
    tcp_close(pcb);
  return ERR_OK;
}

void raw_server_main(const struct workload *w) {
  struct tcp_pcb *pcb = tcp_new();
  tcp_bind(pcb, IP_ANY_TYPE, 5000);
  pcb = tcp_listen(pcb);
  tcp_arg(pcb, (void *)w);
  tcp_accept(pcb, on_accept);
}
