/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of the tables: profiles and the options that scenarios may set. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "limits/options.h"
#include "limits/profile.h"

static const char *value_of(const struct profile *profile, const char *name) {
  for (size_t i = 0; i < profile->option_count; i++)
    if (strcmp(profile->options[i].name, name) == 0)
      return profile->options[i].value;
  return NULL;
}

static void check_table(const struct profile *profile) {
  ck_assert_uint_gt(profile->option_count, 50);
  ck_assert_int_gt(profile->call_cost_ns, 0);
  ck_assert_int_gt(profile->frame_cost_ns, 0);
  for (size_t i = 0; i < profile->option_count; i++) {
    const struct profile_option *option = &profile->options[i];
    ck_assert_msg(strlen(option->because) > 0, "%s: no reason", option->name);
    for (size_t j = 0; j < i; j++)
      ck_assert_msg(strcmp(option->name, profile->options[j].name) != 0,
                    "%s twice in %s", option->name, profile->name);
  }
}

START_TEST(every_profile_gives_each_option_once_with_a_reason) {
  size_t count;
  const struct profile *const *all = profiles_all(&count);
  ck_assert_uint_ge(count, 2);
  for (size_t i = 0; i < count; i++) {
    check_table(all[i]);
    ck_assert_ptr_eq(profile_find(all[i]->name), all[i]);
  }
  check_table(profile_peer());
}
END_TEST

START_TEST(the_peer_is_not_a_device_profile) {
  ck_assert_ptr_null(profile_find("peer"));
  ck_assert_ptr_null(profile_find("esp"));
}
END_TEST

START_TEST(esp_idf_has_a_heap_and_a_count) {
  const struct profile *profile = profile_find("esp-idf");
  ck_assert_str_eq(value_of(profile, "MEMP_MEM_MALLOC"), "1");
  ck_assert_str_eq(value_of(profile, "SOCKFIT_COUNT_TCP_PCB"), "1");
  ck_assert_str_eq(value_of(profile, "MEMP_NUM_NETCONN"), "10");
  ck_assert_str_eq(value_of(profile, "MEMP_NUM_TCP_PCB"), "16");
  ck_assert_str_eq(value_of(profile, "LWIP_SOCKET_OFFSET"),
                   "(64 - MEMP_NUM_NETCONN)");
  ck_assert_int_eq(profile->accounting, ACCOUNTING_ESP32);
  ck_assert_int_eq(profile->sockets_max, 58);
}
END_TEST

START_TEST(upstream_has_static_pools) {
  const struct profile *profile = profile_find("upstream");
  ck_assert_str_eq(value_of(profile, "MEMP_MEM_MALLOC"), "0");
  ck_assert_str_eq(value_of(profile, "MEMP_NUM_NETCONN"), "4");
  ck_assert_str_eq(value_of(profile, "MEMP_NUM_TCP_PCB"), "5");
  ck_assert_int_eq(profile->accounting, ACCOUNTING_POOLS);
}
END_TEST

START_TEST(stm32_and_pico_have_the_same_four_sockets) {
  static const char *const names[] = {"stm32", "pico"};
  static const char *const tcp_pcbs[] = {"10", "5"};
  static const char *const heaps[] = {"14336", "4000"};
  for (size_t i = 0; i < 2; i++) {
    const struct profile *profile = profile_find(names[i]);
    ck_assert_str_eq(value_of(profile, "MEMP_MEM_MALLOC"), "0");
    ck_assert_str_eq(value_of(profile, "MEMP_NUM_NETCONN"), "4");
    ck_assert_str_eq(value_of(profile, "MEMP_NUM_TCP_PCB_LISTEN"), "8");
    ck_assert_str_eq(value_of(profile, "MEMP_NUM_UDP_PCB"), "4");
    ck_assert_str_eq(value_of(profile, "MEMP_NUM_TCP_PCB"), tcp_pcbs[i]);
    ck_assert_str_eq(value_of(profile, "MEM_SIZE"), heaps[i]);
    ck_assert_int_eq(profile->accounting, ACCOUNTING_FIXED);
  }
}
END_TEST

