/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's own sockets_stresstest.c in a simulated device. It checks itself with
 * LWIP_ASSERT; a failed one ends the device. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/mini.h"

#define ROUNDS 3
#define SEEDS 4

/* The test makes MEMP_NUM_TCP_PCB / 3 connections. Both ends and the listener
 * are the device's own: lwIP's file asks for limits that are high enough, and
 * of the profiles' own values only upstream's are (for one connection). */
static const struct {
  struct mini plan;
  int64_t sockets; /* two a connection, and the listener */
} cases[] = {
    {{.profile = "esp-idf", .limits = {{"MEMP_NUM_NETCONN", 11}}}, 11},
    {{.profile = "esp-idf",
      .limits = {{"MEMP_NUM_NETCONN", 33}, {"MEMP_NUM_TCP_PCB", 48}}},
     33},
    {{.profile = "upstream"}, 3},
    {{.profile = "upstream",
      .limits = {{"MEMP_NUM_NETCONN", 11},
                 {"MEMP_NUM_TCP_PCB", 15},
                 {"MEMP_NUM_TCP_SEG", 128},
                 {"MEMP_NUM_TCPIP_MSG_INPKT", 64},
                 {"TCPIP_MBOX_SIZE", 128},
                 {"PBUF_POOL_SIZE", 64},
                 {"MEM_SIZE", 131072}}},
     11},
};
#define CASE_COUNT (sizeof(cases) / sizeof(cases[0]))

static const char *failure_of(const struct trace *trace) {
  for (size_t i = 0; i < trace->event_count; i++) {
    if (trace->events[i].kind == TRACE_HOST_FAILED ||
        trace->events[i].kind == TRACE_CRASHED)
      return trace->events[i].text;
  }
  return NULL;
}

static void run_stress(const struct mini *base, int seed,
                       struct trace *ret_trace) {
  struct mini plan = *base;
  plan.workloads = "lwip/workloads";
  plan.consumers[0].kind = "stress";
  plan.consumers[0].value = ROUNDS;
  plan.run_for_s = 300; /* a round is 10 s and what its last close takes */
  plan.seed = (uint64_t)seed;
  mini_run(&plan, ret_trace);
}

START_TEST(every_round_ends_without_an_assertion) {
  struct trace trace;
  run_stress(&cases[_i / SEEDS].plan, _i % SEEDS + 1, &trace);
  const char *failure = failure_of(&trace);
  ck_assert_msg(failure == NULL, "%s", failure);
  mini_assert_log(&trace, ROUNDS - 1, "round 3");
  ck_assert_int_eq(trace_pool(&trace, "NUM_SOCKETS")->peak,
                   cases[_i / SEEDS].sockets);
  trace_done(&trace);
}
END_TEST

/* With the profile's ten sockets the eleventh fails, and lwIP's test says so:
 * its assertions are compiled in and are seen here. */
START_TEST(a_socket_too_few_is_an_assertion) {
  static const struct mini plan = {.profile = "esp-idf"};
  struct trace trace;
  run_stress(&plan, 1, &trace);
  const char *failure = failure_of(&trace);
  ck_assert_ptr_nonnull(failure);
  ck_assert_msg(strstr(failure, "sockets_stresstest.c") != NULL, "%s", failure);
  ck_assert_ptr_null(mini_log(&trace, 0));
  trace_done(&trace);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("lwip/stress");
  TCase *stress = tcase_create("sockets_stresstest.c");
  tcase_set_timeout(stress, 120); /* images are compiled */
  tcase_add_loop_test(stress, every_round_ends_without_an_assertion, 0,
                      CASE_COUNT * SEEDS);
  tcase_add_test(stress, a_socket_too_few_is_an_assertion);
  suite_add_tcase(suite, stress);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
