/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: limits that are no memory pools: the listen backlog, the queues of
 * ARP, out-of-order segments and loopback; and the counts of them all, with
 * those of mailboxes (probe_mailboxes.c) and reassembly (probe_reass.c). Looked
 * at through lwIP's own hooks, by wrapping, and by one small patch (ARP);
 * nothing here changes what lwIP does but SOCKFIT_ARP_REFUSE_NEW.
 *
 * refused is what was lost for good: a datagram, a frame, a connection, an end
 * of file, a SYN that nobody answers. waited is what TCP itself makes good
 * without anybody noticing more than a delay: data for a full receive mailbox
 * (lwIP offers it again every 250 ms), out-of-order segments above the limit,
 * TCP segments that fell out of the ARP queue, tasks that waited for room in
 * the mailbox of the tcpip thread. */
#include "lwip/etharp.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/ip4.h"

#include "port.h"

/* The option that decides how many packets wait for one ARP answer. */
#if ARP_QUEUEING
#define PORT_ARP_OPTION "ARP_QUEUE_LEN"
#define ARP_LIMIT (ARP_QUEUE_LEN == 0 ? -1 : ARP_QUEUE_LEN)
#else
#define PORT_ARP_OPTION "ARP_QUEUEING"
#define ARP_LIMIT 1
#endif

int64_t port_queue_peaks[PORT_QUEUE_COUNT];
static int64_t refused[PORT_QUEUE_COUNT];
static int64_t waited[PORT_QUEUE_COUNT];

static const char *const options[PORT_QUEUE_COUNT] = {
#define X(name, option) [PORT_QUEUE_##name] = option,
    PORT_QUEUES(X)
#undef X
};

void port_queue_refused(enum port_queue queue) {
  if (queue == PORT_QUEUE_NONE)
    return;
  refused[queue]++;
  port_pool_refused(options[queue]);
}

void port_queue_waited(enum port_queue queue) {
  waited[queue]++;
}

/* ---- listen backlog ---- */

#if TCP_LISTEN_BACKLOG
static const struct tcp_pcb_listen
    *syn_for; /* the SYN that is being looked at */

/* Every listener has a backlog of its own. Told are the least one that turned
 * somebody away, and what waited there, or else the largest and what waited
 * anywhere. */
static int64_t largest_backlog = -1, full_backlog = -1, full_pending;

static void backlog_refuses(const struct tcp_pcb_listen *listener) {
  if (full_backlog < 0 || listener->backlog < full_backlog) {
    full_backlog = listener->backlog;
    full_pending = listener->accepts_pending;
  }
  port_queue_refused(PORT_QUEUE_BACKLOG);
}

/* As tcp_listen_input() will decide. */
signed char port_syn_meets(const struct tcp_pcb *pcb,
                           const struct tcp_hdr *header) {
  const struct tcp_pcb_listen *listener = (const void *)pcb;
  u8_t flags = TCPH_FLAGS(header) & (TCP_SYN | TCP_ACK | TCP_RST);
  if (listener->backlog > largest_backlog)
    largest_backlog = listener->backlog;
  syn_for = NULL;
  if (flags != TCP_SYN)
    return ERR_OK;
  if (listener->accepts_pending >= listener->backlog)
    backlog_refuses(listener);
  else
    syn_for = listener;
  return ERR_OK;
}

void port_queue_pcb_made(void) {
  if (syn_for != NULL)
    port_queue_holds(PORT_QUEUE_BACKLOG, syn_for->accepts_pending + 1);
  syn_for = NULL;
}

static bool backlog_is_told(const struct tcp_pcb_listen *listener) {
  return full_backlog < 0 || listener->backlog == full_backlog;
}

static int64_t backlog_limit(void) {
  for (const struct tcp_pcb_listen *pcb = tcp_listen_pcbs.listen_pcbs;
       pcb != NULL; pcb = pcb->next) {
    if (pcb->backlog > largest_backlog)
      largest_backlog = pcb->backlog;
  }
  return full_backlog < 0 ? largest_backlog : full_backlog;
}

static int64_t backlog_most(void) {
  int64_t most = 0;
  for (const struct tcp_pcb_listen *pcb = tcp_listen_pcbs.listen_pcbs;
       pcb != NULL; pcb = pcb->next) {
    if (backlog_is_told(pcb) && pcb->accepts_pending > most)
      most = pcb->accepts_pending;
  }
  return most;
}
#else
signed char port_syn_meets(const struct tcp_pcb *pcb,
                           const struct tcp_hdr *header) {
  (void)pcb;
  (void)header;
  return ERR_OK;
}

void port_queue_pcb_made(void) {
}
#endif

/* ---- out-of-order segments ---- */

/* lwIP keeps as many segments as stay within the limit, in order. */
unsigned short port_ooseq_limit(const struct tcp_pcb *pcb) {
  int64_t limit = TCP_OOSEQ_MAX_PBUFS == 0 ? UINT16_MAX : TCP_OOSEQ_MAX_PBUFS;
#if TCP_QUEUE_OOSEQ
  int64_t kept = 0;
  for (const struct tcp_seg *seg = pcb->ooseq; seg != NULL; seg = seg->next) {
    int64_t pbufs = pbuf_clen(seg->p);
    if (kept + pbufs > limit) {
      port_queue_waited(PORT_QUEUE_OUT_OF_ORDER);
      break;
    }
    kept += pbufs;
  }
  port_queue_holds(PORT_QUEUE_OUT_OF_ORDER, kept);
#else
  (void)pcb;
#endif
  return (unsigned short)limit;
}

