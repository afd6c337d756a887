/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: TCP PCBs by state, read from lwIP's own lists. */
#include "lwip/priv/tcp_priv.h"

#include <string.h>

#include "port.h"

static void count_list(const struct tcp_pcb *first, uint32_t *counts) {
  for (const struct tcp_pcb *pcb = first; pcb != NULL; pcb = pcb->next)
    counts[pcb->state]++;
}

void port_tcp_states(uint32_t ret_counts[IMAGE_TCP_STATE_COUNT]) {
  memset(ret_counts, 0, IMAGE_TCP_STATE_COUNT * sizeof(ret_counts[0]));
  count_list(tcp_bound_pcbs, ret_counts);
  count_list(tcp_active_pcbs, ret_counts);
  count_list(tcp_tw_pcbs, ret_counts);
  for (const struct tcp_pcb_listen *pcb = tcp_listen_pcbs.listen_pcbs;
       pcb != NULL; pcb = pcb->next)
    ret_counts[IMAGE_TCP_LISTEN]++;
}

/* In TIME_WAIT, tcp_kill_timewait()'s choice; otherwise tcp_kill_state()'s. */
struct tcp_pcb *port_tcp_oldest(int state) {
  struct tcp_pcb *oldest = NULL;
  u32_t age = 0;
  struct tcp_pcb *pcb = state == TIME_WAIT ? tcp_tw_pcbs : tcp_active_pcbs;
  for (; pcb != NULL; pcb = pcb->next) {
    if ((int)pcb->state == state && (u32_t)(tcp_ticks - pcb->tmr) >= age) {
      age = tcp_ticks - pcb->tmr;
      oldest = pcb;
    }
  }
  return oldest;
}
