/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of what pictures need: who held which slot in which state, pools over
 * time in steps that grow, and the packets before a refusal. The device is a
 * table that the test fills in. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "trace/detail.h"
#include "trace/trace.h"

static struct image_slot table[4];
static size_t table_count;
static int64_t pool_used;
static struct trace_detail *detail;

static size_t slots(struct image_slot *ret_slots, size_t max) {
  ck_assert_uint_le(table_count, max);
  memcpy(ret_slots, table, table_count * sizeof(*table));
  return table_count;
}

static size_t pools(struct image_pool *ret_pools, size_t max) {
  ck_assert_uint_ge(max, 2);
  ret_pools[0] = (struct image_pool){.name = "A", .used = 1};
  ret_pools[1] = (struct image_pool){.name = "B", .used = pool_used};
  return 2;
}

static const struct image_interface device = {.slots = slots, .pools = pools};

static void begin(void) {
  table_count = 0;
  pool_used = 0;
  detail = detail_new();
  ck_assert_ptr_nonnull(detail);
}

static void end(void) {
  detail_free(detail);
}

static struct image_slot tcp(int slot, int owner, int64_t since_ns, int state) {
  return (struct image_slot){.slot = slot,
                             .fd = slot + 54,
                             .owner = owner,
                             .since_ns = since_ns,
                             .protocol = "TCP",
                             .tcp_state = state};
}

static void check_hold(size_t index, int slot, int owner, int state,
                       int64_t from_ns, int64_t until_ns) {
  ck_assert_uint_lt(index, detail->hold_count);
  const struct detail_hold *hold = &detail->holds[index];
  ck_assert_int_eq(hold->slot.slot, slot);
  ck_assert_int_eq(hold->slot.owner, owner);
  ck_assert_int_eq(hold->slot.tcp_state, state);
  ck_assert_int_eq(hold->from_ns, from_ns);
  ck_assert_int_eq(hold->until_ns, until_ns);
}

START_TEST(a_hold_lasts_until_state_owner_or_socket_change) {
  table_count = 1;
  table[0] = tcp(2, 0, 5, IMAGE_TCP_CLOSED);
  detail_look(detail, 10, 1, &device);
  detail_look(detail, 20, 2, &device); /* nothing new */
  table[0].tcp_state = IMAGE_TCP_ESTABLISHED;
  detail_look(detail, 30, 3, &device);
  table[0].since_ns = 40; /* closed and opened between two looks */
  detail_look(detail, 40, 4, &device);
  table[0].owner = 1;
  detail_look(detail, 50, 5, &device);
  table_count = 0;
  detail_look(detail, 60, 6, &device);
  detail_end(detail, 100);
  ck_assert_uint_eq(detail->hold_count, 4);
  check_hold(0, 2, 0, IMAGE_TCP_CLOSED, 10, 30);
  check_hold(1, 2, 0, IMAGE_TCP_ESTABLISHED, 30, 40);
  check_hold(2, 2, 0, IMAGE_TCP_ESTABLISHED, 40, 50);
  check_hold(3, 2, 1, IMAGE_TCP_ESTABLISHED, 50, 60);
  ck_assert_uint_eq(detail->holds[1].packet, 3);
}
END_TEST

START_TEST(what_is_held_at_the_end_ends_with_the_run) {
  table_count = 3;
  table[0] = tcp(0, 0, 0, IMAGE_TCP_LISTEN);
  table[1] = tcp(1, 1, 0, IMAGE_TCP_LISTEN);
  table[2] = tcp(3, 1, 0, IMAGE_TCP_LISTEN);
  detail_look(detail, 10, 0, &device);
  table[1] = table[2]; /* slot 1 is closed */
  table_count = 2;
  detail_look(detail, 20, 0, &device);
  table_count = 1; /* and the highest one */
  detail_look(detail, 30, 0, &device);
  detail_end(detail, 100);
  ck_assert_uint_eq(detail->hold_count, 3);
  check_hold(0, 0, 0, IMAGE_TCP_LISTEN, 10, 100);
  check_hold(1, 1, 1, IMAGE_TCP_LISTEN, 10, 20);
  check_hold(2, 3, 1, IMAGE_TCP_LISTEN, 10, 30);
}
END_TEST

