/* SPDX-License-Identifier: BSD-3-Clause */
/* A journal keeps what is done and loses nothing but a line that was cut. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "study/journal.h"
#include "support/program.h"

static const struct identity mine = {.schema = "sockfit.test/1",
                                     .version = "1",
                                     .scenario = "abc",
                                     .stack = "def"};
static const struct shard whole = {0, 1};

static char *journal_path(void) {
  char *folder = program_folder();
  char *path = path_in(folder, "result.json.part");
  free(folder);
  return path;
}

static struct journal *begin(const char *path, bool resume) {
  struct journal *journal;
  struct diag diag = {0};
  ck_assert_int_eq(journal_begin(path, &mine, whole, resume, &journal, &diag),
                   0);
  return journal;
}

static int keep(void *arg, const char *line) {
  text_add(arg, "[%s]", line);
  return 0;
}

static void assert_holds(const char *path, const char *lines) {
  struct text text = {0};
  struct diag diag = {0};
  ck_assert_int_eq(journal_read(path, keep, &text, &diag), 0);
  ck_assert_str_eq(text.data == NULL ? "" : text.data, lines);
  text_done(&text);
}

static void add(struct journal *journal, const char *line) {
  struct diag diag = {0};
  ck_assert_int_eq(journal_add(journal, line, &diag), 0);
}

START_TEST(lines_come_back) {
  char *path = journal_path();
  struct journal *journal = begin(path, false);
  add(journal, "one");
  add(journal, "two");
  assert_holds(path, "[one][two]");
  journal_close(journal);
  journal = begin(path, true);
  add(journal, "three");
  journal_close(journal);
  assert_holds(path, "[one][two][three]");
  journal_close(begin(path, false)); /* anew */
  assert_holds(path, "");
  free(path);
}
END_TEST

/* Cut at every octet, then gone on with: whole lines stay, the next is whole.
 */
START_TEST(a_line_that_was_cut_is_left_out) {
  char *path = journal_path();
  struct journal *journal = begin(path, false);
  long first = file_size(path);
  add(journal, "one");
  add(journal, "two");
  journal_close(journal);
  size_t len;
  char *content = file_content(path, &len);
  for (size_t cut = 0; cut <= len; cut++) {
    file_write(path, content, cut);
    journal = begin(path, true);
    add(journal, "next");
    journal_close(journal);
    bool one = cut >= (size_t)first + 4, two = cut >= (size_t)first + 8;
    assert_holds(path, two   ? "[one][two][next]"
                       : one ? "[one][next]"
                             : "[next]");
  }
  free(content);
  free(path);
}
END_TEST

static void assert_refused(const char *path, const struct identity *identity,
                           struct shard shard) {
  struct journal *journal;
  struct diag diag = {0};
  ck_assert_int_eq(journal_begin(path, identity, shard, true, &journal, &diag),
                   -EINVAL);
  ck_assert_uint_eq(diag.count, 1);
  ck_assert_ptr_nonnull(strstr(diag.entries[0].text, "another question"));
  diag_done(&diag);
}

START_TEST(another_question_has_another_journal) {
  char *path = journal_path();
  struct journal *journal = begin(path, false);
  add(journal, "one");
  journal_close(journal);
  struct identity other = mine;
  other.schema = "sockfit.other/1";
  assert_refused(path, &other, whole);
  other = mine;
  other.version[0] = '2';
  assert_refused(path, &other, whole);
  other = mine;
  other.scenario[0] = 'x';
  assert_refused(path, &other, whole);
  other = mine;
  other.stack[0] = 'x';
  assert_refused(path, &other, whole);
  assert_refused(path, &mine, (struct shard){0, 2});
  assert_holds(path, "[one]"); /* nothing is lost */
  file_write(path, "something else\n", 15);
  assert_refused(path, &mine, whole);
  free(path);
}
END_TEST

START_TEST(two_processes_do_not_begin_one_journal) {
  char *path = journal_path();
  struct journal *journal = begin(path, false), *other;
  struct diag diag = {0};
  add(journal, "one");
  ck_assert_int_eq(journal_begin(path, &mine, whole, false, &other, &diag),
                   -EBUSY);
  ck_assert_ptr_nonnull(strstr(diag.entries[0].text, "at work"));
  diag_done(&diag);
  ck_assert_int_eq(journal_join(path, &other, &diag), 0); /* but they share */
  add(other, "two");
  add(journal, "three");
  journal_close(other);
  journal_close(journal);
  assert_holds(path, "[one][two][three]");
  free(path);
}
END_TEST

START_TEST(a_journal_that_cannot_be_written) {
  struct journal *journal;
  struct diag diag = {0};
  ck_assert_int_eq(
      journal_begin("/nowhere/j", &mine, whole, false, &journal, &diag),
      -ENOENT);
  ck_assert_uint_eq(diag.count, 1);
  diag_done(&diag);
  ck_assert_int_eq(journal_join("/nowhere/j", &journal, &diag), -ENOENT);
  diag_done(&diag);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("journal");
  TCase *tcase = tcase_create("journal");
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_set_timeout(tcase, 60);
  tcase_add_test(tcase, lines_come_back);
  tcase_add_test(tcase, a_line_that_was_cut_is_left_out);
  tcase_add_test(tcase, another_question_has_another_journal);
  tcase_add_test(tcase, two_processes_do_not_begin_one_journal);
  tcase_add_test(tcase, a_journal_that_cannot_be_written);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
