/* SPDX-License-Identifier: BSD-3-Clause */
/* tests/oracle, reference: SOCKFIT_ARP_REFUSE_NEW. When as many packets as
 * ARP_QUEUE_LEN wait for the answer of one neighbour, esp-lwip refuses the next
 * one with ERR_MEM; plain lwIP takes it and drops the oldest. lwIP has that
 * very answer when there is no memory for a place in the queue: so there is
 * none when the queue is full. Its queues are private; places are counted here,
 * each for the neighbour it was asked for. All in tcpip_thread or with its
 * lock. */
#include "lwip/etharp.h"
#include "lwip/memp.h"

#include "reference.h"

#if SOCKFIT_ARP_REFUSE_NEW

#if !ARP_QUEUEING || !ARP_QUEUE_LEN
#error "a queue without a limit never refuses"
#endif

#define PLACES_MAX (ARP_TABLE_SIZE * (ARP_QUEUE_LEN + 1))

static struct {
  const void *place;
  u32_t neighbour;
} places[PLACES_MAX];

/* Whom the packet that is being sent is for. */
static u32_t neighbour;

int arp_queue_refuses(memp_t type) {
  unsigned waiting = 0;
  if (type != MEMP_ARP_QUEUE)
    return 0;
  for (unsigned i = 0; i < PLACES_MAX; i++)
    waiting += places[i].place != NULL && places[i].neighbour == neighbour;
  if (waiting < ARP_QUEUE_LEN)
    return 0;
  reference_rule("a full ARP queue refuses");
  return 1;
}

void arp_queue_took(memp_t type, const void *object) {
  if (type != MEMP_ARP_QUEUE)
    return;
  for (unsigned i = 0; i < PLACES_MAX; i++) {
    if (places[i].place == NULL) {
      places[i].place = object;
      places[i].neighbour = neighbour;
      return;
    }
  }
  LWIP_ASSERT("places for every packet that waits for ARP", 0);
}

void arp_queue_gave(memp_t type, const void *object) {
  if (type != MEMP_ARP_QUEUE)
    return;
  for (unsigned i = 0; i < PLACES_MAX; i++) {
    if (places[i].place == object)
      places[i].place = NULL;
  }
}

/* What the interface calls to send (network.c). */
err_t __real_etharp_output(struct netif *netif, struct pbuf *p,
                           const ip4_addr_t *to);
err_t __wrap_etharp_output(struct netif *netif, struct pbuf *p,
                           const ip4_addr_t *to);
err_t __wrap_etharp_output(struct netif *netif, struct pbuf *p,
                           const ip4_addr_t *to) {
  neighbour = ip4_addr_get_u32(to);
  return __real_etharp_output(netif, p, to);
}

#else

int arp_queue_refuses(memp_t type) {
  (void)type;
  return 0;
}

void arp_queue_took(memp_t type, const void *object) {
  (void)type;
  (void)object;
}

void arp_queue_gave(memp_t type, const void *object) {
  (void)type;
  (void)object;
}

err_t __real_etharp_output(struct netif *netif, struct pbuf *p,
                           const ip4_addr_t *to);
err_t __wrap_etharp_output(struct netif *netif, struct pbuf *p,
                           const ip4_addr_t *to);
err_t __wrap_etharp_output(struct netif *netif, struct pbuf *p,
                           const ip4_addr_t *to) {
  return __real_etharp_output(netif, p, to);
}

#endif
