/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: SYNs in the rhythm of a Linux client. lwIP sends one again every
 * LWIP_TCP_RTO_TIME and gives up after TCP_SYNMAXRTX of them; Linux doubles
 * its pause (1, 3, 7, 15, 31, 63 s after the first) and gives up after 127 s.
 * When a server has room again, this decides who is served, and how late. So
 * what lwIP repeats is dropped, and the first SYN is sent again by a timer. */
#include "sockfit/workload.h"

#include "lwip/priv/tcp_priv.h"
#include "lwip/timeouts.h"

#include "port.h"

#define FIRST_PAUSE_MS 1000
#define GIVE_UP_MS 127000

/* One SYN without an answer yet, or with one since nobody looked. */
struct unanswered {
  struct unanswered *next;
  const struct tcp_pcb *pcb; /* compared, and looked for in lwIP's list */
  uint16_t local_port;       /* of the PCB, since its memory is used again */
  uint32_t waited_ms;
  uint32_t pause_ms;
  size_t len;
  uint8_t frame[];
};

static bool like_linux = SOCKFIT_LIKE_LINUX;
static struct unanswered *all; /* the latest one first */

bool port_is_like_linux(void) {
  return like_linux;
}

void workload_retry_syn_like_lwip(void) {
  like_linux = false;
}

/* Still the same attempt? Returns its PCB, or NULL. */
static struct tcp_pcb *waiting(const struct unanswered *syn) {
  for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next) {
    if (pcb == syn->pcb && pcb->state == SYN_SENT &&
        pcb->local_port == syn->local_port)
      return pcb;
  }
  return NULL;
}

static void forget(struct unanswered **link) {
  struct unanswered *syn = *link;
  *link = syn->next;
  port_heap_put(syn);
}

static void forget_this(struct unanswered *syn) {
  struct unanswered **link = &all;
  while (*link != syn)
    link = &(*link)->next;
  forget(link);
}

static void send_again(void *arg) {
  struct unanswered *syn = arg;
  struct tcp_pcb *pcb = waiting(syn);
  if (pcb == NULL) {
    forget_this(syn);
    return;
  }
  syn->waited_ms += syn->pause_ms;
  if (syn->waited_ms >= GIVE_UP_MS) {
    pcb->nrtx = TCP_SYNMAXRTX; /* lwIP's next tick ends it */
    forget_this(syn);
    return;
  }
  port_services->frame_send(port_services->host, syn->frame, syn->len);
  syn->pause_ms *= 2;
  sys_timeout(syn->pause_ms, send_again, syn);
}

/* A client of many connections would have a timer for each of the last second,
 * and lwIP's list of them is searched whenever one is set. */
static void forget_answered(void) {
  struct unanswered **link = &all;
  while (*link != NULL) {
    if (waiting(*link) != NULL) {
      link = &(*link)->next;
      continue;
    }
    sys_untimeout(send_again, *link);
    forget(link);
  }
}

static void keep(const struct tcp_pcb *pcb, const void *frame, size_t len) {
  forget_answered();
  struct unanswered *syn = port_heap_get(sizeof(*syn) + len);
  if (syn == NULL)
    return;
  syn->pcb = pcb;
  syn->local_port = pcb->local_port;
  syn->waited_ms = 0;
  syn->pause_ms = FIRST_PAUSE_MS;
  syn->len = len;
  memcpy(syn->frame, frame, len);
  syn->next = all;
  all = syn;
  sys_timeout(syn->pause_ms, send_again, syn);
}

bool port_syn_held(const void *frame, size_t len, uint16_t local_port,
                   uint16_t remote_port) {
  if (!like_linux)
    return false;
  for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next) {
    if (pcb->state != SYN_SENT || pcb->local_port != lwip_ntohs(local_port) ||
        pcb->remote_port != lwip_ntohs(remote_port))
      continue;
    if (pcb->nrtx == 0) {
      keep(pcb, frame, len);
      return false;
    }
    pcb->nrtx = 1; /* never as many as TCP_SYNMAXRTX */
    return true;
  }
  return false;
}
