/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers as the device prints them: newlib's, and lwIP's own where the
 * platform's port asks for them. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "support/build.h"
#include "verdict/errno_number.h"

static const struct {
  const char *name;
  int newlib, lwip;
} numbers[] = {
    {"EWOULDBLOCK", 11, 11},    {"ENOMEM", 12, 12},
    {"ENFILE", 23, 23},         {"ECONNRESET", 104, 104},
    {"ENOBUFS", 105, 105},      {"ENOPROTOOPT", 109, 92},
    {"EADDRINUSE", 112, 98},    {"ECONNABORTED", 113, 103},
    {"EHOSTUNREACH", 118, 113}, {"EINPROGRESS", 119, 115},
    {"EALREADY", 120, 114},     {"EISCONN", 127, 106},
    {"ENOTCONN", 128, 107},     {"an errno without a name", -1, -1},
};

static struct limits *limits_of(const char *profile) {
  struct variant variant;
  struct limits *limits = NULL;
  struct diag diag = {0};
  build_variant(&variant, profile);
  ck_assert_int_eq(limits_derive(&variant, &limits, &diag), 0);
  build_variant_done(&variant);
  return limits;
}

START_TEST(numbers_go_by_the_profile) {
  static const char *const newlib[] = {"esp-idf", "libretiny", "upstream",
                                       "pico"};
  for (size_t i = 0; i < sizeof(newlib) / sizeof(newlib[0]); i++) {
    struct limits *limits = limits_of(newlib[i]);
    ck_assert_str_eq(errno_numbering(limits), "newlib");
    ck_assert_int_eq(errno_number(limits, numbers[_i].name),
                     numbers[_i].newlib);
    limits_free(limits);
  }
  struct limits *limits = limits_of("stm32");
  ck_assert_str_eq(errno_numbering(limits), "lwIP");
  ck_assert_int_eq(errno_number(limits, numbers[_i].name), numbers[_i].lwip);
  ck_assert_int_eq(errno_number(limits, NULL), -1);
  limits_free(limits);
}
END_TEST

/* lwIP's own numbers are Linux's: the host's header checks the column. */
START_TEST(lwip_s_column_is_linux_s) {
  struct limits *limits = limits_of("stm32");
#define ERR_T(name, number, where)
#define ERRNO(name, newlib, lwip, where)                                       \
  ck_assert_int_eq(errno_number(limits, #name), name);
#include "verdict/errnos.def"
#undef ERRNO
  limits_free(limits);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("verdict/errno_number");
  TCase *tcase = tcase_create("numbers");
  tcase_add_loop_test(tcase, numbers_go_by_the_profile, 0,
                      sizeof(numbers) / sizeof(numbers[0]));
  tcase_add_test(tcase, lwip_s_column_is_linux_s);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