START_TEST(steps_grow_with_the_run_and_keep_the_most) {
  pool_used = 7;
  detail_look(detail, 0, 0, &device);
  pool_used = 2;
  detail_look(detail, NS_PER_MS / 2, 0, &device);
  ck_assert_int_eq(detail->use[1][0], 7); /* the most within the step */
  detail_look(detail, 10 * NS_PER_MS, 0, &device);
  ck_assert_int_eq(detail->use[1][1], 2); /* and then what it was */
  ck_assert_uint_eq(detail->step_count, 11);
  pool_used = 9;
  detail_look(detail, 3600 * NS_PER_S, 0, &device);
  detail_end(detail, 3601 * NS_PER_S);
  ck_assert_uint_le(detail->step_count, DETAIL_STEPS);
  ck_assert_int_ge(detail->step_ns * DETAIL_STEPS, 3601 * NS_PER_S);
  ck_assert_int_lt(detail->step_ns * DETAIL_STEPS, 2 * 3601 * NS_PER_S);
  ck_assert_int_eq(detail->use[1][0], 7);
  ck_assert_int_eq(detail->use[1][1], 2);
  ck_assert_int_eq(detail->use[1][detail->step_count - 1], 9);
  ck_assert_int_eq(detail->use[0][detail->step_count - 1], 1);
}
END_TEST

static void pass_frames(uint64_t from, uint64_t to) {
  static const uint8_t octets[1000];
  for (uint64_t i = from; i <= to; i++)
    detail_frame(detail, (int64_t)i, i, octets, sizeof(octets));
}

START_TEST(a_refusal_keeps_the_packets_before_it) {
  struct trace_event events[3] = {
      {.kind = TRACE_CALL_REFUSED, .owner = 0, .error_name = "ENFILE"},
      {.kind = TRACE_CALL_REFUSED, .owner = 0},
      {.kind = TRACE_CALL_REFUSED, .owner = 1}};
  struct trace trace = {.events = events, .event_count = 3};
  events[1].error_name = events[2].error_name = events[0].error_name;
  pass_frames(1, 3);
  detail_refused(detail, &trace, &events[0]);
  pass_frames(4, 50);
  detail_refused(detail, &trace, &events[1]); /* of the same sort */
  detail_refused(detail, &trace, &events[2]);
  ck_assert_uint_eq(detail->run_up_count, 2);
  ck_assert_uint_eq(detail->run_ups[0].frame_count, 3);
  ck_assert_uint_eq(detail->run_ups[0].frames[2].number, 3);
  ck_assert_uint_eq(detail->run_ups[1].event, 2);
  ck_assert_uint_eq(detail->run_ups[1].frame_count, DETAIL_RUN_UP_FRAMES);
  ck_assert_uint_eq(detail->run_ups[1].frames[0].number, 31);
  ck_assert_uint_eq(detail->run_ups[1].frames[19].number, 50);
  ck_assert_uint_eq(detail->run_ups[1].frames[19].len, 1000);
  ck_assert_uint_eq(detail->run_ups[1].frames[19].kept, DETAIL_FRAME_OCTETS);
}
END_TEST

/* Events are frames as well: the LAN's have numbers with gaps. */
START_TEST(a_run_up_is_of_packets_alone) {
  struct trace_event event = {.kind = TRACE_CALL_REFUSED};
  struct trace trace = {.events = &event, .event_count = 1};
  uint8_t octets[60] = {0};
  for (uint64_t i = 0; i < 30; i++)
    detail_frame(detail, (int64_t)i, 3 * i + 2, octets, sizeof(octets));
  detail_refused(detail, &trace, &event);
  ck_assert_uint_eq(detail->run_ups[0].frame_count, DETAIL_RUN_UP_FRAMES);
  for (uint64_t i = 0; i < DETAIL_RUN_UP_FRAMES; i++)
    ck_assert_uint_eq(detail->run_ups[0].frames[i].number, 3 * (i + 10) + 2);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("trace/detail");
  TCase *all = tcase_create("detail");
  tcase_add_checked_fixture(all, begin, end);
  tcase_add_test(all, a_hold_lasts_until_state_owner_or_socket_change);
  tcase_add_test(all, what_is_held_at_the_end_ends_with_the_run);
  tcase_add_test(all, steps_grow_with_the_run_and_keep_the_most);
  tcase_add_test(all, a_refusal_keeps_the_packets_before_it);
  tcase_add_test(all, a_run_up_is_of_packets_alone);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
