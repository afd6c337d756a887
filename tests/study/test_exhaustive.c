/* SPDX-License-Identifier: BSD-3-Clause */
/* How many interleavings there are, by another way of counting, and that they
 * keep the invariants at a limit that they meet. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "study/exhaustive.h"
#include "support/program.h"

/* w(n): what one consumer can do in n operations, by the recurrences of its
 * four states: a socket listens, connects or is closed; what listens or is
 * connected goes on with either of two operations. */
static void count_words(long words[], int most) {
  long nothing = 1, fresh = 0, busy = 0;
  for (int n = 0; n <= most; n++) {
    words[n] = nothing + fresh + busy;
    long before = nothing;
    nothing = fresh + busy;  /* close */
    busy = 2 * fresh + busy; /* listen, connect; accept, send */
    fresh = before;          /* socket */
  }
}

static long binomial(int n, int k) {
  return k == 0 ? 1 : binomial(n - 1, k - 1) * n / k;
}

/* Orders of n operations by exactly k consumers with names: the first one has i
 * of them, and C(n, i) places for them. */
static long named(const long words[], int n, int k) {
  long sum = 0;
  if (k == 0)
    return n == 0;
  for (int i = 1; i <= n; i++)
    sum += binomial(n, i) * words[i] * named(words, n - i, k - 1);
  return sum;
}

/* Without names: divided by k!. */
static long expected(int consumers, int operations) {
  long words[EXHAUSTIVE_OPERATIONS + 1];
  long sum = 0, permutations = 1;
  count_words(words, operations);
  for (int k = 1; k <= consumers; k++) {
    permutations *= k;
    sum += named(words, operations, k) / permutations;
  }
  return sum;
}

START_TEST(the_walk_has_as_many_as_the_formula) {
  for (int consumers = 1; consumers <= EXHAUSTIVE_CONSUMERS; consumers++) {
    for (int length = 1; length <= EXHAUSTIVE_OPERATIONS; length++) {
      size_t count;
      ck_assert_int_eq(
          interleavings_walk(consumers, (size_t)length, NULL, NULL, &count), 0);
      ck_assert_int_eq((long)count, expected(consumers, length));
    }
  }
  ck_assert_int_eq(expected(EXHAUSTIVE_CONSUMERS, EXHAUSTIVE_OPERATIONS), 2733);
}
END_TEST

struct seen {
  char (*lines)[128];
  size_t count;
};

static int note(void *arg, const struct interleaving *interleaving) {
  struct seen *seen = arg;
  char *line = seen->lines[seen->count++];
  size_t len = 0;
  for (size_t i = 0; i < interleaving->length; i++)
    len += (size_t)snprintf(line + len, 128 - len, "%d %s ",
                            interleaving->who[i], interleaving->what[i]);
  return 0;
}

static int by_text(const void *a, const void *b) {
  return strcmp(a, b);
}

START_TEST(no_order_comes_twice) {
  struct seen seen = {.lines = calloc(4000, 128)};
  size_t count;
  ck_assert_ptr_nonnull(seen.lines);
  interleavings_walk(EXHAUSTIVE_CONSUMERS, EXHAUSTIVE_OPERATIONS, note, &seen,
                     &count);
  qsort(seen.lines, count, 128, by_text);
  for (size_t i = 1; i < count; i++)
    ck_assert_str_ne(seen.lines[i - 1], seen.lines[i]);
  free(seen.lines);
}
END_TEST

static const char scenario[] =
    "# A table of three sockets, one of them taken.\n"
    "scenario: small-table\n"
    "profile: esp-idf\n"
    "run_for: 10s\n"
    "limits: {MEMP_NUM_NETCONN: 3}\n"
    "consumers:\n"
    "  - component: {%slisteners: 1, port: 9000}\n";

/* Every fortieth of them. */
static void explore(const char *extra, struct outcome *ret_outcome) {
  char *folder = program_folder();
  char *path = text_format("%s/small.yaml", folder);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fprintf(file, scenario, extra);
  fclose(file);
  program_run(&(struct program){.args = {"explore", path, "--exhaustive", "-o",
                                         folder, "--shard", "7/40"}},
              ret_outcome);
  free(path);
  free(folder);
}

START_TEST(at_a_limit_the_invariants_hold) {
  struct outcome outcome;
  explore("", &outcome);
  outcome_assert_status(&outcome, EXIT_HELD);
  ck_assert_ptr_nonnull(
      strstr(outcome.out, "69 interleavings, 0 failed, 0 findings"));
  ck_assert_ptr_null(strstr(outcome.out, "  0 of them met a limit"));
  outcome_done(&outcome);
}
END_TEST

/* The device itself takes the last slots: nobody ever gets one. */
START_TEST(a_consumer_that_never_gets_a_socket_is_told) {
  struct outcome outcome;
  explore("tcp: 2, ", &outcome);
  outcome_assert_status(&outcome, EXIT_NOT_HELD);
  ck_assert_ptr_nonnull(strstr(outcome.out, "state: stopped"));
  outcome_done(&outcome);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("all interleavings");
  TCase *tcase = tcase_create("exhaustive");
  tcase_set_timeout(tcase, 240);
  tcase_add_unchecked_fixture(tcase, program_folders_make,
                              program_folders_remove);
  tcase_add_test(tcase, the_walk_has_as_many_as_the_formula);
  tcase_add_test(tcase, no_order_comes_twice);
  tcase_add_test(tcase, at_a_limit_the_invariants_hold);
  tcase_add_test(tcase, a_consumer_that_never_gets_a_socket_is_told);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
