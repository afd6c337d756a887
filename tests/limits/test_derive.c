/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of limits_derive: ESPHome's numbers and lines, pools, own limits. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "limits/limits.h"
#include "support/build.h"

static struct variant variant;
static struct diag diag;
static struct limits *limits;

static void derive(void) {
  int error = limits_derive(&variant, &limits, &diag);
  ck_assert_msg(error == 0, "%s", build_diag_text(&diag, 0));
}

static void derive_fails(void) {
  ck_assert_int_eq(limits_derive(&variant, &limits, &diag), -EINVAL);
  ck_assert_ptr_null(limits);
  ck_assert_uint_gt(diag.error_count, 0);
}

static void begin_esp_idf(void) {
  build_variant(&variant, "esp-idf");
}

static void begin_upstream(void) {
  build_variant(&variant, "upstream");
}

static void end(void) {
  build_variant_done(&variant);
  limits_free(limits);
  diag_done(&diag);
}

/* ---- platforms with one stack for everybody ---- */

static void begin_arduino(void) {
  build_variant(&variant, "arduino-esp32");
}

START_TEST(prebuilt_libraries_keep_their_sixteen_sockets) {
  build_quickstart(&variant);
  derive();
  ck_assert_str_eq(limits_find(limits, "MEMP_NUM_NETCONN")->value, "16");
  ck_assert_uint_eq(diag.count, 1);
  ck_assert_int_eq(diag.entries[0].level, DIAG_WARNING);
  ck_assert_str_eq(diag.entries[0].text,
                   "the consumers declare 19 sockets, but profile "
                   "arduino-esp32 always has 16");
}
END_TEST

START_TEST(an_own_number_of_sockets_wins_over_a_fixed_one) {
  build_quickstart(&variant);
  build_limit(&variant, "MEMP_NUM_NETCONN", "12");
  derive();
  ck_assert_str_eq(limits_find(limits, "MEMP_NUM_NETCONN")->value, "12");
  ck_assert_uint_eq(diag.count, 1);
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "MEMP_NUM_NETCONN is 12 but the consumers declare 19 "
                   "sockets (14 TCP + 2 UDP + 3 TCP_LISTEN)");
}
END_TEST

static void begin_stm32(void) {
  build_variant(&variant, "stm32");
}

static void begin_pico(void) {
  build_variant(&variant, "pico");
}

START_TEST(cubemx_writes_fixed_pools) {
  build_quickstart(&variant);
  derive();
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 4);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB", 0), 10);
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "the consumers declare 19 sockets, but profile stm32 "
                   "always has 4");
}
END_TEST

/* Reports know by errno that memory ran out, and look at limits meanwhile. */
START_TEST(a_look_at_a_limit_leaves_errno) {
  derive();
  errno = ENOMEM;
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 4);
  ck_assert_int_eq(limits_number(limits, "no such limit", 7), 7);
  ck_assert_int_eq(errno, ENOMEM);
}
END_TEST

START_TEST(pico_examples_have_fixed_pools) {
  build_quickstart(&variant);
  derive();
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 4);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB", 0), 5);
  ck_assert_int_eq(limits_number(limits, "MEM_SIZE", 0), 4000);
  ck_assert_uint_eq(diag.count, 1); /* the sum; esp_http_server is elsewhere */
}
END_TEST

START_TEST(esp_http_server_refuses_more_sessions_than_sockets) {
  build_variant_done(&variant);
  build_variant(&variant, "esp-idf");
  build_quickstart(&variant);
  build_limit(&variant, "MEMP_NUM_NETCONN", "9");
  derive(); /* it compiles, runs and fails */
  ck_assert_str_eq(build_diag_text(&diag, diag.count - 1),
                   "web_server: max_open_sockets (7) + 3 is above "
                   "MEMP_NUM_NETCONN (9): esp_http_server's httpd_start() "
                   "refuses it (httpd_main.c, \"Config option "
                   "max_open_sockets is too large\"); it takes 10");
}
END_TEST

/* ---- libretiny ---- */

static void begin_libretiny(void) {
  build_variant(&variant, "libretiny");
}