static int64_t ooseq_most(void) {
  int64_t most = 0;
#if TCP_QUEUE_OOSEQ
  for (const struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL;
       pcb = pcb->next) {
    int64_t pbufs = 0;
    for (const struct tcp_seg *seg = pcb->ooseq; seg != NULL; seg = seg->next)
      pbufs += pbuf_clen(seg->p);
    if (pbufs > most)
      most = pbufs;
  }
#endif
  return most;
}

/* ---- ARP ---- */

static void arp_dropped(const struct pbuf *packet) {
  const struct ip_hdr *header = packet->payload;
  if (packet->len >= IP_HLEN && IPH_PROTO(header) == IP_PROTO_TCP)
    port_queue_waited(PORT_QUEUE_ARP);
  else
    port_queue_refused(PORT_QUEUE_ARP);
}

#if ARP_QUEUEING
int port_arp_meets(const void *queue, const struct pbuf *packet) {
  const struct etharp_q_entry *first = queue;
  int64_t count = 0;
  for (const struct etharp_q_entry *entry = first; entry; entry = entry->next)
    count++;
  if (ARP_LIMIT < 0 || count < ARP_LIMIT) {
    port_queue_holds(PORT_QUEUE_ARP, count + 1);
    return 0;
  }
  arp_dropped(SOCKFIT_ARP_REFUSE_NEW ? packet : first->p);
  return SOCKFIT_ARP_REFUSE_NEW;
}
#else
void port_arp_replaces(const struct pbuf *old) {
  port_queue_holds(PORT_QUEUE_ARP, 1);
  if (old != NULL)
    arp_dropped(old);
}
#endif

/* ---- loopback ---- */

#if ENABLE_LOOPBACK
/* A packet of the host to itself is one pbuf (netif_loop_output). */
err_t __real_netif_loop_output(struct netif *netif, struct pbuf *p);
err_t __wrap_netif_loop_output(struct netif *netif, struct pbuf *p);
err_t __wrap_netif_loop_output(struct netif *netif, struct pbuf *p) {
#if LWIP_LOOPBACK_MAX_PBUFS
  bool full = netif->loop_cnt_current + 1 > LWIP_LOOPBACK_MAX_PBUFS;
  err_t err = __real_netif_loop_output(netif, p);
  if (err == ERR_MEM && full)
    port_queue_refused(PORT_QUEUE_LOOPBACK);
  port_queue_holds(PORT_QUEUE_LOOPBACK, netif->loop_cnt_current);
  return err;
#else
  return __real_netif_loop_output(netif, p);
#endif
}
#endif

#if ENABLE_LOOPBACK && LWIP_LOOPBACK_MAX_PBUFS
static int64_t loopback_most(void) {
  int64_t most = 0;
  struct netif *netif;
  NETIF_FOREACH(netif) {
    if (netif->loop_cnt_current > most)
      most = netif->loop_cnt_current;
  }
  return most;
}
#endif

/* ---- all of them ---- */

struct report {
  struct image_pool *pools;
  size_t max;
  size_t count;
};

static int64_t peak_of(enum port_queue queue) {
#if TCP_LISTEN_BACKLOG
  if (queue == PORT_QUEUE_BACKLOG && full_backlog >= 0)
    return full_pending;
#endif
  return port_queue_peaks[queue];
}

static void add(struct report *report, enum port_queue queue, int64_t limit,
                int64_t used) {
  if (report->count == report->max)
    return;
  report->pools[report->count++] =
      (struct image_pool){.name = options[queue],
                          .limit = limit,
                          .used = used,
                          .peak = peak_of(queue),
                          .refused = refused[queue],
                          .waited = waited[queue]};
}

#if !NO_SYS
static void add_mailbox(struct report *report, enum port_queue queue,
                        int64_t limit) {
  add(report, queue, limit, port_mbox_most(queue));
}
#endif

size_t port_queue_pools(struct image_pool *ret_pools, size_t max) {
  struct report report = {ret_pools, max, 0};
#if TCP_LISTEN_BACKLOG
  add(&report, PORT_QUEUE_BACKLOG, backlog_limit(), backlog_most());
#endif
#if !NO_SYS
  add_mailbox(&report, PORT_QUEUE_TCPIP, TCPIP_MBOX_SIZE);
  add_mailbox(&report, PORT_QUEUE_ACCEPT, DEFAULT_ACCEPTMBOX_SIZE);
  add_mailbox(&report, PORT_QUEUE_TCP_RECV, DEFAULT_TCP_RECVMBOX_SIZE);
  add_mailbox(&report, PORT_QUEUE_UDP_RECV, DEFAULT_UDP_RECVMBOX_SIZE);
  if (LWIP_RAW)
    add_mailbox(&report, PORT_QUEUE_RAW_RECV, DEFAULT_RAW_RECVMBOX_SIZE);
#endif
  if (TCP_QUEUE_OOSEQ)
    add(&report, PORT_QUEUE_OUT_OF_ORDER,
        TCP_OOSEQ_MAX_PBUFS == 0 ? -1 : TCP_OOSEQ_MAX_PBUFS, ooseq_most());
  add(&report, PORT_QUEUE_ARP, ARP_LIMIT, port_arp_most());
  if (IP_REASSEMBLY)
    add(&report, PORT_QUEUE_REASSEMBLY, IP_REASS_MAX_PBUFS,
        port_reassembly_used());
#if ENABLE_LOOPBACK && LWIP_LOOPBACK_MAX_PBUFS
  /* What lwIP sends within netif.c itself is not seen on its way. */
  port_queue_holds(PORT_QUEUE_LOOPBACK, loopback_most());
  add(&report, PORT_QUEUE_LOOPBACK, LWIP_LOOPBACK_MAX_PBUFS, loopback_most());
#endif
  return report.count;
}
