/* SPDX-License-Identifier: BSD-3-Clause */
/* Steps of a scripted client, as text and as parsed. */
#include "workloads/common/steps.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct steps steps;
static struct steps_mistake mistake;

static void parse(const char *text) {
  int result = steps_parse(text, &steps, &mistake);
  ck_assert_msg(result == 0, "%s: expected %s at %zu", text, mistake.expected,
                mistake.offset);
}

/* The word that is found wrong, and a piece of what was expected. */
static void refuse(const char *text, const char *word, const char *expected) {
  ck_assert_msg(steps_parse(text, &steps, &mistake) == -EINVAL, "%s", text);
  ck_assert_uint_le(mistake.offset + mistake.len, strlen(text));
  ck_assert_uint_eq(mistake.len, strlen(word));
  ck_assert_msg(memcmp(text + mistake.offset, word, mistake.len) == 0,
                "%s: blamed %s", text, text + mistake.offset);
  ck_assert_msg(strstr(mistake.expected, expected) != NULL, "%s: expected %s",
                text, mistake.expected);
}

START_TEST(every_verb_is_known) {
  parse("connect; send 500 x6 every 10ms; ask 12 for 13 x* every 1s; "
        "get /a/b x2; recv 100; recv any; recv eof; served; hold 5s; sleep "
        "2min; shutdown; expect_close 1h; sleep 1s; connect; hold; abort; "
        "connect; vanish; connect; reboot; connect; close; repeat 3;");
  ck_assert_uint_eq(steps.count, 23);
  ck_assert_int_eq(steps.items[0].verb, STEP_CONNECT);
  ck_assert_uint_eq(steps.items[1].octets, 500);
  ck_assert_uint_eq(steps.items[1].times, 6);
  ck_assert_uint_eq(steps.items[1].ms, 10);
  ck_assert_uint_eq(steps.items[2].octets, 12);
  ck_assert_uint_eq(steps.items[2].answer, 13);
  ck_assert_uint_eq(steps.items[2].times, STEPS_FOR_EVER);
  ck_assert_str_eq(steps.items[3].path, "/a/b");
  ck_assert_uint_eq(steps.items[3].times, 2);
  ck_assert_int_eq(steps.items[5].verb, STEP_RECV_ANY);
  ck_assert_int_eq(steps.items[6].verb, STEP_RECV_EOF);
  ck_assert_uint_eq(steps.items[9].ms, 120000);
  ck_assert_uint_eq(steps.items[11].ms, 3600000);
  ck_assert_uint_eq(steps.items[14].ms, 0);
  ck_assert_uint_eq(steps.items[22].times, 3);
}
END_TEST

START_TEST(repeat_without_a_number_is_for_ever) {
  parse("connect;close;repeat");
  ck_assert_uint_eq(steps.items[2].times, STEPS_FOR_EVER);
}
END_TEST

START_TEST(a_mistake_is_blamed_on_its_word) {
  refuse("", "", "connect");
  refuse("conect", "conect", "connect");
  refuse("connect; ; close", "", "connect");
  refuse("connect; send", "", "octets");
  refuse("connect; send many", "many", "octets");
  refuse("connect; send 0", "0", "octets");
  refuse("connect; send 10000001", "10000001", "octets");
  refuse("connect; send 99999999999999999999", "99999999999999999999",
         "octets");
  refuse("connect; send 5 6", "6", "';'");
  refuse("connect; send 5 x", "x", "x6");
  refuse("connect; send 5 x0", "x0", "x6");
  refuse("connect; send 5 every 5", "5", "time");
  refuse("connect; ask 5", "", "'for'");
  refuse("connect; get index", "index", "path");
  refuse("connect; recv some", "some", "'eof'");
  refuse("connect; sleep 5", "5", "time");
  refuse("connect; sleep 200h", "200h", "time");
  refuse("connect; sleep", "", "time");
  refuse("connect; hold 1d", "1d", "time");
  refuse("connect; close now", "now", "';'");
}
END_TEST

START_TEST(what_cannot_follow_is_refused) {
  refuse("close", "close", "'connect' as the first");
  refuse("repeat", "repeat", "'connect' as the first");
  refuse("sleep 1s; connect", "sleep", "'connect' as the first");
  refuse("connect; connect", "connect", "connected already");
  refuse("connect; close; send 5", "send", "no connection");
  refuse("connect; close; repeat; close", "close", "nothing behind");
}
END_TEST

START_TEST(a_path_and_a_script_have_an_end) {
  char text[2048] = "connect; get /";
  memset(text + strlen(text), 'a', 62);
  parse(text);
  strcat(text, "a");
  ck_assert_int_eq(steps_parse(text, &steps, &mistake), -EINVAL);
  strcpy(text, "connect");
  for (int i = 1; i < STEPS_MAX; i++)
    strcat(text, "; recv any");
  parse(text);
  strcat(text, "; recv any");
  refuse(text, "recv", "64 steps");
}
END_TEST

int main(void) {
  Suite *suite = suite_create("workloads/steps");
  TCase *all = tcase_create("all");
  tcase_add_test(all, every_verb_is_known);
  tcase_add_test(all, repeat_without_a_number_is_for_ever);
  tcase_add_test(all, a_mistake_is_blamed_on_its_word);
  tcase_add_test(all, what_cannot_follow_is_refused);
  tcase_add_test(all, a_path_and_a_script_have_an_end);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
