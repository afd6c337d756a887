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
static uint8_t got_frame[HOSTS][FRAME_OCTETS];
static uint8_t type; /* the first octet of the EtherType; 0x08: IPv4 */

static void note(void *arg, const void *frame, size_t len) {
  int i = *(int *)arg;
  ck_assert_uint_eq(len, FRAME_OCTETS);
  if (got[i] < 16)
    got_mark[i][got[i]] = ((const uint8_t *)frame)[20];
  memcpy(got_frame[i], frame, len);
  got[i]++;
  got_at_ns[i] = clock_.now_ns;
}

static void start_seeded(const struct link_spec *link, uint64_t seed) {
  clock_ = (struct clock){.end_ns = INT64_MAX};
  lan = lan_new(&clock_, seed);
  for (int i = 0; i < HOSTS; i++) {
    numbers[i] = i;
    ports[i] = lan_add(lan, &(struct lan_end){&numbers[i], note}, link, NULL);
  }
  memset(got, 0, sizeof(got));
}

static void start(const struct link_spec *link) {
  start_seeded(link, 1);
}

static void stop(void) {
  lan_free(lan);
  ck_assert_ptr_null(timers_first(&clock_.timers));
  timers_done(&clock_.timers);
}

static void run_timers(int64_t until_ns) {
  struct timer *timer;
  while ((timer = timers_first(&clock_.timers)) != NULL &&
         timer->at_ns <= until_ns) {
    clock_.now_ns = timer->at_ns;
    timers_stop(&clock_.timers, timer);
    timer->due(timer);
  }
}

/* Everything that is on its way arrives. */
static void settle(void) {
  run_timers(INT64_MAX);
}

static void run_until(int64_t at_ns) {
  run_timers(at_ns);
  clock_.now_ns = at_ns;
}

static void set_mac(uint8_t *mac, int host) {
  if (host == EVERYBODY)
    memset(mac, 0xff, 6);
  else
    memcpy(mac, (uint8_t[]){2, 0, 0, 0, 0, (uint8_t)host}, 6);
}

