/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: SYNs in the rhythm of a Linux client. lwIP sends one again every
 * LWIP_TCP_RTO_TIME and gives up after TCP_SYNMAXRTX of them; Linux doubles
 * its pause (1, 3, 7, 15, 31, 63 s after the first) and gives up after 127 s.
 * When a server has room again, this decides who is served, and how late. So
 * the SYNs between are held back, and lwIP's count of them stays low. */
#include "sockfit/workload.h"

#include "lwip/priv/tcp_priv.h"

#include "port.h"

#define NS_PER_S INT64_C(1000000000)
#define FIRST_PAUSE_NS NS_PER_S
#define GIVE_UP_NS (127 * NS_PER_S)
/* lwIP's timers come at 500 ms: the SYN that is nearest goes out. */
#define EARLY_NS (NS_PER_S / 4)

/* A connection attempt, found by its ports, network byte order. */
struct attempt {
  uint16_t local_port;
  uint16_t remote_port;
  const struct tcp_pcb *pcb; /* another one: the ports are used again */
  int64_t first_ns;
  int64_t pause_ns;
  int64_t due_ns;
  struct attempt *next;
};

static bool like_linux;
static struct attempt *attempts;

void workload_retry_syn_like_linux(void) {
  like_linux = true;
}

static struct tcp_pcb *connecting(uint16_t local_port, uint16_t remote_port) {
  for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next) {
    if (pcb->state == SYN_SENT && pcb->local_port == lwip_ntohs(local_port) &&
        pcb->remote_port == lwip_ntohs(remote_port))
      return pcb;
  }
  return NULL;
}

static struct attempt *attempt_of(uint16_t local_port, uint16_t remote_port) {
  struct attempt *attempt = attempts;
  while (attempt != NULL && (attempt->local_port != local_port ||
                             attempt->remote_port != remote_port))
    attempt = attempt->next;
  if (attempt != NULL)
    return attempt;
  attempt = port_heap_get_zeroed(1, sizeof(*attempt));
  if (attempt == NULL)
    return NULL;
  attempt->local_port = local_port;
  attempt->remote_port = remote_port;
  attempt->next = attempts;
  attempts = attempt;
  return attempt;
}

bool port_syn_held(uint16_t local_port, uint16_t remote_port) {
  struct tcp_pcb *pcb = like_linux ? connecting(local_port, remote_port) : NULL;
  struct attempt *attempt =
      pcb == NULL ? NULL : attempt_of(local_port, remote_port);
  if (attempt == NULL)
    return false;
  int64_t now_ns = port_services->now_ns(port_services->host);
  if (attempt->pcb != pcb || pcb->nrtx == 0) { /* the first SYN */
    attempt->pcb = pcb;
    attempt->first_ns = now_ns;
    attempt->pause_ns = FIRST_PAUSE_NS;
    attempt->due_ns = now_ns + FIRST_PAUSE_NS;
    return false;
  }
  if (now_ns - attempt->first_ns < GIVE_UP_NS)
    pcb->nrtx = 1; /* below TCP_SYNMAXRTX, above "never sent" */
  else
    pcb->nrtx = TCP_SYNMAXRTX;
  if (now_ns + EARLY_NS < attempt->due_ns)
    return true;
  attempt->pause_ns *= 2;
  attempt->due_ns += attempt->pause_ns;
  return false;
}
