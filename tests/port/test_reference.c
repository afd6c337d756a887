/* SPDX-License-Identifier: BSD-3-Clause */
/* The reference results of lwIP's limits: which call is refused with which
 * errno, and what the peer sees, for heap and static pools. */

#include <check.h>
#include <stdlib.h>

#include "support/mini.h"

#define SMALL                                                                  \
  {"MEMP_NUM_NETCONN", 10}, {"MEMP_NUM_TCP_PCB", 5},                           \
      {"MEMP_NUM_TCP_PCB_LISTEN", 2}, {                                        \
    "MEMP_NUM_UDP_PCB", 4                                                      \
  }

/* ---- socket() and listen() ---- */

static const struct {
  const char *profile;
  int64_t mode;
  const char *outcome;
} fills[] = {
    /* The netconn is there, the table is full: ENFILE. */
    {"esp-idf", 0, "10 then socket ENFILE"},
    /* The count of TCP PCBs comes first, and is another pool: ENOBUFS. */
    {"esp-idf", 1, "5 then socket ENOBUFS"},
    /* Listeners give their TCP PCB back; nothing limits listen PCBs. */
    {"esp-idf", 2, "10 then socket ENFILE"},
    /* 5.0: no count, so slots end first. 4: unbound sockets do not count,
     * listeners do. */
    {"esp-idf-5.0", 0, "10 then socket ENFILE"},
    {"esp-idf-5.0", 1, "10 then socket ENFILE"},
    {"esp-idf-5.0", 2, "10 then socket ENFILE"},
    {"esp-idf-4", 0, "10 then socket ENFILE"},
    {"esp-idf-4", 1, "10 then socket ENFILE"},
    {"esp-idf-4", 2, "5 then socket ENOBUFS"},
    {"arduino-esp32", 1, "5 then socket ENOBUFS"},
    {"upstream", 0, "4 then socket ENOBUFS"},
    {"upstream", 1, "5 then socket ENOBUFS"},
    {"upstream", 2, "2 then listen ENOMEM"},
    {"stm32", 0, "4 then socket ENOBUFS"},
    {"stm32", 1, "5 then socket ENOBUFS"},
    {"stm32", 2, "2 then listen ENOMEM"},
    {"pico", 0, "4 then socket ENOBUFS"},
    {"pico", 1, "5 then socket ENOBUFS"},
    {"pico", 2, "2 then listen ENOMEM"},
    /* A heap again and no count: slots end first, whatever MEMP_NUM_* say. */
    {"libretiny", 0, "10 then socket ENFILE"},
    {"libretiny", 1, "10 then socket ENFILE"},
    {"libretiny", 2, "10 then socket ENFILE"},
};

START_TEST(sockets_until_refused) {
  struct mini mini = {.profile = fills[_i].profile,
                      .run_for_s = 5,
                      .limits = {SMALL},
                      .consumers = {{"fill", fills[_i].mode, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, fills[_i].outcome);
  ck_assert_int_eq(trace.sockets_refused, 1);
  trace_done(&trace);
}
END_TEST

START_TEST(a_refusal_shows_every_owner) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 5,
                      .limits = {{"MEMP_NUM_NETCONN", 10}},
                      .consumers = {{"fill", 0, 0, 0}}};
  struct trace trace;
  mini_run(&mini, &trace);
  const struct trace_event *refused = NULL;
  for (size_t i = 0; i < trace.event_count; i++) {
    if (trace.events[i].kind == TRACE_CALL_REFUSED)
      refused = &trace.events[i];
  }
  ck_assert_ptr_nonnull(refused);
  ck_assert_uint_eq(refused->slots.count, 10);
  ck_assert_uint_eq(refused->nth, 11);
  for (int i = 0; i < 10; i++) {
    ck_assert_int_eq(refused->slots.slots[i].owner, 0);
    ck_assert_int_eq(refused->slots.slots[i].fd, 54 + i); /* as ESP-IDF */
  }
  trace_done(&trace);
}
END_TEST

/* ---- connections that nobody accepts ---- */

static const struct {
  const char *name;
  int64_t mailbox;
  int64_t backlog;
  int64_t clients;
  int64_t held;
  int64_t reset;
  int64_t silent;
} backlogs[] = {
    {"backlog below mailbox", 6, 2, 5, 2, 0, 3},
    {"backlog above mailbox", 6, 10, 9, 6, 3, 0},
    {"backlog within mailbox", 6, 5, 9, 5, 0, 4},
};