static void send_marked(int from, int to, uint8_t mark) {
  uint8_t frame[FRAME_OCTETS] = {[12] = type, [20] = mark};
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

/* ---- impairments ---- */

#define MANY 10000

/* MANY frames from 0 to 1, one a millisecond; how many arrive. */
static int pass_many(const struct link_spec *link, uint64_t seed) {
  start_seeded(&no_delay, seed);
  lan_set_link(ports[0], LAN_OUT, link);
  send(1, EVERYBODY); /* its address is learnt */
  settle();
  got[1] = 0;
  for (int i = 0; i < MANY; i++) {
    run_until(clock_.now_ns + NS_PER_MS);
    send_marked(0, 1, (uint8_t)i);
  }
  settle();
  int arrived = got[1];
  stop();
  return arrived;
}

/* The share is kept, the seed decides exactly which frames it concerns. */
START_TEST(a_share_of_the_frames_is_lost) {
  const struct link_spec lossy = {.loss_ppm = 50000};
  int arrived = pass_many(&lossy, 1);
  ck_assert_int_gt(arrived, MANY * 94 / 100);
  ck_assert_int_lt(arrived, MANY * 96 / 100);
  ck_assert_int_eq(arrived, pass_many(&lossy, 1));
  ck_assert_int_ne(arrived, pass_many(&lossy, 2));
  ck_assert_int_eq(pass_many(&(struct link_spec){.loss_ppm = PPM}, 1), 0);
  ck_assert_int_eq(pass_many(&no_delay, 1), MANY);
}
END_TEST

START_TEST(a_share_of_the_frames_comes_twice) {
  int arrived = pass_many(&(struct link_spec){.duplicate_ppm = 20000}, 1);
  ck_assert_int_gt(arrived, MANY * 1015 / 1000);
  ck_assert_int_lt(arrived, MANY * 1025 / 1000);
}
END_TEST

/* One bit behind the addresses and the type; other receivers get the frame as
 * it was sent. What has no checksum is lost. */
START_TEST(a_corrupt_frame_differs_in_one_bit) {
  start(&no_delay);
  lan_set_link(ports[1], LAN_IN, &(struct link_spec){.corrupt_ppm = PPM});
  send(0, EVERYBODY); /* as ARP */
  settle();
  assert_got(0, 0, 1, 1);
  type = 0x08;
  for (int i = 0; i < 200; i++) {
    send_marked(0, EVERYBODY, 7);
    settle();
    int flipped = 0;
    for (int at = 0; at < FRAME_OCTETS; at++)
      flipped += __builtin_popcount(got_frame[1][at] ^ got_frame[2][at]);
    ck_assert_int_eq(flipped, 1);
    ck_assert_mem_eq(got_frame[1], got_frame[2], 14);
    ck_assert_uint_eq(got_frame[2][20], 7);
  }
  stop();
}
END_TEST

START_TEST(a_frame_held_back_is_overtaken) {
  int overtaken = 0;
  start(&no_delay);
  lan_set_link(ports[0], LAN_OUT, &(struct link_spec){.reorder_ppm = 100000});
  for (uint8_t i = 0; i < 16; i++) {
    run_until(clock_.now_ns + NS_PER_MS);
    send_marked(0, EVERYBODY, i);
  }
  settle();
  assert_got(0, 16, 16, 16);
  for (int i = 1; i < 16; i++)
    overtaken += got_mark[1][i] < got_mark[1][i - 1];
  ck_assert_int_ge(overtaken, 1);
  ck_assert_int_lt(overtaken, 8);
  stop();
}
END_TEST

START_TEST(jitter_keeps_the_order) {
  int64_t least_ns = INT64_MAX, most_ns = 0;
  start(&no_delay);
  lan_set_link(
      ports[0], LAN_OUT,
      &(struct link_spec){.delay_ns = NS_PER_MS, .jitter_ns = 10 * NS_PER_MS});
  for (uint8_t i = 0; i < 16; i++)
    send_marked(0, EVERYBODY, i);
  settle();
  for (int i = 0; i < 16; i++)
    ck_assert_int_eq(got_mark[1][i], i);
  for (int i = 0; i < 200; i++) {
    int64_t sent_ns = clock_.now_ns;
    send(0, EVERYBODY);
    settle();
    int64_t took_ns = got_at_ns[1] - sent_ns;
    least_ns = took_ns < least_ns ? took_ns : least_ns;
    most_ns = took_ns > most_ns ? took_ns : most_ns;
  }
  ck_assert_int_ge(least_ns, NS_PER_MS);
  ck_assert_int_lt(least_ns, 2 * NS_PER_MS);
  ck_assert_int_gt(most_ns, 10 * NS_PER_MS);
  ck_assert_int_le(most_ns, 11 * NS_PER_MS);
  stop();
}
END_TEST

/* 100 us each: the eleventh would wait for 1 ms, the twelfth for longer. */
START_TEST(a_full_queue_drops) {
  start(&no_delay);
  lan_set_link(
      ports[0], LAN_OUT,
      &(struct link_spec){.rate_bits_per_s = 8000000, .queue_ns = NS_PER_MS});
  for (int i = 0; i < 30; i++)
    send(0, EVERYBODY);
  settle();
  assert_got(0, 11, 11, 11);
  stop();
}
END_TEST

START_TEST(without_a_carrier_nothing_passes) {
  start(&(struct link_spec){.delay_ns = NS_PER_MS});
  ck_assert(lan_has_carrier(ports[1]));
  send(0, EVERYBODY);
  run_until(clock_.now_ns + 1500 * NS_PER_US);
  lan_set_carrier(ports[1], false); /* it is on this link just now */
  settle();
  assert_got(0, 0, 1, 1);
  send(1, EVERYBODY);
  send(0, EVERYBODY);
  settle();
  assert_got(0, 0, 2, 2);
  lan_set_carrier(ports[1], true);
  send(1, EVERYBODY);
  send(0, EVERYBODY);
  settle();
  assert_got(1, 1, 4, 4);
  stop();
}
END_TEST

START_TEST(directions_are_their_own) {
  start(&no_delay);
  lan_set_link(ports[0], LAN_IN, &(struct link_spec){.loss_ppm = PPM});
  send(0, EVERYBODY);
  send(1, EVERYBODY);
  settle();
  assert_got(0, 1, 2, 2);
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
  tcase_add_test(all, a_share_of_the_frames_is_lost);
  tcase_add_test(all, a_share_of_the_frames_comes_twice);
  tcase_add_test(all, a_corrupt_frame_differs_in_one_bit);
  tcase_add_test(all, a_frame_held_back_is_overtaken);
  tcase_add_test(all, jitter_keeps_the_order);
  tcase_add_test(all, a_full_queue_drops);
  tcase_add_test(all, without_a_carrier_nothing_passes);
  tcase_add_test(all, directions_are_their_own);
  tcase_add_test(all, frames_on_their_way_go_with_the_lan);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
