/* SPDX-License-Identifier: BSD-3-Clause */
/* Faults on a timetable, in a small world: an echo server on the device and a
 * peer that has an octet echoed every second. */
#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "support/mini.h"

#define WORKLOADS "world/workloads"

static const char *const profiles[] = {"esp-idf", "upstream", "stm32"};

static const struct trace_sample *sample_of(const struct trace *trace,
                                            int64_t at_s) {
  const struct trace_sample *sample = trace_sample_at(trace, at_s * NS_PER_S);
  ck_assert_ptr_nonnull(sample);
  return sample;
}

static size_t count_logs(const struct trace *trace, const char *text) {
  size_t count = 0;
  for (size_t n = 0; mini_log(trace, n) != NULL; n++)
    count += strcmp(mini_log(trace, n), text) == 0;
  return count;
}

/* The n-th thing that a fault said, with its time. */
static void assert_fault(const struct trace *trace, size_t n, int64_t at_s,
                         const char *text) {
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind != TRACE_FAULT || n-- > 0)
      continue;
    ck_assert_str_eq(event->text, text);
    ck_assert_int_eq(event->at_ns, at_s * NS_PER_S);
    return;
  }
  ck_abort_msg("'%s' did not happen", text);
}

static void assert_not_failed(const struct trace *trace) {
  for (size_t i = 0; i < trace->event_count; i++)
    ck_assert_msg(trace->events[i].kind != TRACE_HOST_FAILED &&
                      trace->events[i].kind != TRACE_CRASHED,
                  "%s", trace->events[i].text);
}

