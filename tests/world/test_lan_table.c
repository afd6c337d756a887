/* SPDX-License-Identifier: BSD-3-Clause */
/* What a switch learns, and that it has a bound. */
#include <check.h>
#include <stdlib.h>

#include "world/lan_table.h"

#define ADDRESSES_OF_A_FLOOD 1000000u

/* Ports are only compared. */
static char places[2];
#define ONE ((struct lan_port *)&places[0])
#define OTHER ((struct lan_port *)&places[1])

static struct lan_table *table;

static const uint8_t *mac(uint32_t number) {
  static uint8_t octets[6];
  octets[0] = 0x02;
  for (int i = 0; i < 4; i++)
    octets[2 + i] = (uint8_t)(number >> (8 * i));
  return octets;
}

static void make(void) {
  table = lan_table_new();
  ck_assert_ptr_nonnull(table);
}

static void drop(void) {
  lan_table_free(table);
}

START_TEST(an_address_is_where_it_was_seen_last) {
  ck_assert_ptr_null(lan_table_find(table, mac(1)));
  lan_table_learn(table, mac(1), ONE, 0);
  lan_table_learn(table, mac(2), ONE, 0);
  lan_table_learn(table, mac(1), OTHER, 1);
  ck_assert_ptr_eq(lan_table_find(table, mac(1)), OTHER);
  ck_assert_ptr_eq(lan_table_find(table, mac(2)), ONE);
  ck_assert_uint_eq(lan_table_count(table), 2);
}
END_TEST

static void flood(uint32_t from, int64_t now_ns) {
  for (uint32_t i = 0; i < ADDRESSES_OF_A_FLOOD; i++)
    lan_table_learn(table, mac(from + i), OTHER, now_ns);
}

START_TEST(a_flood_of_addresses_ends_at_the_bound) {
  lan_table_learn(table, mac(1), ONE, 0);
  flood(10, 1);
  ck_assert_uint_eq(lan_table_count(table), LAN_TABLE_ADDRESSES_MAX);
  ck_assert_ptr_eq(lan_table_find(table, mac(1)), ONE);
  lan_table_learn(table, mac(2), ONE, 2); /* no room */
  ck_assert_ptr_null(lan_table_find(table, mac(2)));
  lan_table_learn(table, mac(1), OTHER, 3); /* known, so it may move */
  ck_assert_ptr_eq(lan_table_find(table, mac(1)), OTHER);
}
END_TEST

START_TEST(silent_addresses_give_way) {
  flood(10, 0);
  lan_table_learn(table, mac(10), ONE, LAN_TABLE_AGEING_NS);
  lan_table_learn(table, mac(2), ONE, LAN_TABLE_AGEING_NS + 1);
  ck_assert_ptr_eq(lan_table_find(table, mac(2)), ONE);
  ck_assert_ptr_eq(lan_table_find(table, mac(10)), ONE);
  ck_assert_uint_eq(lan_table_count(table), 2);
}
END_TEST

START_TEST(a_silent_address_is_kept_while_there_is_room) {
  lan_table_learn(table, mac(1), ONE, 0);
  for (uint32_t i = 2; i < 1000; i++)
    lan_table_learn(table, mac(i), OTHER, 100 * LAN_TABLE_AGEING_NS);
  ck_assert_ptr_eq(lan_table_find(table, mac(1)), ONE);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("world/lan_table");
  TCase *learning = tcase_create("learning");
  tcase_add_checked_fixture(learning, make, drop);
  tcase_add_test(learning, an_address_is_where_it_was_seen_last);
  tcase_add_test(learning, a_flood_of_addresses_ends_at_the_bound);
  tcase_add_test(learning, silent_addresses_give_way);
  tcase_add_test(learning, a_silent_address_is_kept_while_there_is_room);
  suite_add_tcase(suite, learning);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
