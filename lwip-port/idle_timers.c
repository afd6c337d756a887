/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: sleep through runs of lwIP's cyclic timers that do nothing but
 * count, by wrapping sys_timeouts_sleeptime() and sys_check_timeouts().
 * Compiled as one with lwIP's timeouts.c (sim/image/sources.def), whose list it
 * reads.
 *
 * lwIP looks ten times a second whether a report of IGMP, of MLD or of address
 * conflict detection is due, also when none is waiting, and once a second at
 * tables in which nothing is going on: nearly all of what an idle host costs.
 * What a host does, and when, stays the same to the nanosecond: a timer that is
 * slept through has the time and the phase that it would have, and its counters
 * have counted before anything else looks at them.
 *
 * Not with core locking: there other tasks change what tcpip_thread, asleep,
 * does not hear of, and when it looks next is when the next timer is due. */
#include "lwip/timeouts.h"

#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/etharp.h"
#include "lwip/igmp.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/mld6.h"
#include "lwip/nd6.h"
#include "lwip/netif.h"
#include "lwip/prot/dhcp.h"
#include "lwip/sys.h"

#include "idle_timers.h"
#include "port.h"

#if __has_include("lwip/acd.h") /* since 2.2 */
#include "lwip/acd.h"
#endif

#define NS_PER_MS INT64_C(1000000)

/* Also a host without anything to do looks about it once in a while. */
#define SLEEP_AT_MOST_MS 3600000

/* Places in lwip_cyclic_timers: bits of a word. */
#define PLACES_MAX 32

static struct {
  bool rests;                /* the last sleep ended because a timer was due */
  bool asleep;               /* and slept through are those marked below */
  uint32_t marked;           /* bits: places in lwip_cyclic_timers */
  uint32_t idle[PLACES_MAX]; /* runs of those, by place */
  int64_t from_ns;           /* when it fell asleep, and what */
  u32_t from_ms;             /* sys_now() was */
  struct image_task *task;   /* whose sleep it is */
} sleep_now;

u32_t __real_sys_timeouts_sleeptime(void);
u32_t __wrap_sys_timeouts_sleeptime(void);
void __real_sys_check_timeouts(void);
void __wrap_sys_check_timeouts(void);

#if LWIP_TIMERS && !LWIP_TIMERS_CUSTOM && (NO_SYS || !LWIP_TCPIP_CORE_LOCKING)

/* ---- what has nothing to do ---- */

#if LWIP_IPV4 && LWIP_IGMP
static uint32_t igmp_idle_runs(void) {
  struct netif *netif;
  NETIF_FOREACH(netif) {
    for (const struct igmp_group *group = netif_igmp_data(netif); group != NULL;
         group = group->next) {
      if (group->timer > 0)
        return 0;
    }
  }
  return IDLE_FOR_EVER;
}
#endif

#if LWIP_IPV6 && LWIP_IPV6_MLD
static uint32_t mld6_idle_runs(void) {
  struct netif *netif;
  NETIF_FOREACH(netif) {
    for (const struct mld_group *group = netif_mld6_data(netif); group != NULL;
         group = group->next) {
      if (group->timer > 0)
        return 0;
    }
  }
  return IDLE_FOR_EVER;
}
#endif

#if LWIP_IPV4 && LWIP_DHCP
static uint32_t dhcp_fine_idle_runs(void) {
  struct netif *netif;
  NETIF_FOREACH(netif) {
    const struct dhcp *dhcp = netif_dhcp_data(netif);
    if (dhcp != NULL && dhcp->request_timeout > 0)
      return 0;
  }
  return IDLE_FOR_EVER;
}

static uint32_t dhcp_coarse_idle_runs(void) {
  struct netif *netif;
  NETIF_FOREACH(netif) {
    const struct dhcp *dhcp = netif_dhcp_data(netif);
    if (dhcp != NULL && dhcp->state != DHCP_STATE_OFF)
      return 0;
  }
  return IDLE_FOR_EVER;
}
#endif

