/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of limits_derive for profiles without sockets: which consumers they
 * can run, and what ESPHome makes of the counts on rp2. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "limits/limits.h"
#include "support/build.h"

static struct variant variant;
static struct diag diag;
static struct limits *limits;

static void end(void) {
  build_variant_done(&variant);
  limits_free(limits);
  limits = NULL;
  diag_done(&diag);
}

static void derive(void) {
  int error = limits_derive(&variant, &limits, &diag);
  ck_assert_msg(error == 0, "%s", build_diag_text(&diag, 0));
}

static void assert_limit(const char *name, const char *value) {
  ck_assert_str_eq(limits_find(limits, name)->value, value);
}

START_TEST(rp2_raises_each_type_to_its_minimum) {
  build_variant(&variant, "rp2");
  build_consumer(&variant, "api", "api", "");
  build_consumer(&variant, "web_server", "web_server", "");
  build_consumer(&variant, "mqtt", "mqtt", "");
  build_consumer(&variant, "mdns", "mdns", "");
  derive();
  assert_limit("MEMP_NUM_TCP_PCB", "9"); /* 3 + 5 + 1 */
  assert_limit("MEMP_NUM_UDP_PCB", "6");
  assert_limit("MEMP_NUM_TCP_PCB_LISTEN", "2");
  ck_assert_ptr_null(limits_find(limits, "MEMP_NUM_NETCONN"));
  ck_assert_uint_eq(diag.count, 0);
  ck_assert_uint_eq(limits->message_count, 1);
  ck_assert_str_eq(limits->messages[0],
                   "INFO Configuring lwIP: 32768 byte heap; TCP=9 [api=3, "
                   "mqtt=1, web_server=5], UDP=6 (min) [mdns=2], TCP_LISTEN=2 "
                   "[api=1, web_server_base=1]");
}
END_TEST

START_TEST(an_own_limit_wins_on_rp2) {
  build_variant(&variant, "rp2");
  build_consumer(&variant, "api", "api", "");
  build_limit(&variant, "MEMP_NUM_TCP_PCB", "5");
  build_limit(&variant, "MEM_SIZE", "16384");
  derive();
  assert_limit("MEMP_NUM_TCP_PCB", "5");
  ck_assert_ptr_nonnull(strstr(limits->messages[0], "16384 byte heap"));
  ck_assert_uint_eq(diag.count, 0);
}
END_TEST

START_TEST(esp8266_derives_nothing_and_enforces_nothing) {
  build_variant(&variant, "esp8266");
  build_consumer(&variant, "api", "api", "");
  build_consumer(&variant, "web_server", "web_server", "");
  build_limit(&variant, "MEMP_NUM_TCP_PCB", "8");
  derive();
  ck_assert_uint_eq(limits->message_count, 0);
  ck_assert_uint_eq(diag.count, 1);
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "MEMP_NUM_TCP_PCB limits nothing in profile esp8266: "
                   "MEMP_MEM_MALLOC is 1 and SOCKFIT_COUNT_TCP_PCB is 0");
}
END_TEST

START_TEST(options_of_sockets_are_left_out_with_a_warning) {
  build_variant(&variant, "rp2");
  build_consumer(&variant, "api", "api", "");
  build_limit(&variant, "MEMP_NUM_NETCONN", "10");
  derive();
  ck_assert_ptr_null(limits_find(limits, "MEMP_NUM_NETCONN"));
  ck_assert_uint_eq(diag.count, 1);
  ck_assert_str_eq(build_diag_text(&diag, 0),
                   "MEMP_NUM_NETCONN limits nothing in profile rp2: NO_SYS is "
                   "1, there are no sockets and no threads");
}
END_TEST

static const struct {
  const char *profile;
  const char *kind;
  const char *text;
} misfits[] = {
    {"rp2", "camera_web_server",
     "profile rp2 has lwIP's raw API and no sockets, and consumer "
     "'camera_web_server' is not written for it; those that are: "},
    {"esp8266", "http_client",
     "profile esp8266 has lwIP's raw API and no sockets, and consumer "
     "'http_client' is not written for it; those that are: "},
    {"esp-idf", "dns_client",
     "profile esp-idf has sockets, and consumer 'dns_client' is not written "
     "for "
     "them; those that are: "},
};

START_TEST(a_consumer_without_code_for_the_profile_is_an_error) {
  build_variant(&variant, misfits[_i].profile);
  build_consumer(&variant, "api", "api", "");
  build_consumer(&variant, misfits[_i].kind, "it", "");
  ck_assert_int_eq(limits_derive(&variant, &limits, &diag), -EINVAL);
  ck_assert_uint_eq(diag.error_count, 1);
  const char *text = build_diag_text(&diag, 0);
  ck_assert_int_eq(strncmp(text, misfits[_i].text, strlen(misfits[_i].text)),
                   0);
  ck_assert_ptr_nonnull(strstr(text, "api"));
  ck_assert_int_eq(diag.entries[0].place.line, 11); /* the second consumer */
}
END_TEST

static bool has_code(const char *folder, const struct kind *kind) {
  struct stat file;
  char *path = text_format("%s/sim/workloads/%s/%s.c", TEST_SOURCE_DIR, folder,
                           kind->name);
  bool found = stat(path, &file) == 0;
  free(path);
  return found;
}

START_TEST(the_list_of_kinds_is_what_there_is_code_for) {
  size_t count;
  const struct kind *const *kinds = kinds_of(FAMILY_CONSUMER, &count);
  for (size_t i = 0; i < count; i++) {
    unsigned apis = kinds_apis(kinds[i]);
    ck_assert_msg(has_code("device", kinds[i]) == !!(apis & KIND_SOCKETS),
                  "device/%s.c", kinds[i]->name);
    ck_assert_msg(has_code("raw", kinds[i]) == !!(apis & KIND_RAW), "raw/%s.c",
                  kinds[i]->name);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("raw");
  TCase *tcase = tcase_create("limits");
  tcase_add_checked_fixture(tcase, NULL, end);
  tcase_add_test(tcase, rp2_raises_each_type_to_its_minimum);
  tcase_add_test(tcase, an_own_limit_wins_on_rp2);
  tcase_add_test(tcase, esp8266_derives_nothing_and_enforces_nothing);
  tcase_add_test(tcase, options_of_sockets_are_left_out_with_a_warning);
  tcase_add_loop_test(tcase,
                      a_consumer_without_code_for_the_profile_is_an_error, 0,
                      (int)(sizeof(misfits) / sizeof(*misfits)));
  suite_add_tcase(suite, tcase);
  tcase = tcase_create("kinds");
  tcase_add_test(tcase, the_list_of_kinds_is_what_there_is_code_for);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
