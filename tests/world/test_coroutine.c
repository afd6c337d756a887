/* SPDX-License-Identifier: BSD-3-Clause */
/* Coroutines: who runs when, and whose errno and stack it is. */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "world/coroutine.h"

static struct stack_pool pool;

static void setup(void) {
  pool = (struct stack_pool){0};
}

static void teardown(void) {
  stack_pool_done(&pool);
}

/* What a coroutine of these tests knows of itself. */
struct counter {
  struct coroutine coroutine;
  int rounds; /* to do */
  int done;
  int seen_errno;
  uintptr_t stack; /* an address on it */
};

static void count(void *arg) {
  struct counter *counter = arg;
  char here;
  counter->stack = (uintptr_t)&here;
  while (counter->done < counter->rounds) {
    counter->done++;
    coroutine_yield(&counter->coroutine);
  }
}

static void start(struct counter *counter, int rounds,
                  void (*entry)(void *arg)) {
  *counter = (struct counter){.rounds = rounds};
  ck_assert_int_eq(coroutine_init(&counter->coroutine, &pool, entry, counter),
                   0);
}

START_TEST(it_runs_when_resumed_until_it_yields) {
  struct counter counter;
  start(&counter, 3, count);
  ck_assert_int_eq(counter.done, 0);
  for (int i = 1; i <= 3; i++) {
    coroutine_resume(&counter.coroutine);
    ck_assert_int_eq(counter.done, i);
    ck_assert(!counter.coroutine.finished);
  }
  coroutine_resume(&counter.coroutine);
  ck_assert(counter.coroutine.finished);
  coroutine_done(&counter.coroutine, &pool);
}
END_TEST

START_TEST(many_take_turns_on_stacks_of_their_own) {
  enum { COUNT = 300 };
  static struct counter all[COUNT];
  for (int i = 0; i < COUNT; i++)
    start(&all[i], 5, count);
  for (int round = 1; round <= 5; round++) {
    for (int i = 0; i < COUNT; i++) {
      coroutine_resume(&all[i].coroutine);
      ck_assert_int_eq(all[i].done, round);
    }
  }
  for (int i = 1; i < COUNT; i++) {
    uintptr_t a = all[i].stack, b = all[i - 1].stack;
    ck_assert_uint_ge(a > b ? a - b : b - a, COROUTINE_STACK_OCTETS);
  }
  for (int i = 0; i < COUNT; i++)
    coroutine_done(&all[i].coroutine, &pool);
}
END_TEST

/* ---- errno ---- */

static void look_at_errno(void *arg) {
  struct counter *counter = arg;
  errno = 100 + counter->rounds;
  coroutine_yield(&counter->coroutine);
  counter->seen_errno = errno;
}

START_TEST(everybody_has_an_errno_of_their_own) {
  struct counter a, b;
  start(&a, 1, look_at_errno);
  start(&b, 2, look_at_errno);
  errno = ERANGE;
  coroutine_resume(&a.coroutine);
  ck_assert_int_eq(errno, ERANGE);
  coroutine_resume(&b.coroutine);
  ck_assert_int_eq(errno, ERANGE);
  errno = EDOM;
  coroutine_resume(&a.coroutine);
  coroutine_resume(&b.coroutine);
  ck_assert_int_eq(a.seen_errno, 101);
  ck_assert_int_eq(b.seen_errno, 102);
  ck_assert_int_eq(errno, EDOM);
  coroutine_done(&a.coroutine, &pool);
  coroutine_done(&b.coroutine, &pool);
}
END_TEST

static void note_errno(void *arg) {
  ((struct counter *)arg)->seen_errno = errno;
}

START_TEST(errno_is_0_at_the_start) {
  struct counter counter;
  start(&counter, 0, note_errno);
  errno = EDOM;
  coroutine_resume(&counter.coroutine);
  ck_assert_int_eq(counter.seen_errno, 0);
  coroutine_done(&counter.coroutine, &pool);
}
END_TEST

