/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: data is acknowledged at once, as Linux does it at the beginning of
 * a connection and after a pause. lwIP waits for a second segment, or up to
 * 250 ms: a client that has read the last of an answer and closes would send
 * one segment, ACK and FIN, where a device sees two. A server that closes at
 * the ACK is then the first to close, and its PCB stays in TIME_WAIT. */
#include "lwip/priv/tcp_priv.h"

#include "port.h"

signed char port_segment_meets(struct tcp_pcb *pcb, const struct pbuf *data) {
  /* As if one segment waited for its ACK: lwIP waits for no third. */
  if (port_is_like_linux() && data->tot_len > 0)
    tcp_set_flags(pcb, TF_ACK_DELAY);
  return ERR_OK;
}
