/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: every memp pool counted, by wrapping memp_malloc and memp_free at
 * link time; and the rule of ESP-IDF 5.4 and later that counts TCP PCBs
 * although they come from the heap (facts: lwip-limits.md section 4, era C).
 * Works for static pools and heap pools alike. */
#include "lwip/memp.h"
#include "lwip/priv/memp_priv.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/stats.h"
#include "netif/ppp/ppp_opts.h"

#include <string.h>

#include "port.h"

#if MEMP_OVERFLOW_CHECK
#error "MEMP_OVERFLOW_CHECK makes memp_malloc a macro: it cannot be wrapped"
#endif

/* The options behind the pools, in memp_t order. */
static const struct {
  const char *option;
  int64_t count;
} pool_options[MEMP_MAX] = {
#define LWIP_MEMPOOL(name, num, size, desc) {"MEMP_NUM_" #name, (num)},
#include "lwip/priv/memp_std.h"
};

static struct {
  int64_t used;
  int64_t peak;
  int64_t refused;
} counters[MEMP_MAX];

static uint32_t refusal_serial;
static const char *refused_last;
static const char *memory_refused_last;

/* Two pools are not called after their option. */
static const char *pool_name(memp_t type) {
#if LWIP_IPV6 && LWIP_IPV6_REASS
  if (type == MEMP_IP6_REASSDATA)
    return "MEMP_NUM_REASSDATA (IPv6)";
#endif
  return type == MEMP_PBUF_POOL ? "PBUF_POOL_SIZE" : pool_options[type].option;
}

static int64_t pool_limit(memp_t type) {
#if !MEMP_MEM_MALLOC
  return pool_options[type].count;
#elif SOCKFIT_COUNT_TCP_PCB || SOCKFIT_TREE_TCP_LISTS
  return type == MEMP_TCP_PCB ? pool_options[type].count : -1;
#else
  (void)type;
  return -1;
#endif
}

void port_refusal_note(const char *pool) {
  refusal_serial++;
  refused_last = pool;
}

const char *port_memp_name(const char *option) {
  for (int type = 0; type < MEMP_MAX; type++) {
    if (strcmp(pool_name((memp_t)type), option) == 0)
      return pool_name((memp_t)type);
  }
  return NULL;
}

void port_pool_refused(const char *pool) {
  port_refusal_note(pool);
  port_refused_for_real();
  struct image_event event = {.kind = IMAGE_POOL_REFUSED,
                              .owner = port_owner(),
                              .slot = -1,
                              .call = -1,
                              .pool = pool};
  port_services->event(port_services->host, &event);
}

uint32_t port_refusal_serial(void) {
  return refusal_serial;
}

const char *port_refused_last(void) {
  return refused_last;
}

void port_memory_refused(const char *pool) {
  memory_refused_last = pool;
  port_pool_refused(pool);
}

const char *port_memory_refused_last(void) {
  return memory_refused_last;
}

void port_pcb_reclaimed(int state) {
  struct image_event event = {.kind = IMAGE_PCB_RECLAIMED,
                              .owner = OWNER_STACK,
                              .slot = -1,
                              .call = -1,
                              .state = state,
                              .pool = pool_name(MEMP_TCP_PCB)};
  port_services->event(port_services->host, &event);
}

/* With MEMP_MEM_MALLOC it was the heap that refused, and it has said so. */
static void memp_refused(memp_t type, bool counted) {
  counters[type].refused++;
  if (!MEMP_MEM_MALLOC || counted)
    port_memory_refused(pool_name(type));
}

/* ---- the TCP PCB count ---- */

/* tcp_alloc tries several times and gives up PCBs in between; only when it
 * returns empty-handed was a PCB refused. states_when_full remembers what
 * there was at the first failure, to see which state was given up. */
static bool reclaiming;
static bool heap_refused_pcb; /* and not the count */
static uint32_t states_when_full[IMAGE_TCP_STATE_COUNT];

static void reclaim_begins(void) {
  if (reclaiming)
    return;
  reclaiming = true;
  port_tcp_states(states_when_full);
}

static void reclaim_ended(bool allocated) {
  uint32_t states[IMAGE_TCP_STATE_COUNT];
  if (!reclaiming)
    return;
  reclaiming = false;
  if (!allocated)
    return;
  port_tcp_states(states);
  for (int state = 0; state < IMAGE_TCP_STATE_COUNT; state++) {
    if (states[state] < states_when_full[state])
      port_pcb_reclaimed(state);
  }
}

#if SOCKFIT_COUNT_TCP_PCB == 1
/* tcp_alloc itself gives up TIME_WAIT, LAST_ACK and CLOSING, in that order.
 * Only when none of them is left is it this rule's turn, before lwIP looks at
 * priorities. True when a PCB came free. */
static bool kill_fin_wait(void) {
  if (SOCKFIT_TREE_FIN_WAIT) /* its tcp_alloc() comes to that by itself */
    return false;
  if (tcp_tw_pcbs != NULL || port_tcp_oldest(LAST_ACK) != NULL ||
      port_tcp_oldest(CLOSING) != NULL)
    return false;
  struct tcp_pcb *victim = port_tcp_oldest(FIN_WAIT_2);
  if (victim == NULL)
    victim = port_tcp_oldest(FIN_WAIT_1);
  if (victim == NULL)
    return false;
  tcp_abandon(victim, 0);
  return true;
}

