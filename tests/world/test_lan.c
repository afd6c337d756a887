/* SPDX-License-Identifier: BSD-3-Clause */
/* The switch and its links, with ends that only note what they get. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "world/lan.h"

#define HOSTS 4
#define FRAME_OCTETS 100
#define EVERYBODY 0xff

static struct clock clock_;
static struct lan *lan;
static int numbers[HOSTS];
static struct lan_port *ports[HOSTS];

/* What each host got, and when the last one came. */
static int got[HOSTS];
static int64_t got_at_ns[HOSTS];
static uint8_t got_mark[HOSTS][16];

static void note(void *arg, const void *frame, size_t len) {
  int i = *(int *)arg;
  ck_assert_uint_eq(len, FRAME_OCTETS);
  if (got[i] < 16)
    got_mark[i][got[i]] = ((const uint8_t *)frame)[20];
  got[i]++;
  got_at_ns[i] = clock_.now_ns;
}

static void start(const struct link_spec *link) {
  clock_ = (struct clock){.end_ns = INT64_MAX};
  lan = lan_new(&clock_, 1);
  for (int i = 0; i < HOSTS; i++) {
    numbers[i] = i;
    ports[i] = lan_add(lan, &(struct lan_end){&numbers[i], note}, link, NULL);
  }
  memset(got, 0, sizeof(got));
}

static void stop(void) {
  lan_free(lan);
  ck_assert_ptr_null(timers_first(&clock_.timers));
  timers_done(&clock_.timers);
}

/* Everything that is on its way arrives. */
static void settle(void) {
  struct timer *timer;
  while ((timer = timers_first(&clock_.timers)) != NULL) {
    clock_.now_ns = timer->at_ns;
    timers_stop(&clock_.timers, timer);
    timer->due(timer);
  }
}

static void set_mac(uint8_t *mac, int host) {
  if (host == EVERYBODY)
    memset(mac, 0xff, 6);
  else
    memcpy(mac, (uint8_t[]){2, 0, 0, 0, 0, (uint8_t)host}, 6);
}

static void send_marked(int from, int to, uint8_t mark) {
  uint8_t frame[FRAME_OCTETS] = {[20] = mark};
  set_mac(frame, to);
  set_mac(frame + 6, from);
  lan_send(ports[from], frame, sizeof(frame));
}

static void send(int from, int to) {
  send_marked(from, to, 0);
}

static void assert_got(int a, int b, int c, int d) {
  const int expected[HOSTS] = {a, b, c, d};
  for (int i = 0; i < HOSTS; i++)
    ck_assert_msg(got[i] == expected[i], "host %d got %d frames, not %d", i,
                  got[i], expected[i]);
}

static const struct link_spec no_delay = {0};

START_TEST(a_broadcast_reaches_everybody_else) {
  start(&no_delay);
  send(1, EVERYBODY);
  settle();
  assert_got(1, 0, 1, 1);
  stop();
}
END_TEST

START_TEST(a_stranger_is_looked_for_everywhere) {
  start(&no_delay);
  send(0, 2);
  settle();
  assert_got(0, 1, 1, 1);
  stop();
}
END_TEST

START_TEST(who_has_spoken_is_known) {
  start(&no_delay);
  send(2, EVERYBODY);
  settle();
  assert_got(1, 1, 0, 1);
  send(0, 2);
  send(1, 2);
  send(2, 1);
  settle();
  assert_got(1, 2, 2, 1);
  stop();
}
END_TEST

START_TEST(a_multicast_is_never_learnt) {
  static const uint8_t group[6] = {0x01, 0x00, 0x5e, 0, 0, 0xfb};
  uint8_t frame[FRAME_OCTETS] = {0};
  start(&no_delay);
  for (int i = 0; i < 2; i++) {
    memcpy(frame, group, sizeof(group));
    set_mac(frame + 6, 3);
    lan_send(ports[3], frame, sizeof(frame));
    settle();
  }
  assert_got(2, 2, 2, 0);
  stop();
}
END_TEST

START_TEST(a_runt_is_dropped) {
  start(&no_delay);
  lan_send(ports[0], "runt", 4);
  settle();
  assert_got(0, 0, 0, 0);
  stop();
}
END_TEST

/* Over two links, the sender's and the receiver's. */
START_TEST(a_delay_counts_once_a_link) {
  start(&(struct link_spec){.delay_ns = 3 * NS_PER_MS});
  send(0, EVERYBODY);
  settle();
  ck_assert_int_eq(got_at_ns[1], 6 * NS_PER_MS);
  ck_assert_int_eq(got_at_ns[3], 6 * NS_PER_MS);
  stop();
}
END_TEST

/* 100 octets at 8 Mbit/s take 100 us; the third waits for two others on the
 * first link, and goes on at once on the second. */
START_TEST(a_rate_makes_frames_wait_for_each_other) {
  start(&(struct link_spec){.delay_ns = NS_PER_MS, .rate_bits_per_s = 8000000});
  for (uint8_t i = 0; i < 3; i++)
    send_marked(0, EVERYBODY, i);
  settle();
  assert_got(0, 3, 3, 3);
  ck_assert_int_eq(got_at_ns[1], 2 * NS_PER_MS + (3 + 1) * 100 * NS_PER_US);
  stop();
}
END_TEST

START_TEST(two_senders_share_the_receivers_link) {
  start(&(struct link_spec){.rate_bits_per_s = 8000000});
  send(1, 0);
  send(2, 0);
  settle();
  assert_got(2, 1, 1, 2);
  ck_assert_int_eq(got_at_ns[0], (1 + 2) * 100 * NS_PER_US);
  stop();
}
END_TEST

START_TEST(frames_keep_their_order) {
  start(&(struct link_spec){.delay_ns = NS_PER_MS});
  for (uint8_t i = 0; i < 16; i++)
    send_marked(0, EVERYBODY, i);
  settle();
  for (int i = 0; i < 16; i++)
    ck_assert_int_eq(got_mark[2][i], i);
  stop();
}
END_TEST

START_TEST(frames_on_their_way_go_with_the_lan) {
  start(&(struct link_spec){.delay_ns = NS_PER_MS});
  for (int i = 0; i < 100; i++)
    send(i % HOSTS, EVERYBODY);
  stop();
  assert_got(0, 0, 0, 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("world/lan");
  TCase *all = tcase_create("switch and links");
  tcase_add_test(all, a_broadcast_reaches_everybody_else);
  tcase_add_test(all, a_stranger_is_looked_for_everywhere);
  tcase_add_test(all, who_has_spoken_is_known);
  tcase_add_test(all, a_multicast_is_never_learnt);
  tcase_add_test(all, a_runt_is_dropped);
  tcase_add_test(all, a_delay_counts_once_a_link);
  tcase_add_test(all, a_rate_makes_frames_wait_for_each_other);
  tcase_add_test(all, two_senders_share_the_receivers_link);
  tcase_add_test(all, frames_keep_their_order);
  tcase_add_test(all, frames_on_their_way_go_with_the_lan);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