START_TEST(libretiny_raises_each_type_to_its_minimum) {
  build_consumer(&variant, "api", "api", "");
  build_consumer(&variant, "ota", "ota", "");
  build_consumer(&variant, "mdns", "mdns", "");
  derive();
  ck_assert_uint_eq(limits->message_count, 1);
  ck_assert_str_eq(limits->messages[0],
                   "INFO Configuring lwIP: TCP=8 (min) [api=3], "
                   "UDP=6 (min) [mdns=2], TCP_LISTEN=2 [api=1, ota=1]");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB", 0), 8);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_UDP_PCB", 0), 6);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB_LISTEN", 0), 2);
  const struct limit *sockets = limits_find(limits, "MEMP_NUM_NETCONN");
  ck_assert_str_eq(sockets->value, "16");
  ck_assert_int_eq(sockets->origin, LIMIT_DERIVED);
  ck_assert_uint_eq(diag.count, 0);
}
END_TEST

/* Wizard-style device with a dashboard. No kind stands for captive_portal; its
 * 3 TCP and 1 UDP are registered by the mDNS consumer here. */
START_TEST(libretiny_adds_up_a_dashboard_and_a_portal_to_twenty) {
  build_consumer(&variant, "api", "api", "");
  build_consumer(&variant, "ota", "ota", "");
  build_consumer(&variant, "web_server", "web_server", "");
  struct item *item = build_consumer(&variant, "mdns", "mdns", "");
  item->declared = (struct socket_counts){3, 3, 0};
  derive();
  ck_assert_str_eq(limits->messages[0],
                   "INFO Configuring lwIP: TCP=11 [api=3, mdns=3, "
                   "web_server=5], UDP=6 (min) [mdns=3], "
                   "TCP_LISTEN=3 [api=1, ota=1, web_server_base=1]");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB", 0), 11);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_UDP_PCB", 0), 6);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB_LISTEN", 0), 3);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 20);
}
END_TEST

START_TEST(libretiny_without_consumers_has_three_minimums) {
  derive();
  ck_assert_str_eq(limits->messages[0],
                   "INFO Configuring lwIP: TCP=8 (min) [none], "
                   "UDP=6 (min) [none], TCP_LISTEN=2 (min) [none]");
}
END_TEST

START_TEST(an_own_limit_wins_on_libretiny) {
  build_quickstart(&variant);
  build_limit(&variant, "MEMP_NUM_NETCONN", "12");
  derive();
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 12);
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "MEMP_NUM_NETCONN is 12 but the consumers declare 19 "
                   "sockets (14 TCP + 2 UDP + 3 TCP_LISTEN)");
}
END_TEST

START_TEST(pcb_counts_do_not_bind_on_libretiny) {
  build_limit(&variant, "MEMP_NUM_TCP_PCB", "5");
  derive();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "MEMP_NUM_TCP_PCB limits nothing in profile libretiny: "
                   "MEMP_MEM_MALLOC is 1 and SOCKFIT_COUNT_TCP_PCB is 0");
}
END_TEST

START_TEST(a_send_buffer_beyond_a_fixed_queue_is_refused) {
  build_limit(&variant, "TCP_SND_BUF", "13140"); /* 9 segments */
  derive_fails();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "TCP_SND_QUEUELEN (17, fixed in profile libretiny) must be "
                   "at least 2 * TCP_SND_BUF / TCP_MSS (18): lwIP's init.c "
                   "refuses less");
}
END_TEST

START_TEST(a_send_buffer_within_a_fixed_queue_is_taken) {
  build_limit(&variant, "TCP_SND_BUF", "11680"); /* 8 segments */
  derive();
}
END_TEST

/* ---- esp32 ---- */

START_TEST(a_small_device_gets_ten_sockets_and_says_min) {
  build_consumer(&variant, "api", "api", "");
  build_consumer(&variant, "ota", "ota", "");
  build_consumer(&variant, "mdns", "mdns", "");
  derive();
  ck_assert_int_eq(limits->declared.tcp, 3);
  ck_assert_int_eq(limits->declared.udp, 2);
  ck_assert_int_eq(limits->declared.tcp_listen, 2);
  ck_assert_str_eq(limits_find(limits, "MEMP_NUM_NETCONN")->value, "10");
  ck_assert_uint_eq(limits->message_count, 1);
  ck_assert_str_eq(limits->messages[0],
                   "DEBUG Setting CONFIG_LWIP_MAX_SOCKETS to 10 (min) "
                   "(TCP=3 [api=3], UDP=2 [mdns=2], "
                   "TCP_LISTEN=2 [api=1, ota=1])");
  ck_assert_uint_eq(diag.count, 0);
}
END_TEST