static bool tcp_pcb_allowed(void) {
  if (counters[MEMP_TCP_PCB].used < MEMP_NUM_TCP_PCB)
    return true;
  reclaim_begins();
  return kill_fin_wait();
}
#else
static bool tcp_pcb_allowed(void) {
  return true;
}
#endif

/* The heap below a pool was refused by order since the serial was before: that
 * was reported, and the pool itself is not short of anything. */
static bool ordered_since(uint32_t before) {
  return refusal_serial != before && port_refused_by_order();
}

void *__real_memp_malloc(memp_t type);
void *__wrap_memp_malloc(memp_t type);
void *__wrap_memp_malloc(memp_t type) {
  void *memory = NULL;
  uint32_t before = refusal_serial;
  if (type != MEMP_TCP_PCB && port_refuses(pool_name(type)))
    return NULL;
  bool allowed = type != MEMP_TCP_PCB || tcp_pcb_allowed();
  if (allowed)
    memory = __real_memp_malloc(type);
  if (memory == NULL) {
    if (type == MEMP_TCP_PCB) {
      heap_refused_pcb = allowed;
      reclaim_begins();
    } else if (!ordered_since(before)) {
      memp_refused(type, false);
    }
    return NULL;
  }
#if !NO_SYS
  if (type == MEMP_NETCONN)
    port_mbox_netconn_made(memory);
#endif
  if (++counters[type].used > counters[type].peak)
    counters[type].peak = counters[type].used;
  if (type == MEMP_TCP_PCB)
    reclaim_ended(true);
#if NO_SYS
  if (type == MEMP_UDP_PCB)
    port_udp_pcb_made(memory);
#endif
  return memory;
}

void __real_memp_free(memp_t type, void *memory);
void __wrap_memp_free(memp_t type, void *memory);
void __wrap_memp_free(memp_t type, void *memory) {
  if (memory != NULL)
    counters[type].used--;
#if NO_SYS
  if (type == MEMP_TCP_PCB || type == MEMP_TCP_PCB_LISTEN ||
      type == MEMP_UDP_PCB)
    port_pcb_freed(memory);
#endif
  __real_memp_free(type, memory);
}

/* A tree that counts in tcp_alloc() gives up PCBs before it comes to
 * memp_malloc(). */
static void tcp_pcb_is_asked(void) {
  if (SOCKFIT_TREE_TCP_LISTS)
    reclaim_begins();
}

void port_tcp_pcb_asked(const void *pcb, uint32_t before) {
  if (pcb != NULL)
    return;
  reclaim_ended(false);
  if (!ordered_since(before)) {
    memp_refused(MEMP_TCP_PCB, !heap_refused_pcb);
    heap_refused_pcb = false;
  }
}

/* For an incoming SYN (tcp_in.c). */
struct tcp_pcb *__real_tcp_alloc(u8_t prio);
struct tcp_pcb *__wrap_tcp_alloc(u8_t prio);
struct tcp_pcb *__wrap_tcp_alloc(u8_t prio) {
  if (port_refuses(pool_name(MEMP_TCP_PCB)))
    return NULL;
  uint32_t before = refusal_serial;
  tcp_pcb_is_asked();
  struct tcp_pcb *pcb = __real_tcp_alloc(prio);
  port_tcp_pcb_asked(pcb, before);
  if (pcb != NULL)
    port_queue_pcb_made();
  return pcb;
}

#if !NO_SYS
/* For socket() and netconn_new() (api_msg.c). */
struct tcp_pcb *__real_tcp_new_ip_type(u8_t type);
struct tcp_pcb *__wrap_tcp_new_ip_type(u8_t type);
struct tcp_pcb *__wrap_tcp_new_ip_type(u8_t type) {
  if (port_refuses(pool_name(MEMP_TCP_PCB)))
    return NULL;
  uint32_t before = refusal_serial;
  tcp_pcb_is_asked();
  struct tcp_pcb *pcb = __real_tcp_new_ip_type(type);
  port_tcp_pcb_asked(pcb, before);
  return pcb;
}
#endif

size_t port_memp_pools(struct image_pool *ret_pools, size_t max) {
  size_t count = 0;
  for (int type = 0; type < MEMP_MAX && count < max; type++, count++) {
    ret_pools[count] = (struct image_pool){.name = pool_name((memp_t)type),
                                           .limit = pool_limit((memp_t)type),
                                           .used = counters[type].used,
                                           .peak = counters[type].peak,
                                           .refused = counters[type].refused};
  }
#if !MEM_LIBC_MALLOC && MEM_STATS
  if (count < max) {
    ret_pools[count] = (struct image_pool){.name = "MEM_SIZE",
                                           .limit = MEM_SIZE,
                                           .used = lwip_stats.mem.used,
                                           .peak = lwip_stats.mem.max,
                                           .refused = lwip_stats.mem.err};
    count++;
  }
#endif
  return count;
}