START_TEST(connections_that_wait) {
  struct mini mini = {
      .profile = "esp-idf",
      .run_for_s = 150, /* a SYN is given up after 127 s */
      .limits = {{"MEMP_NUM_NETCONN", 16},
                 {"DEFAULT_ACCEPTMBOX_SIZE", backlogs[_i].mailbox}},
      .consumers = {{"listener", backlogs[_i].backlog, 0, 0}},
      .peers = {{"connector", 30000, 1000, backlogs[_i].clients}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(trace.peers[0].served, backlogs[_i].held);
  ck_assert_int_eq(trace.peers[0].reset, backlogs[_i].reset);
  ck_assert_int_eq(trace.peers[0].timeout, backlogs[_i].silent);
  trace_done(&trace);
}
END_TEST

/* Pristine 2.2.1 asserts in both cases with FULLDUPLEX: the port's patch. */
START_TEST(a_listener_with_waiting_connections_can_be_closed) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 60,
                      .consumers = {{"listener", 105, 0, 0}},
                      .peers = {{"connector", 30000, 1000, 3}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, "closed");
  ck_assert_int_eq(trace.peers[0].reset, 3);
  trace_done(&trace);
}
END_TEST

/* ---- accept() without a slot ---- */

static const struct {
  const char *profile;
  int64_t talk; /* the client has sent a line before accept() is called */
  const char *log;
  int64_t closed;
  int64_t reset;
} accepts[] = {
    {"esp-idf", 0, "accept ENFILE", 1, 0},
    {"upstream", 0, "accept ECONNABORTED", 0, 1},
    {"stm32", 0, "accept ECONNABORTED", 0, 1},
    {"pico", 0, "accept ECONNABORTED", 0, 1},
    {"libretiny", 0, "accept ENFILE", 1, 0},
};

START_TEST(accept_without_a_slot) {
  struct mini mini = {
      .profile = accepts[_i].profile,
      .run_for_s = 30,
      .limits = {{"MEMP_NUM_NETCONN", 4}, {"MEMP_NUM_TCP_PCB", 8}},
      .consumers = {{"closer", 1, 0, 0}},
      .peers = {{"connector", 10000, 1000, 3}, {"connector", 5000, 3000, 1}}};
  struct trace trace;
  mini_run(&mini, &trace);
  mini_assert_log(&trace, 0, accepts[_i].log);
  ck_assert_int_eq(trace.peers[0].served, 3);
  ck_assert_int_eq(trace.peers[1].closed, accepts[_i].closed);
  ck_assert_int_eq(trace.peers[1].reset, accepts[_i].reset);
  trace_done(&trace);
}
END_TEST

/* ---- closing states ---- */

static const char *const profiles[] = {"esp-idf", "upstream", "esp-idf-4"};

/* One PCB of the 16 serves, the others wait; none is ever refused. */
START_TEST(time_wait_is_reclaimed) {
  struct mini mini = {
      .profile = profiles[_i],
      .run_for_s = 20,
      .limits = {{"MEMP_NUM_NETCONN", 10}, {"MEMP_NUM_TCP_PCB", 16}},
      .consumers = {{"closer", 0, 0, 0}},
      .peers = {{"visitor", 40, 1000, 0}},
      .sample_s = {19}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(trace.peers[0].served, 40);
  ck_assert_int_eq(trace.sockets_refused, 0);
  /* In 4 the listener takes one of the 16. */
  ck_assert_uint_eq(trace.samples[0].tcp_states[IMAGE_TCP_TIME_WAIT],
                    _i == 2 ? 15 : 16);
  ck_assert_int_eq(trace_pool(&trace, "MEMP_NUM_TCP_PCB")->peak,
                   _i == 2 ? 15 : 16);
  trace_done(&trace);
}
END_TEST

/* Nothing reclaims it: one PCB more for every close by the device. */
START_TEST(time_wait_grows_in_esp_idf_5_0) {
  struct mini mini = {.profile = "esp-idf-5.0",
                      .run_for_s = 20,
                      .consumers = {{"closer", 0, 0, 0}},
                      .peers = {{"visitor", 40, 1000, 0}},
                      .sample_s = {19}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(trace.peers[0].served, 40);
  ck_assert_uint_eq(trace.samples[0].tcp_states[IMAGE_TCP_TIME_WAIT], 40);
  trace_done(&trace);
}
END_TEST

START_TEST(time_wait_lasts_two_msl) {
  struct mini mini = {.profile = "esp-idf",
                      .run_for_s = 130,
                      .consumers = {{"closer", 0, 0, 0}},
                      .peers = {{"visitor", 1, 1000, 0}},
                      .sample_s = {120, 123}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_uint_eq(trace.samples[0].tcp_states[IMAGE_TCP_TIME_WAIT], 1);
  ck_assert_uint_eq(trace.samples[1].tcp_states[IMAGE_TCP_TIME_WAIT], 0);
  trace_done(&trace);
}
END_TEST

/* Peers that never close leave FIN_WAIT_2 behind, which stock lwIP does not
 * reclaim: the next SYN is dropped. ESP-IDF 4 and 5.4 do. */
START_TEST(fin_wait_2_is_reclaimed_by_esp_idf_only) {
  bool esp_idf = _i != 1;
  struct mini mini = {
      .profile = profiles[_i],
      .run_for_s = 15,
      .limits = {{"MEMP_NUM_NETCONN", 10}, {"MEMP_NUM_TCP_PCB", 5}},
      .consumers = {{"closer", 0, 0, 0}},
      .peers = {{"connector", 5002, 1000, 5}, {"connector", 5000, 3000, 1}}};
  struct trace trace;
  mini_run(&mini, &trace);
  ck_assert_int_eq(trace.peers[0].closed, 5);
  ck_assert_int_eq(trace.peers[1].closed, esp_idf ? 1 : 0);
  trace_done(&trace);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("port/reference");
  TCase *fill = tcase_create("refusals");
  tcase_set_timeout(fill, 120); /* images are compiled */
  tcase_add_loop_test(fill, sockets_until_refused, 0,
                      sizeof(fills) / sizeof(fills[0]));
  tcase_add_test(fill, a_refusal_shows_every_owner);
  tcase_add_loop_test(fill, connections_that_wait, 0,
                      sizeof(backlogs) / sizeof(backlogs[0]));
  tcase_add_test(fill, a_listener_with_waiting_connections_can_be_closed);
  tcase_add_loop_test(fill, accept_without_a_slot, 0,
                      sizeof(accepts) / sizeof(accepts[0]));
  tcase_add_loop_test(fill, time_wait_is_reclaimed, 0, 3);
  tcase_add_test(fill, time_wait_grows_in_esp_idf_5_0);
  tcase_add_test(fill, time_wait_lasts_two_msl);
  tcase_add_loop_test(fill, fin_wait_2_is_reclaimed_by_esp_idf_only, 0, 3);
  suite_add_tcase(suite, fill);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