START_TEST(quickstart_sums_equal_names_and_gets_nineteen) {
  build_quickstart(&variant);
  derive();
  ck_assert_str_eq(limits->messages[0],
                   "INFO Setting CONFIG_LWIP_MAX_SOCKETS to 19 "
                   "(TCP=14 [api=3, esp32_camera_web_server=6, web_server=5], "
                   "UDP=2 [mdns=2], "
                   "TCP_LISTEN=3 [api=1, ota=1, web_server_base=1])");
  const struct limit *sockets = limits_find(limits, "MEMP_NUM_NETCONN");
  ck_assert_str_eq(sockets->value, "19");
  ck_assert_int_eq(sockets->origin, LIMIT_DERIVED);
  ck_assert_str_eq(sockets->because, "max(10, 14 TCP + 2 UDP + 3 TCP_LISTEN), "
                                     "ESPHome's rule for esp32");
}
END_TEST

START_TEST(a_device_with_a_dashboard_gets_thirteen) {
  build_consumer(&variant, "api", "api", "");
  build_consumer(&variant, "ota", "ota", "");
  build_consumer(&variant, "mdns", "mdns", "");
  build_consumer(&variant, "web_server", "web_server", "");
  derive();
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 13);
}
END_TEST

START_TEST(no_consumers_read_none) {
  derive();
  ck_assert_str_eq(limits->messages[0],
                   "DEBUG Setting CONFIG_LWIP_MAX_SOCKETS to 10 (min) "
                   "(TCP=0 [none], UDP=0 [none], TCP_LISTEN=0 [none])");
}
END_TEST

START_TEST(a_sum_of_exactly_ten_is_neither_min_nor_info) {
  struct item *item = build_consumer(&variant, "api", "api", "");
  item->declared = (struct socket_counts){10, 0, 0};
  item->declares_given = true;
  derive();
  ck_assert_str_eq(limits->messages[0],
                   "DEBUG Setting CONFIG_LWIP_MAX_SOCKETS to 10 "
                   "(TCP=10 [api=10], UDP=0 [none], TCP_LISTEN=0 [none])");
}
END_TEST

START_TEST(a_declares_override_registers_under_the_names_of_its_kind) {
  struct item *item = build_consumer(&variant, "web_server", "pages", "");
  item->declared = (struct socket_counts){7, 2, 4};
  derive();
  ck_assert_str_eq(limits->messages[0],
                   "INFO Setting CONFIG_LWIP_MAX_SOCKETS to 13 "
                   "(TCP=7 [web_server=7], UDP=2 [web_server=2], "
                   "TCP_LISTEN=4 [web_server_base=4])");
}
END_TEST

START_TEST(pcb_counts_stay_at_esp_idfs_defaults) {
  build_quickstart(&variant);
  derive();
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB", 0), 16);
  ck_assert_int_eq(limits_find(limits, "MEMP_NUM_TCP_PCB")->origin,
                   LIMIT_FROM_PROFILE);
}
END_TEST

/* ---- the user's own limit ---- */

START_TEST(an_own_limit_below_the_sum_wins_and_is_warned_about) {
  build_quickstart(&variant);
  build_limit(&variant, "CONFIG_LWIP_MAX_SOCKETS", "10");
  derive();
  const struct limit *sockets = limits_find(limits, "MEMP_NUM_NETCONN");
  ck_assert_str_eq(sockets->value, "10");
  ck_assert_int_eq(sockets->origin, LIMIT_SCENARIO);
  ck_assert_uint_eq(limits->message_count, 2);
  ck_assert_str_eq(limits->messages[0],
                   "INFO Using user-provided CONFIG_LWIP_MAX_SOCKETS: 10");
  const char *warning =
      "WARNING CONFIG_LWIP_MAX_SOCKETS is set to 10 but your configuration "
      "needs 19 sockets (14 TCP + 2 UDP + 3 TCP_LISTEN). You may experience "
      "socket exhaustion errors. Consider increasing to at least 19.";
  ck_assert_str_eq(limits->messages[1], warning);
  ck_assert_uint_eq(diag.count, 1);
  ck_assert_int_eq(diag.entries[0].level, DIAG_WARNING);
  ck_assert_int_eq(diag.entries[0].place.line, 70);
  ck_assert_str_eq(diag.entries[0].text, warning + strlen("WARNING "));
}
END_TEST