#if LWIP_IPV4 && defined(LWIP_ACD) && LWIP_ACD
static uint32_t acd_idle_runs(void) {
  struct netif *netif;
  NETIF_FOREACH(netif) {
    for (const struct acd *acd = netif->acd_list; acd != NULL;
         acd = acd->next) {
      bool rests = acd->state == ACD_STATE_OFF ||
                   acd->state == ACD_STATE_ONGOING ||
                   acd->state == ACD_STATE_PASSIVE_ONGOING;
      if (!rests || acd->ttw > 0 || acd->lastconflict > 0)
        return 0;
    }
  }
  return IDLE_FOR_EVER;
}
#endif

/* What idle_timers.h says, of each timer that can be slept through. */
static const struct idle_timer {
  lwip_cyclic_timer_handler handler;
  uint32_t (*runs)(void);
  void (*count)(uint32_t runs); /* NULL: it has no counters */
} idle_timers[] = {
#if LWIP_IPV4 && LWIP_IGMP
    {igmp_tmr, igmp_idle_runs, NULL},
#endif
#if LWIP_IPV6 && LWIP_IPV6_MLD
    {mld6_tmr, mld6_idle_runs, NULL},
#endif
#if LWIP_IPV4 && LWIP_DHCP
    {dhcp_fine_tmr, dhcp_fine_idle_runs, NULL},
    {dhcp_coarse_tmr, dhcp_coarse_idle_runs, NULL},
#endif
#if LWIP_IPV4 && defined(LWIP_ACD) && LWIP_ACD
    {acd_tmr, acd_idle_runs, NULL},
#endif
#if LWIP_IPV4 && IP_REASSEMBLY
    {ip_reass_tmr, port_reass_idle_runs, NULL},
#endif
#if LWIP_IPV4 && LWIP_ARP
    {etharp_tmr, port_arp_idle_runs, port_arp_idle_count},
#endif
#if LWIP_DNS
    {dns_tmr, port_dns_idle_runs, port_dns_idle_count},
#endif
#if LWIP_IPV6
    {nd6_tmr, port_nd6_idle_runs, port_nd6_idle_count},
#if LWIP_IPV6_REASS
    {ip6_reass_tmr, port_reass6_idle_runs, NULL},
#endif
#endif
    {NULL, NULL, NULL}};

/* NULL: the timer cannot be slept through. Looked for once. */
static const struct idle_timer *idle_timer(int place) {
  static const struct idle_timer *by_place[PLACES_MAX];
  static bool found;
  for (int i = 0; !found && i < lwip_num_cyclic_timers; i++) {
    for (const struct idle_timer *timer = idle_timers; timer->handler != NULL;
         timer++) {
      if (timer->handler == lwip_cyclic_timers[i].handler)
        by_place[i] = timer;
    }
  }
  found = true;
  return by_place[place];
}

/* ---- the list ---- */

/* The timer's place in lwip_cyclic_timers; -1: something else. */
static int cyclic_index(const struct sys_timeo *timeout) {
  if (timeout->h != lwip_cyclic_timer)
    return -1;
  return (int)((const struct lwip_cyclic_timer *)timeout->arg -
               lwip_cyclic_timers);
}

static bool is_marked(const struct sys_timeo *timeout) {
  int index = cyclic_index(timeout);
  return index >= 0 && (sleep_now.marked & UINT32_C(1) << index) != 0;
}

/* After those that are due at the same time, as sys_timeout_abs() has it. */
static void insert(struct sys_timeo *timeout) {
  struct sys_timeo **link = &next_timeout;
  while (*link != NULL && !TIME_LESS_THAN(timeout->time, (*link)->time))
    link = &(*link)->next;
  timeout->next = *link;
  *link = timeout;
}

/* How often the timer would have run before that instant. */
static u32_t runs_passed(const struct sys_timeo *timeout, int64_t before_ns,
                         u32_t interval_ms) {
  int64_t after_ms = (s32_t)(timeout->time - sleep_now.from_ms);
  int64_t since_ns = before_ns - (sleep_now.from_ns + after_ms * NS_PER_MS);
  return since_ns <= 0
             ? 0
             : (u32_t)((since_ns - 1) / (interval_ms * NS_PER_MS)) + 1;
}

static u32_t interval_of(const struct sys_timeo *timeout) {
  return lwip_cyclic_timers[cyclic_index(timeout)].interval_ms;
}

/* Takes what has run meanwhile out of the list, and counts and moves it on.
 * Returned are those in the order in which lwIP would have put them back: of
 * two that are due together again, the one of the longer interval first. What
 * has not run keeps its place. */
