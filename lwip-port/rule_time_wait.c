/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: the rule of the ESP8266's lwIP (profile esp8266): PCBs come from
 * the heap and no count holds, but TIME_WAIT may not grow: beyond
 * SOCKFIT_TIME_WAIT_MAX the oldest is given up. lwIP enters TIME_WAIT in the
 * middle of its input, so the main loop asks after each frame. */
#include "lwip/priv/tcp_priv.h"

#include "port.h"

#ifndef SOCKFIT_TIME_WAIT_MAX
#define SOCKFIT_TIME_WAIT_MAX 0 /* no such rule */
#endif

static unsigned time_wait_count(void) {
  unsigned count = 0;
  for (const struct tcp_pcb *pcb = tcp_tw_pcbs; pcb != NULL; pcb = pcb->next)
    count++;
  return count;
}

void port_time_wait_cap(void) {
  if (SOCKFIT_TIME_WAIT_MAX == 0)
    return;
  while (time_wait_count() > SOCKFIT_TIME_WAIT_MAX) {
    port_pcb_reclaimed(TIME_WAIT);
    tcp_abandon(port_tcp_oldest(TIME_WAIT), 0);
  }
}
