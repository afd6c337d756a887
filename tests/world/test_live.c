/* SPDX-License-Identifier: BSD-3-Clause */
/* The clock in real time and the switch's uplink, whose other side is one end
 * of a pair of sockets here. Nothing is said about how long anything takes. */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/units.h"
#include "world/lan.h"
#include "world/uplink.h"

#define FRAME_OCTETS 60
#define A_MOMENT (5 * NS_PER_MS)

static struct clock clock_;
static struct loop *loop;
static struct lan *lan;
static struct lan_port *device;
static struct uplink uplink;
static int outside; /* the other end */
static int got;     /* frames by the device */
static char news[256];

static void on_frame(void *arg, const void *frame, size_t len) {
  (void)arg;
  (void)frame;
  (void)len;
  got++;
}

static void on_news(void *arg, const char *text) {
  (void)arg;
  snprintf(news, sizeof(news), "%s", text);
}

static void start(void) {
  static const struct link_spec wire = {0};
  int ends[2];
  ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends),
                   0);
  loop = loop_new();
  clock_ = (struct clock){.end_ns = A_MOMENT};
  lan = lan_new(&clock_, 1);
  device = lan_add(lan, &(struct lan_end){NULL, on_frame}, &wire, NULL);
  uplink = (struct uplink){.fd = ends[0], .news_fd = -1, .name = "fake"};
  outside = ends[1];
  got = 0;
  news[0] = '\0';
}

static void stop(void) {
  uplink_close(&uplink);
  if (outside >= 0)
    close(outside);
  lan_free(lan);
  clock_done(&clock_);
  loop_free(loop);
}

static int run(bool (*over)(void *arg), void *arg) {
  struct live_descriptor descriptors[LIVE_DESCRIPTORS_MAX];
  size_t count = uplink_descriptors(&uplink, descriptors);
  return clock_run_live(&clock_, loop, descriptors, count, over, arg);
}

static void make_frame(uint8_t *frame, uint8_t mark) {
  memset(frame, 0xff, FRAME_OCTETS);
  frame[6] = 2; /* from */
  frame[20] = mark;
}

/* ---- the clock ---- */

static int64_t due_at_ns[3];
static int due_count;

static void note_due(struct timer *timer) {
  (void)timer;
  due_at_ns[due_count++] = clock_.now_ns;
}

START_TEST(timers_are_due_in_order_and_never_early) {
  struct timer timers[3] = {
      {.due = note_due}, {.due = note_due}, {.due = note_due}};
  static const int64_t at_ns[] = {3 * NS_PER_MS, 20 * NS_PER_US, 0};
  due_count = 0;
  for (int i = 0; i < 3; i++)
    clock_set(&clock_, &timers[i], at_ns[i]);
  ck_assert_int_eq(run(NULL, NULL), 0);
  ck_assert_int_eq(due_count, 3);
  for (int i = 0; i < 3; i++)
    ck_assert_int_ge(due_at_ns[i], at_ns[2 - i]);
  ck_assert_int_eq(clock_.now_ns, A_MOMENT);
}
END_TEST

static bool at_once(void *arg) {
  ++*(int *)arg;
  return true;
}

START_TEST(a_round_may_end_the_run) {
  int rounds = 0;
  clock_.end_ns = INT64_MAX / 4;
  ck_assert_int_eq(run(at_once, &rounds), 0);
  ck_assert_int_eq(rounds, 1);
}
END_TEST

/* Ends the run by a signal, as a person does. */
static bool interrupt(void *arg) {
  (void)arg;
  kill(getpid(), SIGINT);
  return false;
}

START_TEST(ctrl_c_ends_it) {
  clock_.end_ns = INT64_MAX / 4;
  ck_assert_int_eq(run(interrupt, NULL), -ECANCELED);
  ck_assert(loop_interrupted(loop));
}
END_TEST

static bool until_all_came(void *arg) {
  return got == *(int *)arg;
}

/* Somebody who always has something to do. */
static void again(struct runnable *runnable) {
  clock_make_ready(&clock_, runnable);
}

