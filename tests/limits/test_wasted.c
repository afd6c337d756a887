/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of what a declaration that is too large costs. */
#include <check.h>
#include <stdlib.h>

#include "limits/wasted.h"
#include "support/build.h"

static struct variant variant;
static struct limits *limits;
static struct diag diag;

static const struct ram_sizes heap = {
    .sockets = 17, .slot_b = 20, .netconn_b = 64, .heap_pools = true};
static const struct ram_sizes pools = {
    .sockets = 17,
    .slot_b = 20,
    .pools = {{"MEMP_NUM_NETCONN", 17, 64}, {"MEMP_NUM_UDP_PCB", 6, 40}},
    .pool_count = 2};

static void end(void) {
  limits_free(limits);
  limits = NULL;
  build_variant_done(&variant);
  diag_done(&diag);
}

/* The last consumer declares these and opened none. */
static int64_t wasted(const char *profile, const char *kind,
                      const struct ram_sizes *sizes) {
  static const struct socket_counts none = {0};
  int64_t octets = -1;
  build_variant(&variant, profile);
  build_consumer(&variant, "api", "api", "");
  build_consumer(&variant, "web_server", "web_server", "");
  build_consumer(&variant, "mdns", "mdns", "");
  if (kind)
    build_consumer(&variant, kind, "last", "");
  ck_assert_int_eq(limits_derive(&variant, &limits, &diag), 0);
  ck_assert_int_eq(wasted_octets(&variant, variant.consumer_count - 1, &none,
                                 limits, sizes, &octets),
                   0);
  return octets;
}

/* 3 + 1, 5 + 1 and 2 are 12: two less are ESPHome's 10. */
START_TEST(slots_are_reserved_where_pools_are_of_the_heap) {
  ck_assert_int_eq(wasted("esp-idf", NULL, &heap), 2 * 20);
}
END_TEST

/* 15 with the camera's 3; 12 without. */
START_TEST(each_type_counts) {
  ck_assert_int_eq(wasted("esp-idf", "camera_web_server", &heap), 3 * 20);
}
END_TEST

START_TEST(static_pools_are_reserved_as_well) {
  ck_assert_int_eq(wasted("upstream", NULL, &pools), 2 * (20 + 64));
}
END_TEST

START_TEST(a_limit_of_the_users_own_stays) {
  static const struct socket_counts none = {0};
  int64_t octets = -1;
  build_variant(&variant, "esp-idf");
  build_consumer(&variant, "mdns", "mdns", "");
  build_limit(&variant, "MEMP_NUM_NETCONN", "16");
  ck_assert_int_eq(limits_derive(&variant, &limits, &diag), 0);
  ck_assert_int_eq(wasted_octets(&variant, 0, &none, limits, &heap, &octets),
                   0);
  ck_assert_int_eq(octets, 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("wasted");
  TCase *tcase = tcase_create("wasted");
  tcase_add_checked_fixture(tcase, NULL, end);
  tcase_add_test(tcase, slots_are_reserved_where_pools_are_of_the_heap);
  tcase_add_test(tcase, each_type_counts);
  tcase_add_test(tcase, static_pools_are_reserved_as_well);
  tcase_add_test(tcase, a_limit_of_the_users_own_stays);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