START_TEST(an_own_limit_equal_to_the_sum_is_not_warned_about) {
  build_quickstart(&variant);
  build_limit(&variant, "MEMP_NUM_NETCONN", "19");
  derive();
  ck_assert_uint_eq(limits->message_count, 1);
  ck_assert_uint_eq(diag.count, 0);
}
END_TEST

START_TEST(a_number_that_python_refuses_counts_as_zero_in_the_warning) {
  build_quickstart(&variant);
  build_limit(&variant, "CONFIG_LWIP_MAX_SOCKETS", "0x14");
  derive();
  ck_assert_str_eq(limits->messages[0],
                   "INFO Using user-provided CONFIG_LWIP_MAX_SOCKETS: 0x14");
  ck_assert_ptr_nonnull(strstr(limits->messages[1], "is set to 0 but"));
  ck_assert_str_eq(limits_find(limits, "MEMP_NUM_NETCONN")->value, "20");
}
END_TEST

START_TEST(a_limit_that_is_no_number_is_an_error) {
  build_limit(&variant, "CONFIG_LWIP_MAX_SOCKETS", "many");
  derive_fails();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "CONFIG_LWIP_MAX_SOCKETS: 'many' is not a number; lwIP is "
                   "compiled with it, so it must be one, 1..1024");
}
END_TEST

START_TEST(kconfig_switches_may_be_y_or_n) {
  build_limit(&variant, "CONFIG_LWIP_SO_LINGER", "y");
  build_limit(&variant, "CONFIG_LWIP_SO_REUSE", "n");
  derive();
  ck_assert_str_eq(limits_find(limits, "LWIP_SO_LINGER")->value, "1");
  ck_assert_str_eq(limits_find(limits, "SO_REUSE")->value, "0");
}
END_TEST

START_TEST(an_lwip_switch_may_not_be_y) {
  build_limit(&variant, "SO_REUSE", "y");
  derive_fails();
}
END_TEST

START_TEST(zero_sockets_are_refused_with_the_rule) {
  build_limit(&variant, "MEMP_NUM_NETCONN", "0");
  derive_fails();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "MEMP_NUM_NETCONN: 0 is out of range 1..1024 (init.c "
                   "refuses 0 when there are sockets; fd_set has 1024 "
                   "descriptors)");
  ck_assert_int_eq(diag.entries[0].place.line, 70);
}
END_TEST

START_TEST(a_hundred_thousand_sockets_are_refused) {
  build_limit(&variant, "MEMP_NUM_NETCONN", "100000");
  derive_fails();
}
END_TEST

START_TEST(fifty_eight_sockets_are_the_most_of_esp_idf) {
  build_limit(&variant, "MEMP_NUM_NETCONN", "58");
  derive();
}
END_TEST

START_TEST(fifty_nine_sockets_are_refused_with_the_rule_and_its_source) {
  build_limit(&variant, "CONFIG_LWIP_MAX_SOCKETS", "59");
  derive_fails();
  ck_assert_str_eq(
      build_diag_text(&diag, 0),
      "CONFIG_LWIP_MAX_SOCKETS: 59, but profile esp-idf allows 58 sockets at "
      "most: LWIP_SOCKET_OFFSET = FD_SETSIZE (64) - MEMP_NUM_NETCONN must stay "
      "at least 6 (static assert in ESP-IDF 5.1.7, 5.2.6, 5.3.4, 5.4.2 and "
      "5.5)");
  ck_assert_int_eq(diag.entries[0].place.line, 70);
}
END_TEST

START_TEST(consumers_that_add_up_to_more_than_fit_are_an_error) {
  struct item *item = build_consumer(&variant, "api", "api", "");
  item->declared.tcp = 60;
  derive_fails();
  ck_assert_ptr_nonnull(strstr(build_diag_text(&diag, 0),
                               "61 (the sum that the consumers declare)"));
  ck_assert_int_eq(diag.entries[0].place.line, 5);
}
END_TEST

