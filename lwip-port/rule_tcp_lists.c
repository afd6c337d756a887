/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: the rule of ESP-IDF 4 (profile esp-idf-4, esp-lwip 2.1.2-esp):
 * PCBs in the listen, bound, active and TIME_WAIT lists count against
 * MEMP_NUM_TCP_PCB. A socket that is neither bound nor connected is in no list
 * and does not count. patches/tcp-rules.patch asks from tcp_alloc(). */
#include "lwip/priv/tcp_priv.h"

#include "port.h"

#if SOCKFIT_COUNT_TCP_PCB == 2 && !SOCKFIT_TREE_TCP_LISTS

int port_tcp_lists_full(void) {
  uint32_t states[IMAGE_TCP_STATE_COUNT];
  uint32_t listed = 0;
  port_tcp_states(states);
  for (int state = 0; state < IMAGE_TCP_STATE_COUNT; state++)
    listed += states[state];
  return listed >= MEMP_NUM_TCP_PCB;
}

/* The oldest of the first class that is there; true when it was given up. */
int port_tcp_lists_reclaim(void) {
  static const enum tcp_state classes[] = {TIME_WAIT, LAST_ACK, CLOSING,
                                           FIN_WAIT_2, FIN_WAIT_1};
  for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
    struct tcp_pcb *victim = port_tcp_oldest(classes[i]);
    if (victim == NULL)
      continue;
    port_pcb_reclaimed((int)classes[i]);
    tcp_abandon(victim, 0);
    return 1;
  }
  return 0;
}

#endif