/* ---- stacks ---- */

START_TEST(a_stack_that_was_given_back_is_used_again) {
  struct counter counter;
  start(&counter, 1, count);
  coroutine_resume(&counter.coroutine);
  uintptr_t first = counter.stack;
  coroutine_done(&counter.coroutine, &pool); /* it never finished */
  for (int i = 0; i < 10000; i++) {
    start(&counter, 1, count);
    coroutine_resume(&counter.coroutine);
    ck_assert_uint_eq(counter.stack, first);
    coroutine_done(&counter.coroutine, &pool);
  }
}
END_TEST

static void use_most_of_the_stack(void *arg) {
  struct counter *counter = arg;
  volatile char room[COROUTINE_STACK_OCTETS - 8192];
  for (size_t i = 0; i < sizeof(room); i += 512)
    room[i] = (char)counter->rounds;
  coroutine_yield(&counter->coroutine);
  for (size_t i = 0; i < sizeof(room); i += 512)
    counter->done += room[i] == (char)counter->rounds;
}

START_TEST(the_whole_stack_belongs_to_one) {
  struct counter a, b;
  int steps = (COROUTINE_STACK_OCTETS - 8192 + 511) / 512;
  start(&a, 1, use_most_of_the_stack);
  start(&b, 2, use_most_of_the_stack);
  coroutine_resume(&a.coroutine);
  coroutine_resume(&b.coroutine);
  coroutine_resume(&a.coroutine);
  coroutine_resume(&b.coroutine);
  ck_assert_int_eq(a.done, steps);
  ck_assert_int_eq(b.done, steps);
  coroutine_done(&a.coroutine, &pool);
  coroutine_done(&b.coroutine, &pool);
}
END_TEST

#if !defined(__SANITIZE_ADDRESS__) /* which stops the program itself */
static int recurse(volatile int depth) {
  volatile char room[1024];
  memset((void *)room, depth, sizeof(room));
  return depth < 0 ? 0 : recurse(depth + 1) + room[depth % 1024];
}

static void overflow(void *arg) {
  ((struct counter *)arg)->done = recurse(0);
}

/* The guard page: a fault, not somebody else's memory. */
START_TEST(an_overflow_faults) {
  struct counter counter;
  start(&counter, 0, overflow);
  coroutine_resume(&counter.coroutine);
}
END_TEST
#endif

/* ---- nesting ---- */

static void resume_another(void *arg) {
  struct counter *counter = arg;
  struct counter inner;
  start(&inner, 2, count);
  coroutine_resume(&inner.coroutine);
  coroutine_yield(&counter->coroutine);
  coroutine_resume(&inner.coroutine);
  counter->done = inner.done;
  coroutine_done(&inner.coroutine, &pool);
}

START_TEST(one_resumes_another) {
  struct counter outer;
  start(&outer, 0, resume_another);
  coroutine_resume(&outer.coroutine);
  ck_assert(!outer.coroutine.finished);
  coroutine_resume(&outer.coroutine);
  ck_assert(outer.coroutine.finished);
  ck_assert_int_eq(outer.done, 2);
  coroutine_done(&outer.coroutine, &pool);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("world/coroutine");
  TCase *all = tcase_create("coroutines");
  tcase_add_checked_fixture(all, setup, teardown);
  tcase_add_test(all, it_runs_when_resumed_until_it_yields);
  tcase_add_test(all, many_take_turns_on_stacks_of_their_own);
  tcase_add_test(all, everybody_has_an_errno_of_their_own);
  tcase_add_test(all, errno_is_0_at_the_start);
  tcase_add_test(all, a_stack_that_was_given_back_is_used_again);
  tcase_add_test(all, the_whole_stack_belongs_to_one);
  tcase_add_test(all, one_resumes_another);
#if !defined(__SANITIZE_ADDRESS__)
  tcase_add_test_raise_signal(all, an_overflow_faults, SIGSEGV);
#endif
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
