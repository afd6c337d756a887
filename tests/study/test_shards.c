/* SPDX-License-Identifier: BSD-3-Clause */
/* Every unit is in exactly one shard, however often it is divided. */
#include <check.h>
#include <stdlib.h>

#include "study/shards.h"

static const size_t counts[] = {1, 2, 3, 7, 10};
#define COUNT_COUNT ((int)(sizeof(counts) / sizeof(counts[0])))

/* How many shards of the whole have this unit. */
static size_t owners(size_t unit, size_t count) {
  size_t found = 0;
  for (size_t k = 0; k < count; k++)
    found += shard_has((struct shard){k, count}, unit);
  return found;
}

START_TEST(a_unit_is_in_one_shard) {
  size_t count = counts[_i];
  for (size_t unit = 0; unit < 50; unit++)
    ck_assert_uint_eq(owners(unit, count), 1);
  ck_assert(shard_has((struct shard){4 % count, count}, 4));
}
END_TEST

START_TEST(shards_know_how_many_units_they_have) {
  for (size_t units = 0; units < 25; units++) {
    for (size_t k = 0; k < counts[_i]; k++) {
      struct shard shard = {k, counts[_i]};
      size_t found = 0;
      for (size_t unit = 0; unit < units; unit++)
        found += shard_has(shard, unit);
      ck_assert_uint_eq(shard_unit_count(shard, units), found);
    }
  }
}
END_TEST

/* What --jobs makes of --shard. */
START_TEST(parts_of_a_shard_are_the_shard) {
  struct shard shard = {1, 3};
  for (size_t unit = 0; unit < 60; unit++) {
    size_t found = 0;
    for (size_t part = 0; part < counts[_i]; part++)
      found += shard_has(shard_part(shard, part, counts[_i]), unit);
    ck_assert_uint_eq(found, shard_has(shard, unit));
  }
}
END_TEST

START_TEST(no_division_is_the_whole) {
  struct shard none = {0, 0};
  ck_assert(shard_is_whole(none));
  ck_assert(shard_is_whole((struct shard){0, 1}));
  ck_assert(!shard_is_whole((struct shard){0, 2}));
  ck_assert(shard_has(none, 17));
  ck_assert_uint_eq(shard_unit_count(none, 17), 17);
  struct shard part = shard_part(none, 1, 2);
  ck_assert_uint_eq(part.number, 1);
  ck_assert_uint_eq(part.count, 2);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("shards");
  TCase *tcase = tcase_create("shards");
  tcase_add_loop_test(tcase, a_unit_is_in_one_shard, 0, COUNT_COUNT);
  tcase_add_loop_test(tcase, shards_know_how_many_units_they_have, 0,
                      COUNT_COUNT);
  tcase_add_loop_test(tcase, parts_of_a_shard_are_the_shard, 0, COUNT_COUNT);
  tcase_add_test(tcase, no_division_is_the_whole);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
