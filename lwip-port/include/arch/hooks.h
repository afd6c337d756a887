/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: what the patches and lwIP's own hooks (lwipopts.h) call. Standard
 * types only: lwIP's are not declared yet where this is included. */
#ifndef SOCKFIT_ARCH_HOOKS_H
#define SOCKFIT_ARCH_HOOKS_H

struct pbuf;
struct tcp_hdr;
struct tcp_pcb;

/* patches/tcp-rules.patch: rule_tcp_lists.c. */
int port_tcp_lists_full(void);
int port_tcp_lists_reclaim(void);

/* patches/arp-queue.patch: a packet is about to wait for an ARP answer behind
 * those in queue. Not 0: the profile's rule refuses it (probe_queues.c). */
int port_arp_meets(const void *queue, const struct pbuf *packet);
/* The same without ARP_QUEUEING: only the newest packet waits. */
void port_arp_replaces(const struct pbuf *old);
/* In etharp.c by that patch: the most packets that wait for one answer now. */
int port_arp_most(void);

/* LWIP_HOOK_TCP_INPACKET_PCB for listeners. Always ERR_OK. */
signed char port_syn_meets(const struct tcp_pcb *listener,
                           const struct tcp_hdr *header);
/* The same for others: quick_ack.c. Always ERR_OK. */
signed char port_segment_meets(struct tcp_pcb *pcb, const struct pbuf *data);

/* lwIP's SNTP client (src/apps/sntp) asks how long until its next question, and
 * says what time it is, since 1970. In images with one:
 * sim/workloads/common/sntp.c. */
unsigned sntp_hook_interval_ms(void);
void sntp_hook_synchronized(unsigned seconds, unsigned microseconds);

/* TCP_OOSEQ_PBUFS_LIMIT: asked when a segment came out of order. */
unsigned short port_ooseq_limit(const struct tcp_pcb *pcb);

#endif
