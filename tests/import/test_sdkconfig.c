/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of importing sdkconfig, prj.conf and lwipopts.h. */
#include "support.h"

static int import_config(const char *text) {
  put_file("sdkconfig", text);
  int r = import_sdkconfig("sdkconfig", &imported, &diag);
  collect_said();
  return r;
}

static void import_good(const char *text) {
  ck_assert_msg(import_config(text) == 0, "%s", said);
  load_imported("sdkconfig");
}

static void refused(const char *text, const char *word) {
  ck_assert_int_eq(import_config(text), -EINVAL);
  ck_assert_msg(strstr(said, word) != NULL, "no '%s' in:\n%s", word, said);
}

#define HEAD(version)                                                          \
  "#\n# Espressif IoT Development Framework (ESP-IDF) " version                \
  " Project Configuration\n#\n"

START_TEST(options_become_limits) {
  import_good(HEAD("5.4.1") "CONFIG_IDF_TARGET=\"esp32\"\n"
                            "CONFIG_LWIP_MAX_SOCKETS=20\n"
                            "CONFIG_LWIP_TCP_MSS=1440\n"
                            "CONFIG_LWIP_SO_LINGER=y\n"
                            "# CONFIG_LWIP_SO_REUSE is not set\n"
                            "CONFIG_LWIP_ESP_GRATUITOUS_ARP=y\n");
  ck_assert_str_eq(limits->profile->name, "esp-idf");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 20);
  ck_assert_int_eq(limits_number(limits, "LWIP_SO_LINGER", 0), 1);
  ck_assert_int_eq(limits_number(limits, "SO_REUSE", 1), 0);
  ck_assert_ptr_nonnull(strstr(imported.text, "# 1 other option"));
}
END_TEST

START_TEST(the_release_decides_on_the_profile) {
  import_good(HEAD("5.1.2") "CONFIG_LWIP_MAX_SOCKETS=16\n");
  ck_assert_str_eq(limits->profile->name, "esp-idf-5.0");
}
END_TEST

START_TEST(the_release_may_stand_in_an_option) {
  import_good("CONFIG_IDF_INIT_VERSION=\"4.4.7\"\nCONFIG_LWIP_MAX_SOCKETS=9\n");
  ck_assert_str_eq(limits->profile->name, "esp-idf-4");
}
END_TEST

START_TEST(carriage_returns_are_blanks) {
  import_good(
      "CONFIG_LWIP_MAX_SOCKETS=12\r\n\r\n  CONFIG_LWIP_TCP_MSS=1400 \r\n");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 12);
  ck_assert_int_eq(limits_number(limits, "TCP_MSS", 0), 1400);
}
END_TEST

START_TEST(the_last_of_a_name_counts) {
  import_good("CONFIG_LWIP_MAX_SOCKETS=12\nCONFIG_LWIP_MAX_SOCKETS=13\n");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 13);
}
END_TEST

START_TEST(ranges_are_those_of_the_release) {
  refused(HEAD("5.1.6") "CONFIG_LWIP_MAX_SOCKETS=17\n",
          "sdkconfig:4:25: error: CONFIG_LWIP_MAX_SOCKETS: 17 is out of range "
          "1..16 (Kconfig of ESP-IDF 5.1.6)");
  ck_assert_int_eq(import_config(HEAD("5.2.3") "CONFIG_LWIP_MAX_SOCKETS=17\n"),
                   -EINVAL);
  ck_assert_int_eq(import_config(HEAD("5.3.1") "CONFIG_LWIP_MAX_SOCKETS=17\n"),
                   -EINVAL);
  import_good(HEAD("5.2.4") "CONFIG_LWIP_MAX_SOCKETS=17\n");
}
END_TEST

START_TEST(newer_releases_allow_more) {
  import_good(HEAD("5.3.2") "CONFIG_LWIP_MAX_SOCKETS=58\n");
}
END_TEST

