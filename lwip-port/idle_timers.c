/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: sleep through runs of lwIP's cyclic timers that do nothing, by
 * wrapping sys_timeouts_sleeptime() and sys_check_timeouts(). Compiled as one
 * with lwIP's timeouts.c (sim/image/sources.def), whose list it reads.
 *
 * lwIP looks ten times a second whether a report of IGMP, of MLD or of address
 * conflict detection is due, also when none is waiting: most of what an idle
 * host costs. What a host does, and when, stays the same to the nanosecond: a
 * timer that is slept through has the time and the phase that it would have.
 *
 * Not with core locking: there other tasks change what tcpip_thread, asleep,
 * does not hear of, and when it looks next is when the next timer is due. */
#include "lwip/timeouts.h"

#include "lwip/dhcp.h"
#include "lwip/igmp.h"
#include "lwip/mld6.h"
#include "lwip/netif.h"
#include "lwip/sys.h"

#include "port.h"

#if __has_include("lwip/acd.h") /* since 2.2 */
#include "lwip/acd.h"
#endif

#define NS_PER_MS INT64_C(1000000)

static struct {
  bool asleep;             /* and slept through are those marked below */
  uint32_t marked;         /* bits: places in lwip_cyclic_timers */
  int64_t from_ns;         /* when it fell asleep, and what */
  u32_t from_ms;           /* sys_now() was */
  struct image_task *task; /* whose sleep it is */
} sleep_now;

u32_t __real_sys_timeouts_sleeptime(void);
u32_t __wrap_sys_timeouts_sleeptime(void);
void __real_sys_check_timeouts(void);
void __wrap_sys_check_timeouts(void);

#if LWIP_TIMERS && !LWIP_TIMERS_CUSTOM && (NO_SYS || !LWIP_TCPIP_CORE_LOCKING)

/* ---- what has nothing to do ---- */

#if LWIP_IPV4 && LWIP_IGMP
static bool igmp_is_idle(void) {
  struct netif *netif;
  NETIF_FOREACH(netif) {
    for (const struct igmp_group *group = netif_igmp_data(netif); group != NULL;
         group = group->next) {
      if (group->timer > 0)
        return false;
    }
  }
  return true;
}
#endif

#if LWIP_IPV6 && LWIP_IPV6_MLD
static bool mld6_is_idle(void) {
  struct netif *netif;
  NETIF_FOREACH(netif) {
    for (const struct mld_group *group = netif_mld6_data(netif); group != NULL;
         group = group->next) {
      if (group->timer > 0)
        return false;
    }
  }
  return true;
}
#endif

#if LWIP_IPV4 && LWIP_DHCP
static bool dhcp_fine_is_idle(void) {
  struct netif *netif;
  NETIF_FOREACH(netif) {
    const struct dhcp *dhcp = netif_dhcp_data(netif);
    if (dhcp != NULL && dhcp->request_timeout > 0)
      return false;
  }
  return true;
}
#endif

#if LWIP_IPV4 && defined(LWIP_ACD) && LWIP_ACD
static bool acd_is_idle(void) {
  struct netif *netif;
  NETIF_FOREACH(netif) {
    for (const struct acd *acd = netif->acd_list; acd != NULL;
         acd = acd->next) {
      bool rests = acd->state == ACD_STATE_OFF ||
                   acd->state == ACD_STATE_ONGOING ||
                   acd->state == ACD_STATE_PASSIVE_ONGOING;
      if (!rests || acd->ttw > 0 || acd->lastconflict > 0)
        return false;
    }
  }
  return true;
}
#endif

static bool is_idle(lwip_cyclic_timer_handler handler) {
#if LWIP_IPV4 && LWIP_IGMP
  if (handler == igmp_tmr)
    return igmp_is_idle();
#endif
#if LWIP_IPV6 && LWIP_IPV6_MLD
  if (handler == mld6_tmr)
    return mld6_is_idle();
#endif
#if LWIP_IPV4 && LWIP_DHCP
  if (handler == dhcp_fine_tmr)
    return dhcp_fine_is_idle();
#endif
#if LWIP_IPV4 && defined(LWIP_ACD) && LWIP_ACD
  if (handler == acd_tmr)
    return acd_is_idle();
#endif
  return false;
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

/* How often the timer would have run while the host slept. What is due at this
 * very instant runs now, in its place in the list. */
static u32_t runs_passed(const struct sys_timeo *timeout, int64_t now_ns,
                         u32_t interval_ms) {
  int64_t after_ms = (s32_t)(timeout->time - sleep_now.from_ms);
  int64_t since_ns = now_ns - (sleep_now.from_ns + after_ms * NS_PER_MS);
  return since_ns <= 0
             ? 0
             : (u32_t)((since_ns - 1) / (interval_ms * NS_PER_MS)) + 1;
}

static void pass(void) {
  if (!sleep_now.asleep)
    return;
  sleep_now.asleep = false;
  int64_t now_ns = port_services->now_ns(port_services->host);
  struct sys_timeo *marked = next_timeout, **end = &marked;
  while (*end != NULL && is_marked(*end))
    end = &(*end)->next;
  next_timeout = *end;
  *end = NULL;
  while (marked != NULL) {
    struct sys_timeo *timeout = marked;
    u32_t interval_ms = lwip_cyclic_timers[cyclic_index(timeout)].interval_ms;
    marked = timeout->next;
    timeout->time += runs_passed(timeout, now_ns, interval_ms) * interval_ms;
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

/* A fault that lets an allocation fail counts those of timers as well. */
u32_t __wrap_sys_timeouts_sleeptime(void) {
  pass();
  u32_t at_most = __real_sys_timeouts_sleeptime();
  if (at_most == 0 || at_most == SYS_TIMEOUTS_SLEEPTIME_INFINITE ||
      port_refusal_waits())
    return at_most;
  const struct sys_timeo *timeout = next_timeout;
  sleep_now.marked = 0;
  for (; timeout != NULL; timeout = timeout->next) {
    int index = cyclic_index(timeout);
    if (index < 0 || !is_idle(lwip_cyclic_timers[index].handler))
      break;
    sleep_now.marked |= UINT32_C(1) << index;
  }
  if (timeout == NULL || sleep_now.marked == 0)
    return at_most;
  fall_asleep();
  return (u32_t)(timeout->time - sleep_now.from_ms);
}

void __wrap_sys_check_timeouts(void) {
  pass();
  __real_sys_check_timeouts();
}

#else

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
