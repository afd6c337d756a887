/* SPDX-License-Identifier: BSD-3-Clause */
/* The device's own code comes to every sudden end: the device is off, peers
 * meet silence, and what is told is the same in every run. A task counts as
 * stuck after 100 ms of processor time here; nothing is timed. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/units.h"
#include "support/mini.h"
#include "world/crash.h"

#define IN_CRASHER " (workloads/device/crasher.c:"

static const struct trace_event *crash_of(const struct trace *trace) {
  const struct trace_event *found = NULL;
  for (size_t i = 0; i < trace->event_count; i++) {
    ck_assert_int_ne(trace->events[i].kind, TRACE_HOST_FAILED);
    if (trace->events[i].kind != TRACE_CRASHED)
      continue;
    ck_assert_ptr_null(found);
    found = &trace->events[i];
  }
  return found;
}

/* value: how it ends, see workloads/device/crasher.c. */
static void run(const char *profile, int64_t value, struct trace *ret_trace) {
  struct mini mini = {
      .profile = profile,
      .workloads = "world/workloads",
      .run_for_s = 20,
      .consumers = {{"crasher", value, 0, 0}, {"echo", 0, 0, 0}},
      .peers = {{"talker", 4, 100, 0}}};
  setenv("SOCKFIT_STUCK_AFTER", "100", 1);
  mini_run(&mini, ret_trace);
}

static const struct way {
  int64_t value;
  enum image_crash kind;
  const char *what;
  const char *where;
} ways[] = {
    {1, IMAGE_CRASH_MEMORY, "it wrote to address 0 (NULL)", "write_null"},
    {2, IMAGE_CRASH_MEMORY,
     "it read from address 40 (a member or element of NULL)",
     "read_member_of_null"},
    {3, IMAGE_CRASH_MEMORY, "it called a function at address 0 (NULL)",
     "call_null"},
    {4, IMAGE_CRASH_MEMORY, "it wrote to address 0 (NULL)", "copy_to_null"},
    {5, IMAGE_CRASH_ARITHMETIC, "it divided an integer by zero", "divide"},
    {6, IMAGE_CRASH_ILLEGAL, "it came to an illegal instruction", "end"},
    {7, IMAGE_CRASH_ABORT, "it called abort", "end"},
    {8, IMAGE_CRASH_ABORT, "assert(flag == 5) failed" IN_CRASHER, "end"},
    {9, IMAGE_CRASH_ABORT, "it called exit with 3", "end"},
    {10, IMAGE_CRASH_STACK_OVERFLOW, "the stack of its task overflowed",
     "recurse"},
    {11, IMAGE_CRASH_STACK_OVERFLOW, "the stack of its task overflowed",
     "use_large_array"},
    {12, IMAGE_CRASH_ASSERT, "LWIP_ASSERT: never" IN_CRASHER, "end"},
    {13, IMAGE_CRASH_STUCK, "it did not give the processor back",
     "a loop of loop_for_ever"},
    {14, IMAGE_CRASH_STUCK, "it did not give the processor back",
     "a loop of loop_with_calls"},
    {15, IMAGE_CRASH_STUCK, "it did not give the processor back",
     "a loop of wait_busily"},
};
#define WAY_COUNT (sizeof(ways) / sizeof(ways[0]))

static void assert_is_told(const struct trace_event *crash,
                           const struct way *way) {
  char where[200];
  snprintf(where, sizeof(where), ", in %s" IN_CRASHER, way->where);
  ck_assert_ptr_nonnull(crash);
  ck_assert_str_eq(trace_crash_name(crash->state),
                   trace_crash_name((int)way->kind));
  ck_assert_msg(strncmp(crash->text, way->what, strlen(way->what)) == 0, "%s",
                crash->text);
  ck_assert_msg(strstr(crash->text, where) != NULL, "no%s in: %s", where,
                crash->text);
  /* But for recursion, whose beginning is out of sight. */
  if (way->value != 10)
    ck_assert_msg(strstr(crash->text, ", called by crasher_main (") != NULL,
                  "%s", crash->text);
}

static void assert_slot(const struct trace_event *crash, int owner, int state) {
  for (size_t i = 0; i < crash->slots.count; i++)
    if (crash->slots.slots[i].owner == owner &&
        crash->slots.slots[i].tcp_state == state)
      return;
  ck_abort_msg("owner %d has no socket in %s", owner,
               trace_tcp_state_name(state));
}

START_TEST(it_is_told_who_where_and_what_it_held) {
  const struct way *way = &ways[_i];
  struct trace trace;
  run("esp-idf", way->value, &trace);
  const struct trace_event *crash = crash_of(&trace);
  assert_is_told(crash, way);
  ck_assert_int_eq(crash->owner, 0);
  ck_assert_int_eq(crash->at_ns / NS_PER_MS, 1000);
  assert_slot(crash, 0, IMAGE_TCP_LISTEN);
  assert_slot(crash, 1, IMAGE_TCP_LISTEN);
  assert_slot(crash, 1, IMAGE_TCP_ESTABLISHED);
  ck_assert_int_eq(trace.consumers[0].state, WORKLOAD_FAILED);
  ck_assert_int_eq(trace.consumers[1].state, WORKLOAD_STOPPED);
  ck_assert_int_eq(trace.sockets_now, 0);
  ck_assert_int_ge(trace.sockets_peak, 3);
  trace_done(&trace);
}
END_TEST