START_TEST(an_unknown_limit_names_the_nearest) {
  build_limit(&variant, "MEMP_NUM_NETCON", "10");
  build_limit(&variant, "CONFIG_LWIP_MAX_SOCKET", "10");
  build_limit(&variant, "QQQQQQQQQQQQ", "10");
  derive_fails();
  ck_assert_uint_eq(diag.error_count, 3);
  ck_assert_str_eq(
      build_diag_text(&diag, 0),
      "unknown limit 'MEMP_NUM_NETCON'; did you mean 'MEMP_NUM_NETCONN'?");
  ck_assert_str_eq(build_diag_text(&diag, 1),
                   "unknown limit 'CONFIG_LWIP_MAX_SOCKET'; did you mean "
                   "'CONFIG_LWIP_MAX_SOCKETS'?");
  ck_assert_str_eq(build_diag_text(&diag, 2),
                   "unknown limit 'QQQQQQQQQQQQ'; expected an lwIP option such "
                   "as MEMP_NUM_NETCONN or ESP-IDF's name for it such as "
                   "CONFIG_LWIP_MAX_SOCKETS");
}
END_TEST

START_TEST(both_names_of_one_limit_are_an_error) {
  build_limit(&variant, "MEMP_NUM_NETCONN", "12");
  build_limit(&variant, "CONFIG_LWIP_MAX_SOCKETS", "12");
  derive_fails();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "CONFIG_LWIP_MAX_SOCKETS is the same limit as "
                   "MEMP_NUM_NETCONN on line 70; keep one of them");
}
END_TEST

START_TEST(the_command_line_wins_under_either_name) {
  build_limit(&variant, "CONFIG_LWIP_MAX_SOCKETS", "0"); /* out of range */
  build_limit(&variant, "MEMP_NUM_NETCONN", "12");
  variant.limits[1].place =
      (struct place){.file = "--set limits.MEMP_NUM_NETCONN"};
  derive();
  ck_assert_uint_eq(diag.count, 0);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 12);
  limits_free(limits);
  limits = NULL;
  build_limit(&variant, "CONFIG_LWIP_MAX_SOCKETS", "13");
  variant.limits[2].place = variant.limits[1].place;
  derive_fails();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "CONFIG_LWIP_MAX_SOCKETS is the same limit as "
                   "MEMP_NUM_NETCONN; keep one of them");
}
END_TEST

START_TEST(a_limit_that_nothing_enforces_is_warned_about) {
  build_limit(&variant, "CONFIG_LWIP_MAX_UDP_PCBS", "4");
  derive();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "CONFIG_LWIP_MAX_UDP_PCBS limits nothing in profile "
                   "esp-idf: MEMP_MEM_MALLOC is 1, the heap is the only "
                   "bound");
}
END_TEST

START_TEST(a_backlog_above_the_accept_mailbox_is_warned_about) {
  build_consumer(&variant, "api", "api", "");
  build_limit(&variant, "DEFAULT_ACCEPTMBOX_SIZE", "3");
  derive();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "api: its backlog (4) is above DEFAULT_ACCEPTMBOX_SIZE (3): "
                   "clients beyond the mailbox are reset after their handshake "
                   "(lwIP's api_msg.c, accept_function)");
  ck_assert_int_eq(diag.entries[0].level, DIAG_WARNING);
}
END_TEST

START_TEST(a_heap_has_a_unit_or_is_in_octets) {
  build_limit(&variant, "heap", "40KiB");
  derive();
  ck_assert_uint_eq(diag.count, 0);
  ck_assert_int_eq(limits_number(limits, "SOCKFIT_HEAP", 0), 40960);
}
END_TEST

START_TEST(a_heap_that_is_no_size_is_an_error) {
  build_limit(&variant, "SOCKFIT_HEAP", "plenty");
  derive_fails();
}
END_TEST

START_TEST(a_heap_too_small_for_lwip_is_refused) {
  build_limit(&variant, "heap", "1KiB");
  derive_fails();
  ck_assert_ptr_nonnull(
      strstr(build_diag_text(&diag, 0), "lwIP does not start in less"));
}
END_TEST