START_TEST(who_never_rests_does_not_keep_others_from_their_turn) {
  struct runnable busy = {.run = again};
  uint8_t frame[FRAME_OCTETS];
  make_frame(frame, 1);
  clock_make_ready(&clock_, &busy);
  ck_assert_int_eq(uplink_attach(&uplink, lan, on_news, NULL), 0);
  ck_assert_int_eq(write(outside, frame, sizeof(frame)), FRAME_OCTETS);
  int one = 1;
  clock_.end_ns = INT64_MAX / 4;
  ck_assert_int_eq(run(until_all_came, &one), 0);
}
END_TEST

/* ---- the uplink ---- */

START_TEST(frames_come_in_however_many) {
  uint8_t frame[FRAME_OCTETS];
  int sent = 0;
  clock_.end_ns = INT64_MAX / 4;
  ck_assert_int_eq(uplink_attach(&uplink, lan, on_news, NULL), 0);
  make_frame(frame, 1);
  while (sent < 200 && write(outside, frame, sizeof(frame)) > 0)
    sent++;
  ck_assert_int_eq(run(until_all_came, &sent), 0);
  ck_assert_int_gt(sent, 64); /* more than one round takes */
}
END_TEST

START_TEST(what_came_before_the_run_is_forgotten) {
  uint8_t frame[FRAME_OCTETS];
  make_frame(frame, 1);
  ck_assert_int_eq(write(outside, frame, sizeof(frame)), FRAME_OCTETS);
  ck_assert_int_eq(uplink_attach(&uplink, lan, on_news, NULL), 0);
  ck_assert_int_eq(run(NULL, NULL), 0);
  ck_assert_int_eq(got, 0);
}
END_TEST

START_TEST(frames_go_out) {
  uint8_t frame[FRAME_OCTETS], seen[2 * FRAME_OCTETS];
  make_frame(frame, 7);
  ck_assert_int_eq(uplink_attach(&uplink, lan, on_news, NULL), 0);
  lan_send(device, frame, sizeof(frame));
  ck_assert_int_eq(run(NULL, NULL), 0);
  ck_assert_int_eq(read(outside, seen, sizeof(seen)), FRAME_OCTETS);
  ck_assert_int_eq(memcmp(seen, frame, FRAME_OCTETS), 0);
}
END_TEST

static bool until_one_is_dropped(void *arg) {
  (void)arg;
  return uplink.dropped > 0;
}

START_TEST(nobody_takes_frames_and_the_run_goes_on) {
  uint8_t frame[FRAME_OCTETS];
  make_frame(frame, 7);
  ck_assert_int_eq(uplink_attach(&uplink, lan, on_news, NULL), 0);
  for (int i = 0; i < 5000; i++)
    lan_send(device, frame, sizeof(frame));
  clock_.end_ns = INT64_MAX / 4;
  ck_assert_int_eq(run(until_one_is_dropped, NULL), 0);
  ck_assert_str_eq(news, "");
}
END_TEST

START_TEST(frames_that_are_none_are_dropped) {
  ck_assert_int_eq(uplink_attach(&uplink, lan, on_news, NULL), 0);
  for (size_t len = 1; len < 14; len++)
    ck_assert_int_eq(write(outside, "0123456789012", len), (ssize_t)len);
  ck_assert_int_eq(run(NULL, NULL), 0);
  ck_assert_int_eq(got, 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("world/live");
  TCase *all = tcase_create("real time");
  tcase_set_timeout(all, 60);
  tcase_add_checked_fixture(all, start, stop);
  tcase_add_test(all, timers_are_due_in_order_and_never_early);
  tcase_add_test(all, a_round_may_end_the_run);
  tcase_add_test(all, ctrl_c_ends_it);
  tcase_add_test(all, who_never_rests_does_not_keep_others_from_their_turn);
  tcase_add_test(all, frames_come_in_however_many);
  tcase_add_test(all, what_came_before_the_run_is_forgotten);
  tcase_add_test(all, frames_go_out);
  tcase_add_test(all, nobody_takes_frames_and_the_run_goes_on);
  tcase_add_test(all, frames_that_are_none_are_dropped);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