START_TEST(the_world_goes_on_and_peers_meet_silence) {
  struct trace trace;
  run("esp-idf", ways[_i].value, &trace);
  ck_assert_int_eq(trace.ended_at_ns, 20 * NS_PER_S);
  ck_assert_int_ge(trace.peers[0].served, 1);
  ck_assert_int_ge(trace.peers[0].timeout, 1);
  ck_assert_int_eq(trace.peers[0].closed, 0);
  ck_assert_ptr_nonnull(trace_pool(&trace, "MEMP_NUM_TCP_PCB"));
  trace_done(&trace);
}
END_TEST

START_TEST(twice_the_same) {
  struct trace a, b;
  run("esp-idf", ways[_i].value, &a);
  run("esp-idf", ways[_i].value, &b);
  ck_assert_str_eq(crash_of(&a)->text, crash_of(&b)->text);
  ck_assert_int_eq(crash_of(&a)->at_ns, crash_of(&b)->at_ns);
  ck_assert_uint_eq(a.event_count, b.event_count);
  trace_done(&a);
  trace_done(&b);
}
END_TEST

/* bind() twice makes a ring of lwIP's list of bound PCBs: tcpip_thread never
 * returns, in the name of whoever called. */
START_TEST(lwip_itself_is_stuck_for_who_called_it) {
  struct trace trace;
  run("esp-idf", 16, &trace);
  const struct trace_event *crash = crash_of(&trace);
  ck_assert_ptr_nonnull(crash);
  ck_assert_int_eq(crash->state, IMAGE_CRASH_STUCK);
  ck_assert_int_eq(crash->owner, 0);
  ck_assert_msg(strstr(crash->text, "tcp_bind (lwip/src/core/tcp.c:") != NULL,
                "%s", crash->text);
  trace_done(&trace);
}
END_TEST

static const int64_t no_crashes[] = {0, 17, 19};

START_TEST(waiting_and_spinning_are_no_crashes) {
  struct trace trace;
  run("esp-idf", no_crashes[_i], &trace);
  ck_assert_ptr_null(crash_of(&trace));
  ck_assert_int_eq(trace.ended_at_ns, 20 * NS_PER_S);
  trace_done(&trace);
}
END_TEST

START_TEST(after_a_reboot_it_is_there_again) {
  struct mini mini = {.profile = "esp-idf",
                      .workloads = "world/workloads",
                      .run_for_s = 10,
                      .consumers = {{"crasher", 1, 0, 0}},
                      .faults = {{"reboot", "host=device,at=5s,for=1s"}}};
  struct trace trace;
  size_t crashes = 0;
  mini_run(&mini, &trace);
  for (size_t i = 0; i < trace.event_count; i++) {
    if (trace.events[i].kind != TRACE_CRASHED)
      continue;
    ck_assert_int_eq(trace.events[i].at_ns / NS_PER_S, crashes == 0 ? 1 : 7);
    crashes++;
  }
  ck_assert_uint_eq(crashes, 2);
  trace_done(&trace);
}
END_TEST

/* ---- the program itself ---- */

/* A fault in the program, even in the middle of a host's work, kills it. */
START_TEST(a_fault_of_the_program_kills_the_program) {
  struct guarded guarded = {0};
  ck_assert_int_eq(crash_watch_begin(), 0);
  if (_i == 0 || crash_try(&guarded))
    raise(SIGSEGV);
  crash_over(&guarded);
}
END_TEST

static void heard(int signal) {
  (void)signal;
  _exit(7);
}

START_TEST(handlers_are_there_for_the_run_only) {
  signal(SIGSEGV, heard);
  ck_assert_int_eq(crash_watch_begin(), 0);
  crash_watch_end();
  raise(SIGSEGV);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("world/crashes");
  TCase *all = tcase_create("crashes");
  tcase_set_timeout(all, 120);
  tcase_add_loop_test(all, it_is_told_who_where_and_what_it_held, 0, WAY_COUNT);
  tcase_add_loop_test(all, the_world_goes_on_and_peers_meet_silence, 0,
                      WAY_COUNT);
  tcase_add_loop_test(all, twice_the_same, 0, WAY_COUNT);
  tcase_add_test(all, lwip_itself_is_stuck_for_who_called_it);
  tcase_add_loop_test(all, waiting_and_spinning_are_no_crashes, 0, 3);
  tcase_add_test(all, after_a_reboot_it_is_there_again);
#ifdef __SANITIZE_ADDRESS__ /* which tells of it and exits */
  tcase_add_loop_exit_test(all, a_fault_of_the_program_kills_the_program, 1, 0,
                           2);
#else
  tcase_add_loop_test_raise_signal(
      all, a_fault_of_the_program_kills_the_program, SIGSEGV, 0, 2);
#endif
  tcase_add_exit_test(all, handlers_are_there_for_the_run_only, 7);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
