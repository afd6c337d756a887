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

void port_pool_refused(const char *pool) {
  refusal_serial++;
  refused_last = pool;
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

void port_pcb_reclaimed(int state) {
  struct image_event event = {.kind = IMAGE_PCB_RECLAIMED,
                              .owner = OWNER_STACK,
                              .slot = -1,
                              .call = -1,
                              .state = state,
                              .pool = pool_name(MEMP_TCP_PCB)};
  port_services->event(port_services->host, &event);
}

/* ---- the TCP PCB count ---- */

/* tcp_alloc tries several times and gives up PCBs in between; only when it
 * returns empty-handed was a PCB refused. states_when_full remembers what
 * there was at the first failure, to see which state was given up. */
static bool reclaiming;
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

void *__real_memp_malloc(memp_t type);
void *__wrap_memp_malloc(memp_t type);
void *__wrap_memp_malloc(memp_t type) {
  void *memory = NULL;
  if (type != MEMP_TCP_PCB || tcp_pcb_allowed())
    memory = __real_memp_malloc(type);
  if (memory == NULL) {
    if (type == MEMP_TCP_PCB) {
      reclaim_begins();
    } else {
      counters[type].refused++;
      port_pool_refused(pool_name(type));
    }
    return NULL;
  }
  if (++counters[type].used > counters[type].peak)
    counters[type].peak = counters[type].used;
  if (type == MEMP_TCP_PCB)
    reclaim_ended(true);
  return memory;
}

void __real_memp_free(memp_t type, void *memory);
void __wrap_memp_free(memp_t type, void *memory);
void __wrap_memp_free(memp_t type, void *memory) {
  if (memory != NULL)
    counters[type].used--;
  __real_memp_free(type, memory);
}

/* A tree that counts in tcp_alloc() gives up PCBs before it comes to
 * memp_malloc(). */
static void tcp_pcb_is_asked(void) {
  if (SOCKFIT_TREE_TCP_LISTS)
    reclaim_begins();
}

static void tcp_pcb_asked(const void *pcb) {
  if (pcb == NULL) {
    reclaim_ended(false);
    counters[MEMP_TCP_PCB].refused++;
    port_pool_refused(pool_name(MEMP_TCP_PCB));
  }
}

/* For an incoming SYN (tcp_in.c). */
struct tcp_pcb *__real_tcp_alloc(u8_t prio);
struct tcp_pcb *__wrap_tcp_alloc(u8_t prio);
struct tcp_pcb *__wrap_tcp_alloc(u8_t prio) {
  tcp_pcb_is_asked();
  struct tcp_pcb *pcb = __real_tcp_alloc(prio);
  tcp_pcb_asked(pcb);
  return pcb;
}

/* For socket() and netconn_new() (api_msg.c). */
struct tcp_pcb *__real_tcp_new_ip_type(u8_t type);
struct tcp_pcb *__wrap_tcp_new_ip_type(u8_t type);
struct tcp_pcb *__wrap_tcp_new_ip_type(u8_t type) {
  tcp_pcb_is_asked();
  struct tcp_pcb *pcb = __real_tcp_new_ip_type(type);
  tcp_pcb_asked(pcb);
  return pcb;
}

size_t port_memp_pools(struct image_pool *ret_pools, size_t max) {
  size_t count = 0;
  for (int type = 0; type < MEMP_MAX && count < max; type++, count++) {
    ret_pools[count].name = pool_name((memp_t)type);
    ret_pools[count].limit = pool_limit((memp_t)type);
    ret_pools[count].used = counters[type].used;
    ret_pools[count].peak = counters[type].peak;
    ret_pools[count].refused = counters[type].refused;
  }
#if !MEM_LIBC_MALLOC && MEM_STATS
  if (count < max) {
    ret_pools[count].name = "MEM_SIZE";
    ret_pools[count].limit = MEM_SIZE;
    ret_pools[count].used = lwip_stats.mem.used;
    ret_pools[count].peak = lwip_stats.mem.max;
    ret_pools[count].refused = lwip_stats.mem.err;
    count++;
  }
#endif
  return count;
}
