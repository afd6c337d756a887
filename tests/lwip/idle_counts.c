/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: a run of lwIP's timers that the port sleeps through (lwip-port/
 * idle_timers.h) leaves what lwIP's own function leaves, run as often: of
 * random tables, once counted at once and once run by run, every octet is
 * compared. Stands where lwIP's unit tests stand (unit/main.c), and is compiled
 * as one with lwIP's files, as an image is, since their tables are static. */
#include <check.h>
#include <stdlib.h>

#include "core/dns.c"
#include "core/ipv6/nd6.c"
#include "etharp.c" /* patched, as in an image */
#include "idle_arp.c"
#include "idle_dns.c"
#include "idle_nd6.c"

int lwip_unittests_main(void);

#define TABLES 20000
#define RUNS_MAX 400

static uint32_t state;

static uint32_t below(uint32_t count) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % count;
}

static struct netif netif;

#define PIECES 5

/* What a timer may look at or change. */
struct piece {
  void *at;
  size_t size;
};

struct timer {
  void (*fill)(void);
  uint32_t (*idle_runs)(void);
  void (*count)(uint32_t runs);
  void (*run)(void);
  struct piece pieces[PIECES];
};

/* ---- tables ---- */

/* Mostly what rests, so that many a table is idle. */
static void fill_arp(void) {
  static const u8_t states[] = {
      ETHARP_STATE_EMPTY,   ETHARP_STATE_EMPTY,
      ETHARP_STATE_STABLE,  ETHARP_STATE_STABLE,
      ETHARP_STATE_STABLE,  ETHARP_STATE_STATIC,
      ETHARP_STATE_PENDING, ETHARP_STATE_STABLE_REREQUESTING_1};
  bool rests = below(4) > 0;
  memset(arp_table, 0, sizeof(arp_table));
  for (size_t i = 0; i < ARP_TABLE_SIZE; i++) {
    arp_table[i].state = states[below(rests ? 6 : sizeof(states))];
    arp_table[i].ctime = (u16_t)below(ARP_MAXAGE);
    arp_table[i].netif = &netif;
  }
}

static void fill_dns(void) {
  static const u8_t states[] = {DNS_STATE_UNUSED, DNS_STATE_DONE, DNS_STATE_NEW,
                                DNS_STATE_ASKING};
  bool rests = below(4) > 0;
  memset(dns_table, 0, sizeof(dns_table));
  for (size_t i = 0; i < DNS_TABLE_SIZE; i++) {
    dns_table[i].state = states[below(rests ? 2 : sizeof(states))];
    dns_table[i].ttl = below(1000);
    dns_table[i].tmr = (u8_t)(1 + below(200));
  }
}

static void fill_netif(bool rests) {
  memset(&netif, 0, sizeof(netif));
  netif.flags = NETIF_FLAG_UP | NETIF_FLAG_LINK_UP;
  netif.rs_count = rests || below(2) == 0 ? 0 : 1;
  for (s8_t i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
    static const u8_t states[] = {IP6_ADDR_INVALID, IP6_ADDR_PREFERRED,
                                  IP6_ADDR_DEPRECATED, IP6_ADDR_TENTATIVE};
    netif.ip6_addr_state[i] = states[below(rests ? 3 : 4)];
#if LWIP_IPV6_ADDRESS_LIFETIMES
    static const u32_t lives[] = {IP6_ADDR_LIFE_STATIC, IP6_ADDR_LIFE_INFINITE,
                                  5000};
    netif.ip6_addr_valid_life[i] = lives[below(rests ? 2 : 3)];
    netif.ip6_addr_pref_life[i] = netif.ip6_addr_valid_life[i] == 5000
                                      ? below(5000)
                                      : IP6_ADDR_LIFE_INFINITE;
#endif
  }
}

static void fill_nd6(void) {
  static const u8_t states[] = {ND6_NO_ENTRY, ND6_STALE, ND6_REACHABLE,
                                ND6_DELAY,    ND6_PROBE, ND6_INCOMPLETE};
  bool rests = below(4) > 0, alone = rests && below(3) == 0;
  fill_netif(rests);
  memset(neighbor_cache, 0, sizeof(neighbor_cache));
  for (size_t i = 0; i < LWIP_ND6_NUM_NEIGHBORS; i++) {
    neighbor_cache[i].state = states[below(alone   ? 2
                                           : rests ? 3
                                                   : sizeof(states))];
    neighbor_cache[i].counter.reachable_time = 1 + below(400000);
    neighbor_cache[i].netif = &netif;
  }
  for (size_t i = 0; i < LWIP_ND6_NUM_DESTINATIONS; i++)
    destination_cache[i].age = below(1000);
  for (size_t i = 0; i < LWIP_ND6_NUM_ROUTERS; i++) {
    default_router_list[i].neighbor_entry =
        alone || below(2) == 0 ? NULL : &neighbor_cache[i];
    default_router_list[i].invalidation_timer = below(1800);
  }
  for (size_t i = 0; i < LWIP_ND6_NUM_PREFIXES; i++) {
    prefix_list[i].netif = alone || below(2) == 0 ? NULL : &netif;
    prefix_list[i].invalidation_timer = below(1800);
  }
  nd6_tmr_rs_reduction =
      (u8_t)below(ND6_RTR_SOLICITATION_INTERVAL / ND6_TMR_INTERVAL);
}

