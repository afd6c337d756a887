/* SPDX-License-Identifier: BSD-3-Clause */
/* Profiles without threads and sockets: which call of the raw API is refused,
 * with which pool, and what the peer sees. */

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/mini.h"

static const struct trace_event *refusal(const struct trace *trace) {
  for (size_t i = 0; i < trace->event_count; i++) {
    if (trace->events[i].kind == TRACE_CALL_REFUSED)
      return &trace->events[i];
  }
  return NULL;
}

static void assert_refusal(const struct trace *trace, const char *call,
                           const char *error, const char *pool) {
  const struct trace_event *refused = refusal(trace);
  ck_assert_ptr_nonnull(refused);
  ck_assert_str_eq(trace_call_name(refused->call), call);
  ck_assert_str_eq(refused->error_name, error);
  ck_assert_str_eq(refused->pool, pool);
  ck_assert_int_eq(refused->owner, 0);
}

static size_t count_events(const struct trace *trace,
                           enum trace_event_kind kind) {
  size_t count = 0;
  for (size_t i = 0; i < trace->event_count; i++)
    count += trace->events[i].kind == kind;
  return count;
}

/* ---- PCBs ---- */

static const struct {
  const char *profile;
  int64_t mode;
  const char *outcome;
  const char *call; /* NULL: nothing is refused */
  const char *pool;
  size_t held;
} fills[] = {
    {"rp2", 0, "4 then udp_new NULL", "udp_new", "MEMP_NUM_UDP_PCB", 4},
    {"rp2", 1, "5 then tcp_new NULL", "tcp_new", "MEMP_NUM_TCP_PCB", 5},
    /* A listener gives its TCP PCB back; the third one keeps its own. */
    {"rp2", 2, "2 then tcp_listen ERR_MEM", "tcp_listen",
     "MEMP_NUM_TCP_PCB_LISTEN", 3},
    /* Nothing is counted. */
    {"esp8266", 0, "40 then no refusal", NULL, NULL, 40},
    {"esp8266", 1, "40 then no refusal", NULL, NULL, 40},
    {"esp8266", 2, "40 then no refusal", NULL, NULL, 40},
};

