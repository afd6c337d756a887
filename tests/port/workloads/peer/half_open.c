/* SPDX-License-Identifier: BSD-3-Clause */
/* test peer: one SYN to the device's port 5000, and no answer to what comes
 * back. After value ms, one served attempt for every SYN|ACK. */
#include "sockfit/workload.h"

#include "lwip/inet_chksum.h"
#include "lwip/prot/tcp.h"
#include "lwip/raw.h"
#include "lwip/tcpip.h"

static int answers;

/* lwIP's own TCP must not see it: that would send a RST. */
static u8_t eat(void *arg, struct raw_pcb *pcb, struct pbuf *p,
                const ip_addr_t *from) {
  (void)arg;
  (void)pcb;
  (void)from;
  answers++;
  pbuf_free(p);
  return 1;
}

static void send_syn(void *arg) {
  (void)arg;
  ip_addr_t device = IPADDR4_INIT(workload_target());
  struct raw_pcb *pcb = raw_new(IP_PROTO_TCP);
  raw_recv(pcb, eat, NULL);
  struct netif *netif = ip_route(IP4_ADDR_ANY, &device);
  struct pbuf *p = pbuf_alloc(PBUF_IP, sizeof(struct tcp_hdr), PBUF_RAM);
  struct tcp_hdr *header = p->payload;
  memset(header, 0, sizeof(*header));
  header->src = lwip_htons(40000);
  header->dest = lwip_htons(5000);
  header->wnd = lwip_htons(4096);
  TCPH_HDRLEN_FLAGS_SET(header, 5, TCP_SYN);
  header->chksum = ip_chksum_pseudo(p, IP_PROTO_TCP, p->tot_len,
                                    netif_ip_addr4(netif), &device);
  raw_sendto(pcb, p, &device);
  pbuf_free(p);
}

void half_open_main(const struct workload *w);
void half_open_main(const struct workload *w) {
  tcpip_callback(send_syn, NULL);
  workload_sleep_ms((uint32_t)workload_number(w, "value"));
  for (int i = 0; i < answers; i++)
    workload_attempt_ended(w, workload_attempt(w), ATTEMPT_SERVED);
}