START_TEST(spiram_widens_ranges) {
  refused("CONFIG_LWIP_TCP_RECVMBOX_SIZE=100\n",
          "sdkconfig:1:31: error: CONFIG_LWIP_TCP_RECVMBOX_SIZE: 100 is out of "
          "range 6..64");
  import_good("CONFIG_SPIRAM=y\nCONFIG_LWIP_TCP_RECVMBOX_SIZE=100\n");
}
END_TEST

START_TEST(garbage_is_placed) {
  refused("CONFIG_A=1\r\n  garbage\r\n=\n",
          "sdkconfig:2:3: error: expected CONFIG_NAME=VALUE or a comment, "
          "found 'garbage'");
  ck_assert_ptr_nonnull(strstr(said, "sdkconfig:3:1: error: "));
  refused("CONFIG_LWIP_MAX_SOCKETS=many\n",
          "sdkconfig:1:25: error: CONFIG_LWIP_MAX_SOCKETS: expected a number");
  refused("A=\x01\n", "sdkconfig:1:3: error: control character 0x01");
  ck_assert_int_eq(import_sdkconfig("none", &imported, &diag), -EINVAL);
}
END_TEST

START_TEST(a_large_one_is_read_quickly) {
  char *text = malloc(9000 * 40);
  int len = 0;
  for (int i = 0; i < 9000; i++)
    len += sprintf(text + len, "CONFIG_LWIP_X%d=y\n", i);
  refused(text, "sdkconfig:8001:1: error: more than 8000 options");
  free(text);
}
END_TEST

/* ---- Zephyr ---- */

START_TEST(zephyr_has_contexts) {
  import_good("CONFIG_NET_MAX_CONTEXTS=12\nCONFIG_ZVFS_OPEN_MAX=16\n");
  ck_assert_str_eq(limits->profile->name, "zephyr");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 12);
}
END_TEST

START_TEST(zephyr_has_descriptors) {
  import_good("CONFIG_NET_MAX_CONTEXTS=12\nCONFIG_ZVFS_OPEN_MAX=10\n");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 7);
  ck_assert_ptr_nonnull(strstr(said, "sdkconfig:2:22: warning: "
                                     "CONFIG_ZVFS_OPEN_MAX leaves 7"));
}
END_TEST

/* ---- lwipopts.h ---- */

static int import_header(const char *text) {
  struct image_places places;
  put_file("lwipopts.h", text);
  ck_assert_int_eq(image_places_find(NULL, &places, &diag), 0);
  struct loop *loop = loop_new();
  int r = import_lwipopts("lwipopts.h", &places, loop, &imported, &diag);
  loop_free(loop);
  image_places_done(&places);
  collect_said();
  return r;
}

START_TEST(expressions_are_calculated) {
  ck_assert_int_eq(import_header("#define TIMES(a, b) ((a) * (b))\n"
                                 "#define TCP_MSS 1460\n"
                                 "#if TCP_MSS > 1000\n"
                                 "#define TCP_WND TIMES(4, TCP_MSS)\n"
                                 "#endif\n"
                                 "#define MEMP_NUM_TCP_PCB sizeof(int) + 3\n"
                                 "#define MEMP_NUM_NETCONN 0x9\n"
                                 "#define TCP_LISTEN_BACKLOG 0\n"),
                   0);
  load_imported("lwipopts.h");
  ck_assert_str_eq(limits->profile->name, "upstream");
  ck_assert_int_eq(limits_number(limits, "TCP_WND", 0), 5840);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB", 0), 7);
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_NETCONN", 0), 9);
  ck_assert_int_eq(limits_number(limits, "TCP_LISTEN_BACKLOG", 1), 0);
  /* What the header leaves alone stays the profile's. */
  ck_assert_ptr_null(strstr(imported.text, "MEMP_NUM_UDP_PCB"));
}
END_TEST