static struct sys_timeo *take_passed(int64_t before_ns) {
  struct sys_timeo *passed = NULL, **link = &next_timeout;
  while (*link != NULL && is_marked(*link)) {
    struct sys_timeo *timeout = *link, **to = &passed;
    int index = cyclic_index(timeout);
    void (*count)(uint32_t) = idle_timer(index)->count;
    u32_t runs = runs_passed(timeout, before_ns, interval_of(timeout));
    if (runs > sleep_now.idle[index]) /* the last is what ended the sleep */
      runs = sleep_now.idle[index];
    if (runs == 0) {
      link = &timeout->next;
      continue;
    }
    *link = timeout->next;
    timeout->time += runs * interval_of(timeout);
    while (*to != NULL && interval_of(*to) >= interval_of(timeout))
      to = &(*to)->next;
    timeout->next = *to;
    *to = timeout;
    if (count != NULL)
      count(runs);
  }
  return passed;
}

void port_timers_pass(bool with_this_instant) {
  if (!sleep_now.asleep)
    return;
  sleep_now.asleep = false;
  struct sys_timeo *passed = take_passed(
      port_services->now_ns(port_services->host) + (with_this_instant ? 1 : 0));
  while (passed != NULL) {
    struct sys_timeo *timeout = passed;
    passed = timeout->next;
    insert(timeout);
  }
}

static void fall_asleep(void) {
  sleep_now.asleep = true;
  sleep_now.from_ms = sys_now();
  /* The main loop sleeps until a whole millisecond, tcpip_thread for some. */
  int64_t now_ns = port_services->now_ns(port_services->host);
  sleep_now.from_ns = NO_SYS ? now_ns / NS_PER_MS * NS_PER_MS : now_ns;
  sleep_now.task = *port_services->current;
}

/* Marks what can be slept through: milliseconds until a timer has something to
 * do, and those in front of it in the list are the marked ones. */
static int64_t mark(u32_t now_ms) {
  int64_t until_ms = SLEEP_AT_MOST_MS;
  sleep_now.marked = 0;
  for (const struct sys_timeo *timeout = next_timeout; timeout != NULL;
       timeout = timeout->next) {
    int64_t in_ms = (s32_t)(timeout->time - now_ms);
    if (in_ms >= until_ms)
      break;
    int index = cyclic_index(timeout);
    const struct idle_timer *timer = index < 0 ? NULL : idle_timer(index);
    uint32_t runs = timer == NULL ? 0 : timer->runs();
    if (runs > 0) {
      sleep_now.marked |= UINT32_C(1) << index;
      sleep_now.idle[index] = runs;
    }
    in_ms +=
        (int64_t)runs * (index < 0 ? 0 : lwip_cyclic_timers[index].interval_ms);
    until_ms = in_ms < until_ms ? in_ms : until_ms;
  }
  return until_ms;
}

/* A host that was woken by a message may soon get the next one: looking is for
 * those at rest. A fault that lets an allocation fail counts those of timers as
 * well. */
u32_t __wrap_sys_timeouts_sleeptime(void) {
  port_timers_pass(false);
  bool rests = sleep_now.rests;
  sleep_now.rests = false;
  u32_t at_most = __real_sys_timeouts_sleeptime();
  if (!rests || at_most == 0 || at_most == SYS_TIMEOUTS_SLEEPTIME_INFINITE ||
      port_refusal_waits())
    return at_most;
  int64_t until_ms = mark(sys_now());
  if (sleep_now.marked == 0)
    return at_most;
  fall_asleep();
  return (u32_t)until_ms;
}

void __wrap_sys_check_timeouts(void) {
  port_timers_pass(false);
  sleep_now.rests = true;
  __real_sys_check_timeouts();
}

#else

void port_timers_pass(bool with_this_instant) {
  (void)with_this_instant;
}

u32_t __wrap_sys_timeouts_sleeptime(void) {
  return __real_sys_timeouts_sleeptime();
}

void __wrap_sys_check_timeouts(void) {
  __real_sys_check_timeouts();
}

#endif

void port_timers_wake(void) {
  if (sleep_now.asleep)
    port_services->task_wake(port_services->host, sleep_now.task);
}