START_TEST(without_faults_every_octet_is_echoed) {
  struct mini mini = {.profile = "esp-idf",
                      .workloads = WORKLOADS,
                      .run_for_s = 60,
                      .consumers = {{"echo", 0, 0, 0}},
                      .peers = {{"talker", 4, 1000, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_ge(trace.peers[0].attempts, 58);
  ck_assert_int_ge(trace.peers[0].served + 1, trace.peers[0].attempts);
  ck_assert_int_eq(trace.peers[0].timeout + trace.peers[0].reset, 0);
  trace_done(&trace);
}
END_TEST

/* ---- link_down ---- */

START_TEST(a_pulled_cable_is_seen_by_the_devices_stack) {
  struct mini mini = {
      .profile = "esp-idf",
      .workloads = WORKLOADS,
      .run_for_s = 60,
      .consumers = {{"carrier", 0, 0, 0}, {"echo", 0, 0, 0}},
      .peers = {{"talker", 4, 1000, 0}},
      .faults = {{"link_down", "host=device,at=10s,for=5s,every=20s"}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, "up");
  ck_assert_uint_eq(count_logs(&trace, "down at 100"), 1);
  ck_assert_uint_eq(count_logs(&trace, "up at 150"), 1);
  ck_assert_uint_eq(count_logs(&trace, "down at 300"), 1);
  ck_assert_uint_eq(count_logs(&trace, "up at 350"), 1);
  assert_fault(&trace, 0, 10, "link_down device: the link goes down");
  assert_fault(&trace, 1, 15, "link_down device: over");
  assert_fault(&trace, 4, 50, "link_down device: the link goes down");
  ck_assert_int_ge(trace.peers[0].timeout, 3);
  ck_assert_int_ge(trace.peers[0].served, 35);
  trace_done(&trace);
}
END_TEST

START_TEST(times_bounds_the_repetition) {
  struct mini mini = {
      .profile = "esp-idf",
      .workloads = WORKLOADS,
      .run_for_s = 100,
      .consumers = {{"carrier", 0, 0, 0}},
      .faults = {{"link_down", "host=device,at=10s,for=5s,every=20s,times=2"}}};
  struct trace trace;
  mini_run(&mini, &trace);
  size_t faults = 0;
  for (size_t i = 0; i < trace.event_count; i++)
    faults += trace.events[i].kind == TRACE_FAULT;
  ck_assert_uint_eq(faults, 4);
  trace_done(&trace);
}
END_TEST

START_TEST(of_two_at_one_time_the_last_one_ends_it) {
  struct mini mini = {.profile = "esp-idf",
                      .workloads = WORKLOADS,
                      .run_for_s = 60,
                      .consumers = {{"carrier", 0, 0, 0}},
                      .faults = {{"link_down", "host=device,at=10s,for=10s"},
                                 {"link_down", "host=device,at=15s,for=10s"}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 1, "down at 100");
  mini_assert_log(&trace, 2, "up at 250");
  ck_assert_ptr_null(mini_log(&trace, 3));
  trace_done(&trace);
}
END_TEST

START_TEST(a_peers_cable_is_not_the_devices) {
  struct mini mini = {
      .profile = "esp-idf",
      .workloads = WORKLOADS,
      .run_for_s = 60,
      .consumers = {{"carrier", 0, 0, 0}, {"echo", 0, 0, 0}},
      .peers = {{"talker", 4, 1000, 2}},
      .faults = {{"link_down", "host=talker-2,at=10s,for=20s"}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_ptr_null(strstr(mini_log(&trace, 1), "down"));
  ck_assert_int_ge(trace.peers[0].served, 57 + 30);
  ck_assert_int_le(trace.peers[0].served, 57 + 41);
  ck_assert_int_ge(trace.peers[0].timeout + trace.peers[0].reset, 1);
  trace_done(&trace);
}
END_TEST

/* ---- link ---- */

START_TEST(what_the_device_sends_is_lost_for_a_while) {
  struct mini mini = {
      .profile = "esp-idf",
      .workloads = WORKLOADS,
      .run_for_s = 40,
      .consumers = {{"carrier", 0, 0, 0}, {"echo", 0, 0, 0}},
      .peers = {{"talker", 20, 1000, 0}},
      .faults = {
          {"link", "host=device,at=10s,for=10s,direction=out,loss=100%"}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_ptr_null(strstr(mini_log(&trace, 1), "down")); /* nobody notices */
  ck_assert_int_eq(trace.peers[0].timeout + trace.peers[0].reset, 0);
  ck_assert_int_ge(trace.peers[0].slowest_ns, 9 * NS_PER_S);
  ck_assert_int_ge(trace.peers[0].served, 15);
  assert_fault(&trace, 0, 10, "link device: direction out, loss 100%");
  trace_done(&trace);
}
END_TEST

/* A flipped bit is found by a checksum, and what it hit is sent again. */
START_TEST(corrupt_frames_are_dropped_by_the_stack) {
  struct mini mini = {
      .profile = profiles[_i],
      .workloads = WORKLOADS,
      .run_for_s = 300,
      .consumers = {{"echo", 0, 0, 0}},
      .peers = {{"talker", 60, 1000, 0}},
      .faults = {{"link", "host=device,at=5s,for=290s,corrupt=20%"}}};
  struct trace trace;
  mini_run(&mini, &trace);
  assert_not_failed(&trace);
  ck_assert_int_ge(trace.peers[0].served, 50);
  ck_assert_int_le(trace.peers[0].served, 280); /* waits for what is lost */
  ck_assert_int_eq(trace.peers[0].reset, 0);
  trace_done(&trace);
}
END_TEST

/* The later one wins while both last; then the other one stays. */
START_TEST(several_changes_of_one_link_are_laid_over_each_other) {
  struct mini mini = {
      .profile = "esp-idf",
      .workloads = WORKLOADS,
      .run_for_s = 60,
      .consumers = {{"echo", 0, 0, 0}},
      .peers = {{"talker", 20, 1000, 0}},
      .faults = {{"link", "host=device,at=10s,for=30s,delay=300ms"},
                 {"link", "host=device,at=20s,for=5s,delay=700ms"}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_ge(trace.peers[0].slowest_ns, 1400 * NS_PER_MS);
  ck_assert_int_lt(trace.peers[0].slowest_ns, 1500 * NS_PER_MS);
  trace_done(&trace);
  mini.faults[1].kind = NULL;
  mini_run(&mini, &trace);
  ck_assert_int_ge(trace.peers[0].slowest_ns, 600 * NS_PER_MS);
  ck_assert_int_lt(trace.peers[0].slowest_ns, 700 * NS_PER_MS);
  trace_done(&trace);
}
END_TEST

/* ---- vanish and reboot ---- */

START_TEST(nobody_learns_that_a_peer_vanished) {
  struct mini mini = {.profile = "esp-idf",
                      .workloads = WORKLOADS,
                      .run_for_s = 36000,
                      .consumers = {{"echo", 0, 0, 0}},
                      .peers = {{"talker", 4, 1000, 0}},
                      .faults = {{"vanish", "host=talker,at=10.5s"}},
                      .sample_s = {35999}};
  struct trace trace;
  mini_run(&mini, &trace);
  const struct trace_sample *end = sample_of(&trace, 35999);
  ck_assert_int_eq(end->sockets, 2);
  ck_assert_int_eq(end->tcp_states[IMAGE_TCP_ESTABLISHED], 1);
  ck_assert_int_le(trace.peers[0].attempts, 11);
  ck_assert_uint_eq(count_logs(&trace, "listening"), 1);
  ck_assert_ptr_null(mini_log(&trace, 1));
  trace_done(&trace);
}
END_TEST

START_TEST(a_device_that_sends_gives_a_vanished_peer_up) {
  struct mini mini = {.profile = "esp-idf",
                      .workloads = WORKLOADS,
                      .run_for_s = 3600,
                      .consumers = {{"echo", 30, 0, 0}},
                      .peers = {{"talker", 4, 1000, 0}},
                      .faults = {{"vanish", "host=talker,at=10.5s"}},
                      .sample_s = {60, 3599}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(sample_of(&trace, 60)->sockets, 2);
  ck_assert_int_eq(sample_of(&trace, 3599)->sockets, 1);
  ck_assert_ptr_nonnull(mini_log(&trace, 1));
  ck_assert_int_eq(strncmp(mini_log(&trace, 1), "given up", 8), 0);
  trace_done(&trace);
}
END_TEST

START_TEST(a_rebooted_peer_resets_what_it_does_not_know) {
  struct mini mini = {.profile = "esp-idf",
                      .workloads = WORKLOADS,
                      .run_for_s = 120,
                      .consumers = {{"echo", 30, 0, 0}},
                      .peers = {{"talker", 4, 1000, 0}},
                      .faults = {{"reboot", "host=talker,at=10.5s,for=2s"}},
                      .sample_s = {20, 119}};
  struct trace trace;
  mini_run(&mini, &trace);
  /* The old connection next to the new one, until the device sends. */
  ck_assert_int_eq(sample_of(&trace, 20)->tcp_states[IMAGE_TCP_ESTABLISHED], 2);
  ck_assert_int_eq(sample_of(&trace, 119)->tcp_states[IMAGE_TCP_ESTABLISHED],
                   1);
  ck_assert_ptr_nonnull(mini_log(&trace, 1));
  ck_assert_int_eq(strncmp(mini_log(&trace, 1), "reset at 4", 10), 0);
  ck_assert_int_ge(trace.peers[0].served, 50);
  trace_done(&trace);
}
END_TEST

START_TEST(a_rebooted_device_begins_anew) {
  struct mini mini = {
      .profile = "esp-idf",
      .workloads = WORKLOADS,
      .run_for_s = 60,
      .consumers = {{"echo", 0, 0, 0}},
      .peers = {{"talker", 20, 1000, 3}, {"talker", 20, 40000, 0}},
      .faults = {{"vanish", "host=talker-3,at=25s"},
                 {"reboot", "host=device,at=30.2s,for=3s"}},
      .sample_s = {30, 31, 39, 59}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(sample_of(&trace, 30)->sockets, 4);
  ck_assert_int_eq(sample_of(&trace, 31)->sockets, 0);
  ck_assert_uint_eq(sample_of(&trace, 31)->pool_count, 0);
  ck_assert_int_eq(sample_of(&trace, 39)->sockets, 3);
  ck_assert_uint_eq(count_logs(&trace, "listening"), 2);
  /* Of the whole run, although the second life has fewer. */
  ck_assert_int_eq(trace.sockets_peak, 4);
  ck_assert_int_ge(trace_pool(&trace, "MEMP_NUM_NETCONN")->peak, 4);
  ck_assert_int_eq(trace.consumers[0].state, WORKLOAD_RUNNING);
  ck_assert_int_ge(trace.peers[0].reset, 2);
  trace_done(&trace);
}
END_TEST

START_TEST(a_device_that_is_off_at_the_end_has_nothing_in_use) {
  struct mini mini = {.profile = "esp-idf",
                      .workloads = WORKLOADS,
                      .run_for_s = 60,
                      .consumers = {{"echo", 0, 0, 0}},
                      .peers = {{"talker", 2, 1000, 0}},
                      .faults = {{"vanish", "host=device,at=30.2s"}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(trace.sockets_now, 0);
  ck_assert_int_eq(trace.consumers[0].state, WORKLOAD_STOPPED);
  ck_assert_int_eq(trace_pool(&trace, "MEMP_NUM_NETCONN")->used, 0);
  ck_assert_int_ge(trace_pool(&trace, "MEMP_NUM_NETCONN")->peak, 2);
  trace_done(&trace);
}
END_TEST

/* A boot during link_down must not have a carrier. */
START_TEST(a_device_boots_without_its_cable) {
  struct mini mini = {.profile = "esp-idf",
                      .workloads = WORKLOADS,
                      .run_for_s = 60,
                      .consumers = {{"carrier", 0, 0, 0}},
                      .faults = {{"link_down", "host=device,at=10s,for=20s"},
                                 {"reboot", "host=device,at=15s,for=2s"}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 1, "down at 100");
  mini_assert_log(&trace, 2, "down");
  mini_assert_log(&trace, 3, "up at 300");
  trace_done(&trace);
}
END_TEST

/* ---- restart ---- */

/* Blocked in accept() and recv(), with and without LWIP_NETCONN_FULLDUPLEX. */
START_TEST(a_restarted_consumer_leaves_no_socket) {
  struct mini mini = {
      .profile = profiles[_i],
      .workloads = WORKLOADS,
      .run_for_s = 300,
      .consumers = {{"echo", 0, 0, 0}},
      .limits = {{"SO_REUSE", 1}},
      .peers = {{"talker", 2, 1000, 2}},
      .faults = {{"restart", "consumer=echo,at=10.5s,for=5s,every=20s"}},
      .sample_s = {10, 12, 20, 299}};
  struct trace trace;
  mini_run(&mini, &trace);
  assert_not_failed(&trace);
  ck_assert_int_eq(sample_of(&trace, 10)->sockets, 3);
  ck_assert_int_eq(sample_of(&trace, 12)->sockets, 0);
  ck_assert_int_eq(sample_of(&trace, 20)->sockets, 3);
  ck_assert_int_eq(sample_of(&trace, 299)->sockets, 3);
  ck_assert_uint_eq(count_logs(&trace, "listening"), 16);
  ck_assert_int_eq(trace.sockets_peak, 3);
  ck_assert_int_gt(trace.peers[0].served, 300);
  trace_done(&trace);
}
END_TEST

START_TEST(a_restart_concerns_one_consumer) {
  struct mini mini = {
      .profile = "esp-idf",
      .workloads = WORKLOADS,
      .run_for_s = 30,
      .consumers = {{"carrier", 0, 0, 0}, {"echo", 0, 0, 0}},
      .peers = {{"talker", 2, 1000, 0}},
      .faults = {{"restart", "consumer=carrier,at=10s,for=1s"}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_uint_eq(count_logs(&trace, "up"), 2);
  ck_assert_uint_eq(count_logs(&trace, "listening"), 1);
  ck_assert_int_eq(
      trace.peers[0].timeout + trace.peers[0].reset + trace.peers[0].closed, 0);
  trace_done(&trace);
}
END_TEST

/* Two restarts that overlap, and a boot while the consumer is stopped. */
START_TEST(a_consumer_is_set_up_once) {
  struct mini mini = {.profile = "esp-idf",
                      .workloads = WORKLOADS,
                      .run_for_s = 60,
                      .consumers = {{"echo", 0, 0, 0}},
                      .faults = {{"restart", "consumer=echo,at=10s,for=5s"},
                                 {"restart", "consumer=echo,at=12s,for=5s"},
                                 {"restart", "consumer=echo,at=30s,for=9s"},
                                 {"reboot", "host=device,at=32s,for=2s"}},
                      .sample_s = {29, 59}};
  struct trace trace;
  mini_run(&mini, &trace);
  assert_not_failed(&trace);
  ck_assert_uint_eq(count_logs(&trace, "listening"), 3);
  ck_assert_int_eq(sample_of(&trace, 29)->sockets, 1);
  ck_assert_int_eq(sample_of(&trace, 59)->sockets, 1);
  trace_done(&trace);
}
END_TEST

/* ---- refuse ---- */

START_TEST(the_nth_allocation_is_refused_by_order) {
  struct mini mini = {
      .profile = profiles[_i],
      .workloads = WORKLOADS,
      .run_for_s = 30,
      .consumers = {{"opener", 0, 0, 0}},
      .faults = {{"refuse", "pool=MEMP_NUM_TCP_PCB,host=device,at=10.5s,nth=3,"
                            "count=2"}}};
  struct trace trace;
  size_t refused = 0;
  mini_run(&mini, &trace);
  for (size_t n = 0; n < 30; n++)
    mini_assert_log(&trace, n, n == 13 || n == 14 ? "ENOBUFS" : "opened");
  for (size_t i = 0; i < trace.event_count; i++) {
    const struct trace_event *event = &trace.events[i];
    if (event->kind != TRACE_CALL_REFUSED)
      continue;
    ck_assert(event->injected);
    ck_assert_str_eq(event->pool, "MEMP_NUM_TCP_PCB");
    refused++;
  }
  ck_assert_uint_eq(refused, 2);
  /* Never to be taken for a full pool. */
  ck_assert_int_eq(trace.sockets_refused, 0);
  ck_assert_int_eq(trace.consumers[0].refused, 0);
  ck_assert_int_eq(trace_pool(&trace, "MEMP_NUM_TCP_PCB")->refused, 0);
  trace_done(&trace);
}
END_TEST

/* netconn, PCB, mailbox: whatever a socket is made of, the heap is to blame,
 * by order, and no pool is. (Between two ticks: lwIP asserts when there is
 * nothing for a timer.) */
START_TEST(the_heap_is_refused_by_order) {
  struct mini mini = {
      .profile = "esp-idf",
      .workloads = WORKLOADS,
      .run_for_s = 30,
      .consumers = {{"opener", 0, 650, 0}},
      .faults = {{"refuse", "pool=heap,host=device,at=11.62s"}}};
  struct trace trace;
  mini_run(&mini, &trace);
  assert_not_failed(&trace);
  for (size_t n = 0; n < 29; n++)
    mini_assert_log(&trace, n, n == 11 ? "ENOBUFS" : "opened");
  size_t refused = 0;
  for (size_t i = 0; i < trace.event_count; i++) {
    if (trace.events[i].kind != TRACE_CALL_REFUSED)
      continue;
    ck_assert(trace.events[i].injected);
    ck_assert_str_eq(trace.events[i].pool, "heap");
    refused++;
  }
  ck_assert_uint_eq(refused, 1);
  for (size_t i = 0; i < trace.pool_count; i++)
    ck_assert_msg(trace.pools[i].refused == 0, "%s", trace.pools[i].name);
  trace_done(&trace);
}
END_TEST

/* ---- slow_tcpip ---- */

START_TEST(a_slow_stack_answers_late) {
  struct mini mini = {
      .profile = "esp-idf",
      .workloads = WORKLOADS,
      .run_for_s = 60,
      .consumers = {{"echo", 0, 0, 0}},
      .peers = {{"talker", 10, 1000, 0}},
      .faults = {{"slow_tcpip", "host=device,at=20s,for=10s,cost=50ms"}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_ge(trace.peers[0].slowest_ns, 50 * NS_PER_MS);
  ck_assert_int_ge(trace.peers[0].served, 55);
  trace_done(&trace);
  mini.faults[0].kind = NULL;
  mini_run(&mini, &trace);
  ck_assert_int_lt(trace.peers[0].slowest_ns, 50 * NS_PER_MS);
  trace_done(&trace);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("world/faults");
  TCase *all = tcase_create("faults");
  tcase_set_timeout(all, 120); /* images may have to be compiled */
  tcase_add_test(all, without_faults_every_octet_is_echoed);
  tcase_add_test(all, a_pulled_cable_is_seen_by_the_devices_stack);
  tcase_add_test(all, times_bounds_the_repetition);
  tcase_add_test(all, of_two_at_one_time_the_last_one_ends_it);
  tcase_add_test(all, a_peers_cable_is_not_the_devices);
  tcase_add_test(all, what_the_device_sends_is_lost_for_a_while);
  tcase_add_loop_test(all, corrupt_frames_are_dropped_by_the_stack, 0,
                      (int)(sizeof(profiles) / sizeof(*profiles)));
  tcase_add_test(all, several_changes_of_one_link_are_laid_over_each_other);
  tcase_add_test(all, nobody_learns_that_a_peer_vanished);
  tcase_add_test(all, a_device_that_sends_gives_a_vanished_peer_up);
  tcase_add_test(all, a_rebooted_peer_resets_what_it_does_not_know);
  tcase_add_test(all, a_rebooted_device_begins_anew);
  tcase_add_test(all, a_device_that_is_off_at_the_end_has_nothing_in_use);
  tcase_add_test(all, a_device_boots_without_its_cable);
  tcase_add_loop_test(all, a_restarted_consumer_leaves_no_socket, 0,
                      (int)(sizeof(profiles) / sizeof(*profiles)));
  tcase_add_test(all, a_consumer_is_set_up_once);
  tcase_add_test(all, a_restart_concerns_one_consumer);
  tcase_add_loop_test(all, the_nth_allocation_is_refused_by_order, 0,
                      (int)(sizeof(profiles) / sizeof(*profiles)));
  tcase_add_test(all, the_heap_is_refused_by_order);
  tcase_add_test(all, a_slow_stack_answers_late);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