/* Found by tests/fuzz; UBSan sees it. That they are too large is said later. */
START_TEST(the_largest_numbers_overflow_nothing) {
  ck_assert_int_eq(
      import_header("#define MEMP_NUM_TCP_PCB 9223372036854775807LL\n"
                    "#define TCP_MSS (-9223372036854775807LL - 1)\n"),
      0);
  ck_assert_ptr_nonnull(
      strstr(imported.text, "MEMP_NUM_TCP_PCB: 9223372036854775807\n"));
  ck_assert_ptr_nonnull(
      strstr(imported.text, "TCP_MSS: -9223372036854775808\n"));
}
END_TEST

START_TEST(a_heap_is_another_profile) {
  ck_assert_int_eq(import_header("#define MEMP_MEM_MALLOC 1\n"), 0);
  load_imported("lwipopts.h");
  ck_assert_str_eq(limits->profile->name, "libretiny");
}
END_TEST

START_TEST(what_does_not_compile_is_refused) {
  ck_assert_int_eq(import_header("#include \"none.h\"\n"), -EINVAL);
  ck_assert_ptr_nonnull(strstr(said, "lwipopts.h:1:10: fatal error: "));
  ck_assert_int_eq(import_header("#define MEMP_NUM_NETCONN ten\n"), -EINVAL);
  ck_assert_ptr_nonnull(strstr(said, "lwipopts.h:1:"));
}
END_TEST

/* Billions of words from 14 lines: the compiler is ended. */
START_TEST(a_header_that_explodes_is_refused) {
  char text[2000];
  size_t len = (size_t)snprintf(text, sizeof(text), "#define B0 1+1+1+1+1\n");
  for (int i = 1; i < 14; i++)
    len += (size_t)snprintf(text + len, sizeof(text) - len,
                            "#define B%d B%d+B%d+B%d+B%d+B%d+B%d+B%d+B%d\n", i,
                            i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1,
                            i - 1);
  snprintf(text + len, sizeof(text) - len, "#define MEMP_NUM_NETCONN (B13)\n");
  ck_assert_int_eq(import_header(text), -EINVAL);
  ck_assert_ptr_nonnull(
      strstr(said, "lwipopts.h:1:1: error: cannot be compiled against lwIP "
                   "(with 1 s of processor time and 100 MB)"));
}
END_TEST

START_TEST(without_an_operating_system_it_is_the_raw_api) {
  ck_assert_int_eq(import_header("#define NO_SYS 1\n#define LWIP_SOCKET 0\n"
                                 "#define LWIP_NETCONN 0\n"
                                 "#define MEMP_NUM_TCP_PCB 7\n"),
                   0);
  load_imported("lwipopts.h");
  ck_assert_str_eq(limits->profile->name, "rp2");
  ck_assert_int_eq(limits_number(limits, "MEMP_NUM_TCP_PCB", 0), 7);
  ck_assert_str_eq(said, "");
}
END_TEST

int main(void) {
  Suite *suite = suite_create("import/sdkconfig");
  TCase *tcase = folder_case("sdkconfig");
  tcase_add_test(tcase, options_become_limits);
  tcase_add_test(tcase, the_release_decides_on_the_profile);
  tcase_add_test(tcase, the_release_may_stand_in_an_option);
  tcase_add_test(tcase, carriage_returns_are_blanks);
  tcase_add_test(tcase, the_last_of_a_name_counts);
  tcase_add_test(tcase, ranges_are_those_of_the_release);
  tcase_add_test(tcase, newer_releases_allow_more);
  tcase_add_test(tcase, spiram_widens_ranges);
  tcase_add_test(tcase, garbage_is_placed);
  tcase_add_test(tcase, a_large_one_is_read_quickly);
  tcase_add_test(tcase, zephyr_has_contexts);
  tcase_add_test(tcase, zephyr_has_descriptors);
  tcase_add_test(tcase, expressions_are_calculated);
  tcase_add_test(tcase, the_largest_numbers_overflow_nothing);
  tcase_add_test(tcase, a_heap_is_another_profile);
  tcase_add_test(tcase, what_does_not_compile_is_refused);
  tcase_add_test(tcase, a_header_that_explodes_is_refused);
  tcase_add_test(tcase, without_an_operating_system_it_is_the_raw_api);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