#define PIECE(name)                                                            \
  { &(name), sizeof(name) }

static const struct timer timers[] = {
    {fill_arp,
     port_arp_idle_runs,
     port_arp_idle_count,
     etharp_tmr,
     {PIECE(arp_table)}},
    {fill_dns,
     port_dns_idle_runs,
     port_dns_idle_count,
     dns_tmr,
     {PIECE(dns_table)}},
    {fill_nd6,
     port_nd6_idle_runs,
     port_nd6_idle_count,
     nd6_tmr,
     {PIECE(neighbor_cache), PIECE(destination_cache),
      PIECE(default_router_list), PIECE(prefix_list), PIECE(netif)}},
};

/* ---- comparing ---- */

#define COPY_MAX 65536

static size_t copy(const struct timer *timer, u8_t *ret_copy) {
  size_t len = 0;
  for (size_t i = 0; i < PIECES && timer->pieces[i].at != NULL; i++) {
    ck_assert_uint_le(len + timer->pieces[i].size + 1, COPY_MAX);
    memcpy(ret_copy + len, timer->pieces[i].at, timer->pieces[i].size);
    len += timer->pieces[i].size;
  }
  ret_copy[len++] = nd6_tmr_rs_reduction;
  return len;
}

static void put_back(const struct timer *timer, const u8_t *copied) {
  for (size_t i = 0; i < PIECES && timer->pieces[i].at != NULL; i++) {
    memcpy(timer->pieces[i].at, copied, timer->pieces[i].size);
    copied += timer->pieces[i].size;
  }
  nd6_tmr_rs_reduction = *copied;
}

/* Returns how many runs a table of the kind could be slept through. */
static uint32_t compare_one(const struct timer *timer) {
  static u8_t before[COPY_MAX], counted[COPY_MAX], run[COPY_MAX];
  timer->fill();
  uint32_t runs = timer->idle_runs();
  if (runs == 0)
    return 0;
  uint32_t asked = 1 + below(runs < RUNS_MAX ? runs : RUNS_MAX);
  size_t len = copy(timer, before);
  timer->count(asked);
  copy(timer, counted);
  put_back(timer, before);
  for (uint32_t i = 0; i < asked; i++)
    timer->run();
  copy(timer, run);
  ck_assert_msg(memcmp(counted, run, len) == 0,
                "%u runs counted are not %u runs", (unsigned)asked,
                (unsigned)asked);
  if (runs != IDLE_FOR_EVER)
    ck_assert_uint_eq(timer->idle_runs(), runs - asked);
  return runs;
}

/* Runs that are said to be the last quiet ones are: the next one does more than
 * count down to it. */
static void the_end_is_not_early(const struct timer *timer) {
  timer->fill();
  uint32_t runs = timer->idle_runs();
  if (runs == 0 || runs == IDLE_FOR_EVER)
    return;
  static u8_t counted[COPY_MAX], run[COPY_MAX];
  timer->count(runs);
  size_t len = copy(timer, counted);
  timer->count(1);
  copy(timer, run);
  put_back(timer, counted);
  timer->run();
  copy(timer, counted);
  ck_assert_msg(memcmp(counted, run, len) != 0,
                "after %u runs one more is quiet, too", (unsigned)runs);
}

START_TEST(counting_is_as_good_as_running) {
  const struct timer *timer = &timers[_i];
  uint32_t quiet = 0, busy = 0, ends = 0, for_ever = 0;
  state = 1;
  netif_list = &netif; /* its next is always NULL */
  for (int i = 0; i < TABLES; i++) {
    uint32_t runs = compare_one(timer);
    quiet += runs > 0;
    busy += runs == 0;
    for_ever += runs == IDLE_FOR_EVER;
    ends += runs > 0 && runs != IDLE_FOR_EVER;
    the_end_is_not_early(timer);
  }
  ck_assert_uint_gt(busy, 100);
  ck_assert_uint_gt(ends, 1000);
  ck_assert_uint_gt(for_ever, 10);
}
END_TEST

int lwip_unittests_main(void) {
  Suite *suite = suite_create("lwip/idle_timers");
  TCase *tcase = tcase_create("counters");
  tcase_add_loop_test(tcase, counting_is_as_good_as_running, 0,
                      (int)LWIP_ARRAYSIZE(timers));
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
