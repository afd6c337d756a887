/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of cache entries: the same for the same pieces, different otherwise. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "image/digest.h"

/* Digest of texts, NULL-terminated. */
static void digest_of(const char *const texts[],
                      char ret_hex[DIGEST_HEX_SIZE]) {
  struct digest *digest = digest_new();
  ck_assert_ptr_nonnull(digest);
  for (; *texts != NULL; texts++)
    digest_add_text(digest, *texts);
  digest_hex(digest, ret_hex);
  digest_free(digest);
}

START_TEST(it_is_32_hexadecimal_digits) {
  char hex[DIGEST_HEX_SIZE];
  digest_of((const char *[]){"something", NULL}, hex);
  ck_assert_uint_eq(strlen(hex), 32);
  ck_assert_uint_eq(strspn(hex, "0123456789abcdef"), 32);
}
END_TEST

START_TEST(same_pieces_same_digest) {
  char a[DIGEST_HEX_SIZE], b[DIGEST_HEX_SIZE];
  digest_of((const char *[]){"one", "two", NULL}, a);
  digest_of((const char *[]){"one", "two", NULL}, b);
  ck_assert_str_eq(a, b);
}
END_TEST

static const char *const different[][4] = {{NULL},
                                           {"", NULL},
                                           {"", "", NULL},
                                           {"abc", NULL},
                                           {"ab", "c", NULL},
                                           {"a", "bc", NULL},
                                           {"c", "ab", NULL},
                                           {"abc", "", NULL},
                                           {"", "abc", NULL},
                                           {"abd", NULL},
                                           {"a", "b", "c", NULL}};
#define DIFFERENT_COUNT (sizeof(different) / sizeof(different[0]))

START_TEST(order_and_borders_of_pieces_count) {
  char hex[DIFFERENT_COUNT][DIGEST_HEX_SIZE];
  for (size_t i = 0; i < DIFFERENT_COUNT; i++) {
    digest_of(different[i], hex[i]);
    for (size_t j = 0; j < i; j++)
      ck_assert_msg(strcmp(hex[i], hex[j]) != 0, "%zu and %zu agree", i, j);
  }
}
END_TEST

START_TEST(octets_behind_a_nul_count) {
  char hex[2][DIGEST_HEX_SIZE];
  for (int i = 0; i < 2; i++) {
    struct digest *digest = digest_new();
    digest_add(digest, i == 0 ? "a\0b" : "a\0c", 3);
    digest_hex(digest, hex[i]);
    digest_free(digest);
  }
  ck_assert_str_ne(hex[0], hex[1]);
}
END_TEST

START_TEST(it_can_be_read_on_the_way) {
  char early[DIGEST_HEX_SIZE], late[DIGEST_HEX_SIZE], whole[DIGEST_HEX_SIZE];
  struct digest *digest = digest_new();
  digest_add_text(digest, "base");
  digest_hex(digest, early);
  digest_add_text(digest, "more");
  digest_hex(digest, late);
  digest_free(digest);
  ck_assert_str_ne(early, late);
  digest_of((const char *[]){"base", "more", NULL}, whole);
  ck_assert_str_eq(late, whole);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("image/digest");
  TCase *all = tcase_create("digest");
  tcase_add_test(all, it_is_32_hexadecimal_digits);
  tcase_add_test(all, same_pieces_same_digest);
  tcase_add_test(all, order_and_borders_of_pieces_count);
  tcase_add_test(all, octets_behind_a_nul_count);
  tcase_add_test(all, it_can_be_read_on_the_way);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