START_TEST(pcbs_until_refused) {
  struct mini mini = {.profile = fills[_i].profile,
                      .run_for_s = 5,
                      .limits = {{"MEMP_NUM_TCP_PCB", 5},
                                 {"MEMP_NUM_TCP_PCB_LISTEN", 2},
                                 {"MEMP_NUM_UDP_PCB", 4}},
                      .consumers = {{"raw_fill", fills[_i].mode, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, fills[_i].outcome);
  ck_assert_int_eq(trace.sockets_now, (int64_t)fills[_i].held);
  ck_assert_int_eq(trace.sockets_limit, -1);
  if (fills[_i].call == NULL) {
    ck_assert_int_eq(trace.sockets_refused, 0);
  } else {
    ck_assert_int_eq(trace.sockets_refused, 1);
    assert_refusal(&trace, fills[_i].call, "ERR_MEM", fills[_i].pool);
    ck_assert_int_eq(trace_pool(&trace, fills[_i].pool)->refused, 1);
    ck_assert_uint_eq(refusal(&trace)->slots.count, fills[_i].held);
  }
  trace_done(&trace);
}
END_TEST

START_TEST(a_refusal_shows_the_holder_of_every_pcb) {
  struct mini mini = {.profile = "rp2",
                      .run_for_s = 5,
                      .limits = {{"MEMP_NUM_TCP_PCB", 3}},
                      .consumers = {{"raw_fill", 1, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  const struct trace_event *refused = refusal(&trace);
  ck_assert_ptr_nonnull(refused);
  ck_assert_uint_eq(refused->nth, 4);
  ck_assert_uint_eq(refused->slots.count, 3);
  for (int i = 0; i < 3; i++) {
    ck_assert_int_eq(refused->slots.slots[i].slot, i);
    ck_assert_int_eq(refused->slots.slots[i].fd, -1);
    ck_assert_int_eq(refused->slots.slots[i].owner, 0);
    ck_assert_str_eq(refused->slots.slots[i].protocol, "TCP");
  }
  trace_done(&trace);
}
END_TEST

/* ---- connections ---- */

/* Two PCBs, four clients: the third SYN and the fourth are dropped without a
 * word, again and again, and the listener is told. */
START_TEST(a_syn_without_a_pcb_is_dropped) {
  struct mini mini = {.profile = "rp2",
                      .run_for_s = 150, /* a SYN is given up after 127 s */
                      .limits = {{"MEMP_NUM_TCP_PCB", 2}},
                      .consumers = {{"raw_server", 1, 0, 0}},
                      .peers = {{"connector", 30002, 1000, 4}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(trace.peers[0].served, 2);
  ck_assert_int_eq(trace.peers[0].timeout, 2);
  ck_assert_int_eq(trace.peers[0].reset, 0);
  mini_assert_log(&trace, 0, "no PCB: ERR_MEM");
  assert_refusal(&trace, "tcp_accept", "ERR_MEM", "MEMP_NUM_TCP_PCB");
  ck_assert_int_gt(trace.sockets_refused, 2);
  ck_assert_int_eq(trace_pool(&trace, "MEMP_NUM_TCP_PCB")->refused,
                   trace.sockets_refused);
  trace_done(&trace);
}
END_TEST

static const struct {
  const char *profile;
  int64_t time_wait;
} closers[] = {
    {"esp8266", 5}, /* the oldest is given up beyond that */
    {"rp2", 8},     /* the pool: the listener's PCB is not one of them */
};

/* 20 connections that the device closes. */
START_TEST(time_wait_grows_up_to_the_cap) {
  struct mini mini = {.profile = closers[_i].profile,
                      .run_for_s = 30,
                      .consumers = {{"raw_server", 0, 0, 0}},
                      .peers = {{"visitor", 20, 1000, 1}},
                      .sample_s = {25}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(trace.peers[0].served, 20);
  ck_assert_uint_eq(trace.samples[0].tcp_states[IMAGE_TCP_TIME_WAIT],
                    closers[_i].time_wait);
  ck_assert_uint_eq(count_events(&trace, TRACE_PCB_RECLAIMED),
                    20 - (size_t)closers[_i].time_wait);
  ck_assert_int_eq(trace.sockets_now, 1); /* the listener */
  trace_done(&trace);
}
END_TEST

/* Two clients that acknowledge nothing have what there is; a third one that
 * does is refused. The segments, or lwIP's heap, whichever is less. */
static const struct {
  int64_t no_nagle;
  int64_t segments;
  int64_t heap;
  const char *pool; /* NULL: nobody is refused */
} pools[] = {
    /* A slow client's queue holds 17 segments (TCP_SND_QUEUELEN). */
    {1, 17, 65536, "MEMP_NUM_TCP_SEG"},
    /* With Nagle's algorithm it holds 5840 octets (TCP_SND_BUF) in 5. */
    {0, 17, 16384, "MEM_SIZE"},
    {0, 34, 32768, NULL},
};

START_TEST(slow_clients_take_what_all_share) {
  struct mini mini = {
      .profile = "rp2",
      .run_for_s = 8,
      .limits = {{"MEMP_NUM_TCP_SEG", pools[_i].segments},
                 {"MEM_SIZE", pools[_i].heap}},
      .consumers = {{"raw_pusher", pools[_i].no_nagle, 0, 0}},
      .peers = {{"vanisher", 1, 1000, 2}, {"vanisher", 0, 1000, 1}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(trace.peers[0].served, 2);
  ck_assert_int_eq(trace.peers[1].served, 1);
  if (pools[_i].pool == NULL)
    ck_assert_ptr_null(refusal(&trace));
  else
    assert_refusal(&trace, "tcp_write", "ERR_MEM", pools[_i].pool);
  trace_done(&trace);
}
END_TEST

/* ---- peers that vanish ---- */

/* Four clients come at 1 s, all that there are PCBs for, and are never heard
 * of again; another one comes at 40 s. */
static const struct {
  int64_t how;
  uint32_t established; /* at 35 s */
  bool served;
} echoes[] = {
    {0, 4, false}, /* they are there for ever */
    {1, 0, true},  /* keep-alive ends them after 5 + 3 * 5 s */
    {2, 0, true},  /* the link went down at 10 s: aborted */
};

START_TEST(who_frees_the_pcbs_of_the_vanished) {
  struct mini mini = {
      .profile = "rp2",
      .run_for_s = 80,
      .limits = {{"MEMP_NUM_TCP_PCB", 4}},
      .consumers = {{"raw_echo", echoes[_i].how, 0, 0}},
      .peers = {{"vanisher", 1, 1000, 4}, {"vanisher", 0, 40000, 1}},
      .sample_s = {35}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(trace.peers[0].served, 4);
  ck_assert_uint_eq(trace.samples[0].tcp_states[IMAGE_TCP_ESTABLISHED],
                    echoes[_i].established);
  ck_assert_int_eq(trace.peers[1].served, echoes[_i].served);
  if (echoes[_i].served)
    ck_assert_ptr_null(refusal(&trace));
  else
    assert_refusal(&trace, "tcp_accept", "ERR_MEM", "MEMP_NUM_TCP_PCB");
  trace_done(&trace);
}
END_TEST

/* ---- DNS ---- */

static const struct {
  int64_t free_pcbs;
  size_t asked; /* of six */
  const char *pool;
} questions[] = {
    /* No PCB for the first question; with one, those after it share it, up to
     * DNS_TABLE_SIZE (4). */
    {0, 0, "MEMP_NUM_UDP_PCB"},
    {1, 4, "DNS_TABLE_SIZE"},
    {4, 4, "DNS_TABLE_SIZE"},
};

START_TEST(a_question_needs_a_udp_pcb) {
  struct mini mini = {
      .profile = "rp2",
      .run_for_s = 2,
      .limits = {{"MEMP_NUM_UDP_PCB", 4}},
      .consumers = {{"raw_asker", questions[_i].free_pcbs, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  for (size_t i = 0; i < 6; i++)
    mini_assert_log(&trace, i, i < questions[_i].asked ? "asked" : "ERR_MEM");
  const struct trace_event *last = NULL;
  for (size_t i = 0; i < trace.event_count; i++) {
    if (trace.events[i].kind == TRACE_CALL_REFUSED)
      last = &trace.events[i];
  }
  ck_assert_ptr_nonnull(last);
  ck_assert_str_eq(trace_call_name(last->call), "dns_gethostbyname");
  ck_assert_str_eq(last->error_name, "ERR_MEM");
  ck_assert_str_eq(last->pool, questions[_i].pool);
  ck_assert_uint_eq(last->nth, 6);
  trace_done(&trace);
}
END_TEST

/* A day of nothing is a matter of lwIP's own timers. */
START_TEST(an_idle_loop_sleeps) {
  struct mini mini = {.profile = "rp2",
                      .run_for_s = 86400,
                      .consumers = {{"raw_server", 1, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert(trace.complete);
  ck_assert_uint_eq(count_events(&trace, TRACE_HOST_FAILED), 0);
  trace_done(&trace);
}
END_TEST

#define COUNT(array) (int)(sizeof(array) / sizeof(*(array)))

int main(void) {
  Suite *suite = suite_create("raw");
  TCase *tcase = tcase_create("limits");
  tcase_set_timeout(tcase, 120);
  tcase_add_loop_test(tcase, pcbs_until_refused, 0, COUNT(fills));
  tcase_add_test(tcase, a_refusal_shows_the_holder_of_every_pcb);
  tcase_add_test(tcase, a_syn_without_a_pcb_is_dropped);
  tcase_add_loop_test(tcase, time_wait_grows_up_to_the_cap, 0, COUNT(closers));
  tcase_add_loop_test(tcase, slow_clients_take_what_all_share, 0, COUNT(pools));
  tcase_add_loop_test(tcase, who_frees_the_pcbs_of_the_vanished, 0,
                      COUNT(echoes));
  tcase_add_loop_test(tcase, a_question_needs_a_udp_pcb, 0, COUNT(questions));
  tcase_add_test(tcase, an_idle_loop_sleeps);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
