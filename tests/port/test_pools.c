/* SPDX-License-Identifier: BSD-3-Clause */
/* Every limit of lwIP that can be filled: the refusal is counted under the
 * option's name, and told as it happens. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/mini.h"

#define ANY (-1)

/* What one limit did in a run; ANY where it does not matter. */
static void assert_pool(const struct trace *trace, const char *name,
                        int64_t limit, int64_t peak, int64_t refused,
                        int64_t waited) {
  const struct image_pool *pool = trace_pool(trace, name);
  ck_assert_msg(pool != NULL, "%s is not counted", name);
  const int64_t seen[] = {pool->limit, pool->peak, pool->refused, pool->waited};
  const int64_t expected[] = {limit, peak, refused, waited};
  static const char *const what[] = {"limit", "peak", "refused", "waited"};
  for (size_t i = 0; i < 4; i++)
    ck_assert_msg(expected[i] == ANY || expected[i] == seen[i],
                  "%s: %s is %lld, not %lld", name, what[i], (long long)seen[i],
                  (long long)expected[i]);
}

static int64_t told(const struct trace *trace, const char *name) {
  int64_t count = 0;
  for (size_t i = 0; i < trace->event_count; i++)
    count += trace->events[i].kind == TRACE_POOL_REFUSED &&
             strcmp(trace->events[i].pool, name) == 0;
  return count;
}

/* The first failed call that names this pool, or NULL. */
static const struct trace_event *failed_call(const struct trace *trace,
                                             const char *name) {
  for (size_t i = 0; i < trace->event_count; i++) {
    const struct trace_event *event = &trace->events[i];
    if (event->kind == TRACE_CALL_REFUSED && strcmp(event->pool, name) == 0)
      return event;
  }
  return NULL;
}

static int64_t counter(const struct trace *trace, const char *name) {
  const struct image_counter *found = trace_counter(trace, name);
  ck_assert_ptr_nonnull(found);
  return found->value;
}

/* ---- connections ---- */

/* Three clients send their SYN again and again; nobody ever accepts the two. */
START_TEST(a_syn_at_a_full_backlog) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 150, /* a SYN is given up after 127 s */
                      .consumers = {{"listener", 2, 0, 0}},
                      .peers = {{"connector", 30000, 1000, 5}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(trace.peers[0].timeout, 3);
  assert_pool(&trace, "TCP_LISTEN_BACKLOG", 2, 2, ANY, 0);
  ck_assert_int_ge(trace_pool(&trace, "TCP_LISTEN_BACKLOG")->refused, 3);
  ck_assert_int_eq(trace_pool(&trace, "TCP_LISTEN_BACKLOG")->used, 2);
  ck_assert_int_eq(told(&trace, "TCP_LISTEN_BACKLOG"),
                   trace_pool(&trace, "TCP_LISTEN_BACKLOG")->refused);
  assert_pool(&trace, "DEFAULT_ACCEPTMBOX_SIZE", 6, 2, 0, 0);
  trace_done(&trace);
}
END_TEST

/* Another listener has more room, and did not refuse anybody. */
START_TEST(the_backlog_that_was_full_is_told) {
  struct mini mini = {
      .profile = "esp-idf",
      .run_for_s = 20,
      .consumers = {{"listener", 2, 0, 0}, {"listener", 1008, 0, 0}},
      .peers = {{"connector", 10000, 1000, 5}}};
  struct trace trace;
  mini_run(&mini, &trace);
  assert_pool(&trace, "TCP_LISTEN_BACKLOG", 2, 2, ANY, 0);
  ck_assert_int_ge(trace_pool(&trace, "TCP_LISTEN_BACKLOG")->refused, 3);
  trace_done(&trace);
}
END_TEST