START_TEST(rules_of_esp_lwip_are_options) {
  build_limit(&variant, "SOCKFIT_KEEP_EOF", "0");
  derive();
  ck_assert_uint_eq(diag.count, 0);
  ck_assert_int_eq(limits_number(limits, "SOCKFIT_KEEP_EOF", -1), 0);
  ck_assert_int_eq(limits_number(limits, "SOCKFIT_ARP_REFUSE_NEW", -1), 1);
}
END_TEST

START_TEST(tcp_pcbs_bind_because_esp_idf_counts_them) {
  build_limit(&variant, "MEMP_NUM_TCP_PCB", "8");
  derive();
  ck_assert_uint_eq(diag.count, 0);
}
END_TEST

START_TEST(tcp_pcbs_do_not_bind_when_the_count_is_off) {
  build_limit(&variant, "MEMP_NUM_TCP_PCB", "8");
  build_limit(&variant, "SOCKFIT_COUNT_TCP_PCB", "0");
  derive();
  ck_assert_uint_eq(diag.count, 1);
  ck_assert_int_eq(diag.entries[0].level, DIAG_WARNING);
}
END_TEST

START_TEST(a_send_buffer_below_two_segments_is_refused) {
  build_limit(&variant, "TCP_SND_BUF", "2000");
  derive_fails();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "TCP_SND_BUF (2000) must be at least 2 * TCP_MSS (2880): "
                   "lwIP's init.c refuses less");
}
END_TEST

START_TEST(options_are_sorted_and_each_is_there_once) {
  build_quickstart(&variant);
  build_limit(&variant, "TCP_MSL", "30000");
  derive();
  for (size_t i = 1; i < limits->option_count; i++)
    ck_assert_int_lt(
        strcmp(limits->options[i - 1].name, limits->options[i].name), 0);
  ck_assert_str_eq(limits_find(limits, "TCP_MSL")->value, "30000");
  ck_assert_str_eq(limits_find(limits, "LWIP_SOCKET_OFFSET")->value,
                   "(64 - MEMP_NUM_NETCONN)");
  ck_assert_int_eq(limits_number(limits, "LWIP_SOCKET_OFFSET", -7), -7);
  ck_assert_int_eq(limits_number(limits, "NO_SUCH_OPTION", -7), -7);
  ck_assert_ptr_null(limits_find(limits, "NO_SUCH_OPTION"));
}
END_TEST

START_TEST(an_unknown_profile_names_the_nearest) {
  free(variant.profile);
  variant.profile = strdup("esp_idff");
  derive_fails();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "unknown profile 'esp_idff'; did you mean 'esp-idf'?");
  ck_assert_int_eq(diag.entries[0].place.line, 2);
}
END_TEST

/* ---- static pools ---- */

START_TEST(pools_follow_the_declared_types) {
  build_quickstart(&variant);
  derive();
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 19);
  const struct limit *pcbs = limits_find(limits, "MEMP_NUM_TCP_PCB");
  ck_assert_str_eq(pcbs->value, "15");
  ck_assert_str_eq(pcbs->because,
                   "14 TCP [api=3, esp32_camera_web_server=6, web_server=5], "
                   "and 1 between the socket() and the listen() of a listener");
  /* 3 and 2 are below opt.h's own numbers, which stay. */
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB_LISTEN", 0), 8);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_UDP_PCB", 0), 4);
  ck_assert_int_eq(limits_find(limits, "MEMP_NUM_UDP_PCB")->origin,
                   LIMIT_FROM_PROFILE);
  ck_assert_uint_eq(limits->message_count, 0);
}
END_TEST

START_TEST(an_own_pool_size_wins_and_is_warned_about_when_short) {
  build_quickstart(&variant);
  build_limit(&variant, "MEMP_NUM_NETCONN", "4");
  build_limit(&variant, "MEMP_NUM_TCP_PCB", "6");
  derive();
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 4);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB", 0), 6);
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "MEMP_NUM_NETCONN is 4 but the consumers declare 19 sockets "
                   "(14 TCP + 2 UDP + 3 TCP_LISTEN)");
}
END_TEST

START_TEST(netconns_above_all_pcbs_make_no_sense) {
  build_limit(&variant, "MEMP_NUM_NETCONN", "30");
  derive();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "MEMP_NUM_NETCONN (30) is above the sum of all PCBs (17): "
                   "the rest can never be used");
  ck_assert_int_eq(diag.entries[0].level, DIAG_WARNING);
}
END_TEST