START_TEST(libretiny_has_a_heap_and_no_count) {
  const struct profile *profile = profile_find("libretiny");
  ck_assert_str_eq(value_of(profile, "MEMP_MEM_MALLOC"), "1");
  ck_assert_str_eq(value_of(profile, "MEM_LIBC_MALLOC"), "1");
  ck_assert_str_eq(value_of(profile, "SOCKFIT_COUNT_TCP_PCB"), "0");
  ck_assert_int_eq(profile->accounting, ACCOUNTING_LIBRETINY);
}
END_TEST

START_TEST(rp2_and_esp8266_have_the_raw_api_alone) {
  static const char *const names[] = {"rp2", "esp8266"};
  static const char *const heap_pools[] = {"0", "1"};
  for (size_t i = 0; i < 2; i++) {
    const struct profile *profile = profile_find(names[i]);
    ck_assert_str_eq(value_of(profile, "NO_SYS"), "1");
    ck_assert_str_eq(value_of(profile, "LWIP_SOCKET"), "0");
    ck_assert_str_eq(value_of(profile, "LWIP_NETCONN"), "0");
    ck_assert_str_eq(value_of(profile, "MEMP_MEM_MALLOC"), heap_pools[i]);
    ck_assert_ptr_null(value_of(profile, "MEMP_NUM_NETCONN"));
  }
  ck_assert_str_eq(value_of(profile_find("esp8266"), "SOCKFIT_TIME_WAIT_MAX"),
                   "5");
}
END_TEST

START_TEST(no_mailbox_of_any_profile_is_empty) {
  static const char *const boxes[] = {
      "TCPIP_MBOX_SIZE", "DEFAULT_TCP_RECVMBOX_SIZE",
      "DEFAULT_UDP_RECVMBOX_SIZE", "DEFAULT_RAW_RECVMBOX_SIZE",
      "DEFAULT_ACCEPTMBOX_SIZE"};
  size_t count;
  const struct profile *const *all = profiles_all(&count);
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < sizeof(boxes) / sizeof(*boxes); j++) {
      const char *value = value_of(all[i], boxes[j]);
      if (strcmp(value_of(all[i], "NO_SYS"), "1") == 0)
        continue; /* there are none */
      ck_assert_msg(value && atoi(value) > 0, "%s in %s", boxes[j],
                    all[i]->name);
    }
  }
}
END_TEST

START_TEST(profile_values_are_within_the_ranges_for_scenarios) {
  size_t option_count, profile_count;
  const struct option_spec *options = options_all(&option_count);
  const struct profile *const *all = profiles_all(&profile_count);
  for (size_t i = 0; i < option_count; i++) {
    ck_assert_int_le(options[i].min, options[i].max);
    for (size_t j = 0; j < profile_count; j++) {
      const char *value = value_of(all[j], options[i].name);
      if (!value || value[0] == '(')
        continue;
      int64_t number = strtoll(value, NULL, 10);
      ck_assert_msg(number >= options[i].min && number <= options[i].max,
                    "%s is %s in %s", options[i].name, value, all[j]->name);
    }
  }
}
END_TEST

START_TEST(both_names_find_the_same_option) {
  const struct option_spec *option = options_find("MEMP_NUM_NETCONN");
  ck_assert_ptr_nonnull(option);
  ck_assert_ptr_eq(options_find("CONFIG_LWIP_MAX_SOCKETS"), option);
  ck_assert_ptr_eq(options_find("CONFIG_LWIP_MAX_ACTIVE_TCP"),
                   options_find("MEMP_NUM_TCP_PCB"));
  ck_assert_ptr_null(options_find("TCP_FIN_WAIT_TIMEOUT"));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("profile");
  TCase *tcase = tcase_create("tables");
  tcase_add_test(tcase, every_profile_gives_each_option_once_with_a_reason);
  tcase_add_test(tcase, the_peer_is_not_a_device_profile);
  tcase_add_test(tcase, esp_idf_has_a_heap_and_a_count);
  tcase_add_test(tcase, upstream_has_static_pools);
  tcase_add_test(tcase, stm32_and_pico_have_the_same_four_sockets);
  tcase_add_test(tcase, libretiny_has_a_heap_and_no_count);
  tcase_add_test(tcase, rp2_and_esp8266_have_the_raw_api_alone);
  tcase_add_test(tcase, no_mailbox_of_any_profile_is_empty);
  tcase_add_test(tcase, profile_values_are_within_the_ranges_for_scenarios);
  tcase_add_test(tcase, both_names_find_the_same_option);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