START_TEST(an_accept_mailbox_that_runs_over) {
  struct mini mini = {
      .profile = "esp-idf",
      .run_for_s = 60,
      .limits = {{"MEMP_NUM_NETCONN", 16}, {"DEFAULT_ACCEPTMBOX_SIZE", 3}},
      .consumers = {{"listener", 10, 0, 0}},
      .peers = {{"connector", 30000, 1000, 5}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(trace.peers[0].reset, 2);
  assert_pool(&trace, "DEFAULT_ACCEPTMBOX_SIZE", 3, 3, 2, 0);
  ck_assert_int_eq(told(&trace, "DEFAULT_ACCEPTMBOX_SIZE"), 2);
  assert_pool(&trace, "TCP_LISTEN_BACKLOG", 10, ANY, 0, 0);
  trace_done(&trace);
}
END_TEST

START_TEST(a_syn_without_a_pcb) {
  struct mini mini = {.profile = "upstream",
                      .run_for_s = 10,
                      .limits = {{"MEMP_NUM_NETCONN", 8},
                                 {"MEMP_NUM_TCP_PCB", 2},
                                 {"TCP_LISTEN_BACKLOG", 1}},
                      .consumers = {{"listener", 6, 0, 0}},
                      .peers = {{"connector", 8000, 1000, 3}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_ge(counter(&trace, "tcp.memerr"), 1);
  assert_pool(&trace, "MEMP_NUM_TCP_PCB", 2, 2, counter(&trace, "tcp.memerr"),
              0);
  ck_assert_int_eq(told(&trace, "MEMP_NUM_TCP_PCB"),
                   counter(&trace, "tcp.memerr"));
  trace_done(&trace);
}
END_TEST

/* ---- data ---- */

/* Six messages fill the mailbox, the seventh is kept and offered again. */
START_TEST(a_full_receive_mailbox_is_no_loss) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 30,
                      .consumers = {{"slow_reader", 2000, 0, 0}},
                      .peers = {{"segments", 8, 1000, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, "4000 then the end");
  assert_pool(&trace, "DEFAULT_TCP_RECVMBOX_SIZE", 6, 6, 0, ANY);
  ck_assert_int_ge(trace_pool(&trace, "DEFAULT_TCP_RECVMBOX_SIZE")->waited, 1);
  trace_done(&trace);
}
END_TEST

static const struct {
  const char *profile;
  int64_t keep_eof;
  const char *log;
  bool held; /* the PCB is there at the end */
} ends[] = {
    {"esp-idf", 1, "3000 then the end", false},
    {"esp-idf", 0, NULL, true},
    {"upstream", 0, NULL, true},
    {"upstream", 1, "3000 then the end", false},
};

/* esp-lwip#18: the mailbox is exactly full when the FIN comes. */
START_TEST(an_end_of_file_that_finds_no_room) {
  struct mini mini = {
      .profile = ends[_i].profile,
      .run_for_s = 200,
      .limits = {{"SOCKFIT_KEEP_EOF", ends[_i].keep_eof}, {"TCP_WND", 4288}},
      .consumers = {{"slow_reader", 1000, 0, 0}},
      .peers = {{"segments", 6, 1000, 0}},
      .sample_s = {190}};
  struct trace trace;
  mini_run(&mini, &trace);
  assert_pool(&trace, "DEFAULT_TCP_RECVMBOX_SIZE", 6, 6, 1, 0);
  ck_assert_int_eq(told(&trace, "DEFAULT_TCP_RECVMBOX_SIZE"), 1);
  if (ends[_i].log)
    mini_assert_log(&trace, 0, ends[_i].log);
  else
    ck_assert_ptr_null(mini_log(&trace, 0));
  ck_assert_uint_eq(trace.samples[0].tcp_states[IMAGE_TCP_CLOSE_WAIT],
                    ends[_i].held ? 1 : 0);
  ck_assert_int_eq(trace.sockets_now, ends[_i].held ? 2 : 1);
  trace_done(&trace);
}
END_TEST

static const struct {
  int64_t raw;
  const char *pool;
} mailboxes[] = {{0, "DEFAULT_UDP_RECVMBOX_SIZE"},
                 {1, "DEFAULT_RAW_RECVMBOX_SIZE"}};

START_TEST(datagrams_that_nobody_reads) {
  struct mini mini = {
      .profile = "esp-idf",
      .run_for_s = 10,
      .consumers = {{"slow_datagrams", mailboxes[_i].raw, 0, 0}},
      .peers = {{"datagrams", 30, 1000, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, "6");
  assert_pool(&trace, mailboxes[_i].pool, 6, 6, 24, 0);
  ck_assert_int_eq(told(&trace, mailboxes[_i].pool), 24);
  trace_done(&trace);
}
END_TEST

START_TEST(datagrams_without_a_netbuf) {
  struct mini mini = {.profile = "upstream",
                      .run_for_s = 10,
                      .consumers = {{"slow_datagrams", 0, 0, 0}},
                      .peers = {{"datagrams", 30, 1000, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, "2");
  assert_pool(&trace, "MEMP_NUM_NETBUF", 2, 2, 28, 0);
  trace_done(&trace);
}
END_TEST

/* Frames that the tcpip thread cannot take are lost; what follows of the same
 * connection is then out of order. */
START_TEST(frames_and_segments_beyond_their_queues) {
  struct mini mini = {
      .profile = "esp-idf",
      .run_for_s = 60,
      .limits = {{"TCPIP_MBOX_SIZE", 4},
                 {"TCP_MSS", 536},
                 {"TCP_OOSEQ_MAX_PBUFS", 1}},
      .consumers = {{"burst_reader", 0, 0, 0}},
      .peers = {{"burst", 40, 1000, 0}, {"datagrams", 900, 1000, 3}},
      .link_delay_us = 10};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, "40960");
  assert_pool(&trace, "TCPIP_MBOX_SIZE", 4, 4, ANY, ANY);
  assert_pool(&trace, "TCP_OOSEQ_MAX_PBUFS", 1, 1, 0, ANY);
  ck_assert_int_ge(trace_pool(&trace, "TCPIP_MBOX_SIZE")->refused, 1);
  ck_assert_int_ge(trace_pool(&trace, "TCP_OOSEQ_MAX_PBUFS")->waited, 1);
  trace_done(&trace);
}
END_TEST

/* ---- packets on their way out, fragments, loopback ---- */

static const struct {
  const char *profile;
  int64_t refuse_new;
  const char *log;
  const char *pool;
  int64_t limit;
  int64_t refused;
} unresolved[] = {
    /* esp-lwip refuses the fourth, upstream drops the first in silence. */
    {"esp-idf", 1, "3 taken, errno ENOMEM", "ARP_QUEUE_LEN", 3, 2},
    {"esp-idf", 0, "5 taken, errno none", "ARP_QUEUE_LEN", 3, 2},
    {"upstream", 0, "5 taken, errno none", "ARP_QUEUEING", 1, 4},
};

START_TEST(packets_for_an_address_that_nobody_has) {
  struct mini mini = {
      .profile = unresolved[_i].profile,
      .run_for_s = 2,
      .limits = {{"SOCKFIT_ARP_REFUSE_NEW", unresolved[_i].refuse_new}},
      .consumers = {{"unresolved", 5, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, unresolved[_i].log);
  const char *name = unresolved[_i].pool;
  assert_pool(&trace, name, unresolved[_i].limit, unresolved[_i].limit,
              unresolved[_i].refused, 0);
  ck_assert_int_eq(trace_pool(&trace, name)->used, unresolved[_i].limit);
  ck_assert_int_eq(told(&trace, name), unresolved[_i].refused);
  ck_assert_int_eq(failed_call(&trace, name) != NULL,
                   unresolved[_i].refuse_new);
  trace_done(&trace);
}
END_TEST

START_TEST(a_datagram_in_too_many_fragments) {
  struct mini mini = {
      .profile = "upstream",
      .run_for_s = 5,
      .limits = {{"IP_REASS_MAX_PBUFS", 5}, {"MEMP_NUM_REASSDATA", 2}},
      .consumers = {{"slow_datagrams", 0, 0, 0}},
      .peers = {{"datagrams", 4000001, 1000, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  assert_pool(&trace, "IP_REASS_MAX_PBUFS", 5, ANY, ANY, 0);
  ck_assert_int_ge(trace_pool(&trace, "IP_REASS_MAX_PBUFS")->refused, 1);
  ck_assert_int_ge(told(&trace, "IP_REASS_MAX_PBUFS"), 1);
  ck_assert_int_ge(counter(&trace, "ip_frag.memerr"), 1);
  trace_done(&trace);
}
END_TEST

START_TEST(a_datagram_whose_fragments_fit) {
  struct mini mini = {
      .profile = "upstream",
      .run_for_s = 10,
      .limits = {{"IP_REASS_MAX_PBUFS", 12}, {"MEMP_NUM_REASSDATA", 2}},
      .consumers = {{"slow_datagrams", 0, 0, 0}},
      .peers = {{"datagrams", 4000001, 1000, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, "1");
  assert_pool(&trace, "IP_REASS_MAX_PBUFS", 12, ANY, 0, 0);
  ck_assert_int_ge(trace_pool(&trace, "IP_REASS_MAX_PBUFS")->peak, 3);
  ck_assert_int_eq(trace_pool(&trace, "IP_REASS_MAX_PBUFS")->used, 0);
  trace_done(&trace);
}
END_TEST

START_TEST(packets_of_the_device_to_itself) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 3,
                      .limits = {{"LWIP_LOOPBACK_MAX_PBUFS", 1}},
                      .consumers = {{"to_itself", 4, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, "refused");
  assert_pool(&trace, "LWIP_LOOPBACK_MAX_PBUFS", 1, 1, ANY, 0);
  const struct trace_event *call =
      failed_call(&trace, "LWIP_LOOPBACK_MAX_PBUFS");
  ck_assert_ptr_nonnull(call);
  ck_assert_int_eq(call->call, IMAGE_CALL_SEND);
  ck_assert_str_eq(call->error_name, "ENOMEM");
  trace_done(&trace);
}
END_TEST

/* ---- memory ---- */

static const struct {
  int64_t mode;
  const char *call; /* and errno */
} heaps[] = {{0, "socket ENOBUFS"}, {1, "socket ENOBUFS"}};

START_TEST(a_heap_that_ends) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 5,
                      .limits = {{"SOCKFIT_HEAP", 8192},
                                 {"MEMP_NUM_NETCONN", 58},
                                 {"MEMP_NUM_TCP_PCB", 100}},
                      .consumers = {{"fill", heaps[_i].mode, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_ptr_nonnull(mini_log(&trace, 0));
  ck_assert_ptr_nonnull(strstr(mini_log(&trace, 0), heaps[_i].call));
  const struct trace_event *call = failed_call(&trace, "heap");
  ck_assert_ptr_nonnull(call);
  ck_assert_int_eq(call->call, IMAGE_CALL_SOCKET);
  assert_pool(&trace, "heap", 8192, ANY, ANY, 0);
  ck_assert_int_le(trace_pool(&trace, "heap")->peak, 8192);
  ck_assert_int_ge(trace_pool(&trace, "heap")->refused, 1);
  trace_done(&trace);
}
END_TEST

/* Which of the two calls meets the end of the heap depends on its size. */
START_TEST(a_heap_that_ends_in_listen) {
  bool seen = false;
  for (int64_t octets = 6000; octets < 7000 && !seen; octets += 64) {
    struct mini mini = {
        .profile = "esp-idf",
        .run_for_s = 5,
        .limits = {{"SOCKFIT_HEAP", octets}, {"MEMP_NUM_NETCONN", 58}},
        .consumers = {{"fill", 2, 0, 0}}};
    struct trace trace;
    mini_run(&mini, &trace);
    const struct trace_event *call = failed_call(&trace, "heap");
    ck_assert_ptr_nonnull(call);
    seen = call->call == IMAGE_CALL_LISTEN;
    ck_assert_str_eq(call->error_name, seen ? "ENOMEM" : "ENOBUFS");
    trace_done(&trace);
  }
  ck_assert(seen);
}
END_TEST

START_TEST(the_largest_free_block) {
  struct mini mini = {.profile = "upstream",
                      .run_for_s = 30,
                      .consumers = {{"closer", 0, 0, 0}},
                      .peers = {{"visitor", 10, 1000, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  const struct image_pool *heap = trace_pool(&trace, "MEM_SIZE");
  int64_t least = counter(&trace, "mem.largest_free_least");
  int64_t now = counter(&trace, "mem.largest_free");
  ck_assert_int_gt(heap->peak, 0);
  ck_assert_int_gt(least, 0);
  ck_assert_int_ge(now, least);
  ck_assert_int_le(least, heap->limit - heap->peak);
  ck_assert_int_le(now, heap->limit - heap->used);
  trace_done(&trace);
}
END_TEST

/* ---- rules of esp-lwip ---- */

START_TEST(a_close_interrupts_a_connect) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 30,
                      .limits = {{"SOCKFIT_CLOSE_INTERRUPTS", _i}},
                      .consumers = {{"interrupted", 0, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  size_t crashes = 0;
  for (size_t i = 0; i < trace.event_count; i++)
    crashes += trace.events[i].kind == TRACE_CRASHED;
  if (_i == 1) {
    mini_assert_log(&trace, 0, "connect -1 ENOTCONN at 2 s");
    ck_assert_int_eq(trace.sockets_now, 0);
  }
  ck_assert_uint_eq(crashes, _i == 1 ? 0 : 1);
  trace_done(&trace);
}
END_TEST

/* 20 s in SYN_RCVD: 1 + 13 answers every 1.5 s, or ever fewer. */
START_TEST(an_answered_syn_that_nobody_confirms) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 60,
                      .limits = {{"SOCKFIT_SYN_RCVD_NO_BACKOFF", _i}},
                      .consumers = {{"listener", 2, 0, 0}},
                      .peers = {{"half_open", 40000, 1000, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  if (_i == 1)
    ck_assert_int_ge(trace.peers[0].served, 12);
  else
    ck_assert_int_le(trace.peers[0].served, 6);
  ck_assert_int_ge(trace.peers[0].served, 3);
  trace_done(&trace);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("port/pools");
  TCase *pools = tcase_create("limits");
  tcase_set_timeout(pools, 120); /* images are compiled */
  tcase_add_test(pools, a_syn_at_a_full_backlog);
  tcase_add_test(pools, the_backlog_that_was_full_is_told);
  tcase_add_test(pools, an_accept_mailbox_that_runs_over);
  tcase_add_test(pools, a_syn_without_a_pcb);
  tcase_add_test(pools, a_full_receive_mailbox_is_no_loss);
  tcase_add_loop_test(pools, an_end_of_file_that_finds_no_room, 0, 4);
  tcase_add_loop_test(pools, datagrams_that_nobody_reads, 0, 2);
  tcase_add_test(pools, datagrams_without_a_netbuf);
  tcase_add_test(pools, frames_and_segments_beyond_their_queues);
  tcase_add_loop_test(pools, packets_for_an_address_that_nobody_has, 0, 3);
  tcase_add_test(pools, a_datagram_in_too_many_fragments);
  tcase_add_test(pools, a_datagram_whose_fragments_fit);
  tcase_add_test(pools, packets_of_the_device_to_itself);
  tcase_add_loop_test(pools, a_heap_that_ends, 0, 2);
  tcase_add_test(pools, a_heap_that_ends_in_listen);
  tcase_add_test(pools, the_largest_free_block);
  tcase_add_loop_test(pools, a_close_interrupts_a_connect, 0, 2);
  tcase_add_loop_test(pools, an_answered_syn_that_nobody_confirms, 0, 2);
  suite_add_tcase(suite, pools);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