START_TEST(an_arp_queue_above_its_pool_makes_no_sense) {
  build_limit(&variant, "ARP_QUEUEING", "1");
  build_limit(&variant, "MEMP_NUM_ARP_QUEUE", "2");
  derive();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "ARP_QUEUE_LEN (3) is above MEMP_NUM_ARP_QUEUE (2), which "
                   "all addresses share: the rest can never be used");
  ck_assert_int_eq(diag.entries[0].level, DIAG_WARNING);
}
END_TEST

START_TEST(input_packets_above_their_mailbox_make_no_sense) {
  build_limit(&variant, "TCPIP_MBOX_SIZE", "4");
  derive();
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "MEMP_NUM_TCPIP_MSG_INPKT (8) is above TCPIP_MBOX_SIZE (4), "
                   "the mailbox that holds them: the rest can never be used");
  ck_assert_int_eq(diag.entries[0].level, DIAG_WARNING);
}
END_TEST

START_TEST(fewer_segments_than_a_send_queue_are_refused) {
  build_limit(&variant, "MEMP_NUM_TCP_SEG", "7");
  derive_fails();
  ck_assert_ptr_nonnull(
      strstr(build_diag_text(&diag, 0), "at least TCP_SND_QUEUELEN (8,"));
}
END_TEST

START_TEST(a_window_beyond_the_pbuf_pool_is_refused) {
  build_limit(&variant, "PBUF_POOL_SIZE", "3");
  derive_fails();
}
END_TEST

START_TEST(pool_limits_bind_here) {
  build_limit(&variant, "MEMP_NUM_UDP_PCB", "6");
  build_limit(&variant, "MEM_SIZE", "16000");
  derive();
  ck_assert_uint_eq(diag.count, 0);
}
END_TEST

START_TEST(peers_are_roomy) {
  limits = limits_peer();
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 512);
  ck_assert_int_eq(limits_number(limits, "MEMP_MEM_MALLOC", 0), 1);
  ck_assert_int_eq(limits_number(limits, "TCP_LISTEN_BACKLOG", 0), 1);
  ck_assert_str_eq(limits->profile->name, "peer");
}
END_TEST

static TCase *esp32_case(void) {
  TCase *tcase = tcase_create("esp32");
  tcase_add_checked_fixture(tcase, begin_esp_idf, end);
  tcase_add_test(tcase, a_small_device_gets_ten_sockets_and_says_min);
  tcase_add_test(tcase, quickstart_sums_equal_names_and_gets_nineteen);
  tcase_add_test(tcase, a_device_with_a_dashboard_gets_thirteen);
  tcase_add_test(tcase, no_consumers_read_none);
  tcase_add_test(tcase, a_sum_of_exactly_ten_is_neither_min_nor_info);
  tcase_add_test(tcase,
                 a_declares_override_registers_under_the_names_of_its_kind);
  tcase_add_test(tcase, pcb_counts_stay_at_esp_idfs_defaults);
  return tcase;
}

static TCase *own_case(void) {
  TCase *tcase = tcase_create("own");
  tcase_add_checked_fixture(tcase, begin_esp_idf, end);
  tcase_add_test(tcase, an_own_limit_below_the_sum_wins_and_is_warned_about);
  tcase_add_test(tcase, an_own_limit_equal_to_the_sum_is_not_warned_about);
  tcase_add_test(tcase,
                 a_number_that_python_refuses_counts_as_zero_in_the_warning);
  tcase_add_test(tcase, a_limit_that_is_no_number_is_an_error);
  tcase_add_test(tcase, kconfig_switches_may_be_y_or_n);
  tcase_add_test(tcase, an_lwip_switch_may_not_be_y);
  tcase_add_test(tcase, zero_sockets_are_refused_with_the_rule);
  tcase_add_test(tcase, a_hundred_thousand_sockets_are_refused);
  tcase_add_test(tcase, fifty_eight_sockets_are_the_most_of_esp_idf);
  tcase_add_test(tcase,
                 fifty_nine_sockets_are_refused_with_the_rule_and_its_source);
  tcase_add_test(tcase, consumers_that_add_up_to_more_than_fit_are_an_error);
  tcase_add_test(tcase, an_unknown_limit_names_the_nearest);
  tcase_add_test(tcase, both_names_of_one_limit_are_an_error);
  tcase_add_test(tcase, the_command_line_wins_under_either_name);
  tcase_add_test(tcase, a_limit_that_nothing_enforces_is_warned_about);
  tcase_add_test(tcase, a_backlog_above_the_accept_mailbox_is_warned_about);
  tcase_add_test(tcase, a_heap_has_a_unit_or_is_in_octets);
  tcase_add_test(tcase, a_heap_that_is_no_size_is_an_error);
  tcase_add_test(tcase, a_heap_too_small_for_lwip_is_refused);
  tcase_add_test(tcase, rules_of_esp_lwip_are_options);
  tcase_add_test(tcase, tcp_pcbs_bind_because_esp_idf_counts_them);
  tcase_add_test(tcase, tcp_pcbs_do_not_bind_when_the_count_is_off);
  tcase_add_test(tcase, a_send_buffer_below_two_segments_is_refused);
  tcase_add_test(tcase, options_are_sorted_and_each_is_there_once);
  tcase_add_test(tcase, an_unknown_profile_names_the_nearest);
  return tcase;
}

static TCase *pools_case(void) {
  TCase *tcase = tcase_create("pools");
  tcase_add_checked_fixture(tcase, begin_upstream, end);
  tcase_add_test(tcase, pools_follow_the_declared_types);
  tcase_add_test(tcase, an_own_pool_size_wins_and_is_warned_about_when_short);
  tcase_add_test(tcase, netconns_above_all_pcbs_make_no_sense);
  tcase_add_test(tcase, an_arp_queue_above_its_pool_makes_no_sense);
  tcase_add_test(tcase, input_packets_above_their_mailbox_make_no_sense);
  tcase_add_test(tcase, fewer_segments_than_a_send_queue_are_refused);
  tcase_add_test(tcase, a_window_beyond_the_pbuf_pool_is_refused);
  tcase_add_test(tcase, pool_limits_bind_here);
  tcase_add_test(tcase, peers_are_roomy);
  return tcase;
}

static TCase *fixed_case(void) {
  TCase *tcase = tcase_create("fixed");
  tcase_add_checked_fixture(tcase, begin_arduino, end);
  tcase_add_test(tcase, prebuilt_libraries_keep_their_sixteen_sockets);
  tcase_add_test(tcase, an_own_number_of_sockets_wins_over_a_fixed_one);
  return tcase;
}

static TCase *stm32_case(void) {
  TCase *tcase = tcase_create("stm32");
  tcase_add_checked_fixture(tcase, begin_stm32, end);
  tcase_add_test(tcase, cubemx_writes_fixed_pools);
  return tcase;
}

static TCase *pico_case(void) {
  TCase *tcase = tcase_create("pico");
  tcase_add_checked_fixture(tcase, begin_pico, end);
  tcase_add_test(tcase, pico_examples_have_fixed_pools);
  tcase_add_test(tcase, a_look_at_a_limit_leaves_errno);
  tcase_add_test(tcase, esp_http_server_refuses_more_sessions_than_sockets);
  return tcase;
}

static TCase *libretiny_case(void) {
  TCase *tcase = tcase_create("libretiny");
  tcase_add_checked_fixture(tcase, begin_libretiny, end);
  tcase_add_test(tcase, libretiny_raises_each_type_to_its_minimum);
  tcase_add_test(tcase, libretiny_adds_up_a_dashboard_and_a_portal_to_twenty);
  tcase_add_test(tcase, libretiny_without_consumers_has_three_minimums);
  tcase_add_test(tcase, an_own_limit_wins_on_libretiny);
  tcase_add_test(tcase, pcb_counts_do_not_bind_on_libretiny);
  tcase_add_test(tcase, a_send_buffer_beyond_a_fixed_queue_is_refused);
  tcase_add_test(tcase, a_send_buffer_within_a_fixed_queue_is_taken);
  return tcase;
}

int main(void) {
  Suite *suite = suite_create("derive");
  suite_add_tcase(suite, esp32_case());
  suite_add_tcase(suite, own_case());
  suite_add_tcase(suite, pools_case());
  suite_add_tcase(suite, fixed_case());
  suite_add_tcase(suite, stm32_case());
  suite_add_tcase(suite, pico_case());
  suite_add_tcase(suite, libretiny_case());
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
