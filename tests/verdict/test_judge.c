/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of verdict_judge: each expectation, held and not held. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "support/build.h"
#include "verdict/verdict.h"

enum { API, OTA, MDNS, WEB_SERVER, CAM_STREAM, CAM_SNAPSHOT };

static struct variant variant;
static struct trace trace;
static struct judged judged;

static void begin(void) {
  build_variant(&variant, "esp-idf");
  build_quickstart(&variant);
  build_peer(&variant, "browser", "browser", "");
  build_trace(&trace, &variant);
}

static void end(void) {
  judged_done(&judged);
  trace_done(&trace);
  build_variant_done(&variant);
}

static void expect(const char *kind, const char *params) {
  build_expectation(&variant, kind, params);
}

/* The 11th socket() of the device, the snapshot camera's third. */
static struct trace_event *refuse_camera(int64_t at_ms) {
  struct trace_event *event =
      build_failed_call(&trace, at_ms, TRACE_CALL_REFUSED, CAM_SNAPSHOT,
                        IMAGE_CALL_SOCKET, "ENFILE", "NUM_SOCKETS");
  event->nth = 3;
  event->nth_of_host = 11;
  return event;
}

/* Judge one expectation and compare what was found. */
static void judge_one(const char *kind, const char *params, bool held,
                      const char *found) {
  expect(kind, params);
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
  const struct judgement *last = &judged.judgements[judged.count - 1];
  ck_assert_str_eq(last->found, found);
  ck_assert_msg(last->held == held, "%s: {%s}", kind, params);
  ck_assert_int_eq(judged.verdict, held ? VERDICT_PASS : VERDICT_FAIL);
}

/* ---- refused ---- */

START_TEST(a_refusal_with_all_that_is_given_holds) {
  refuse_camera(3502);
  judge_one("refused",
            "consumer=cam_snapshot, call=socket, errno=ENFILE, nth=3, "
            "pool=NUM_SOCKETS, after=3s, before=4s",
            true,
            "seen: cam_snapshot socket ENFILE (socket slots) at 3.502 s (1x)");
}
END_TEST

START_TEST(a_failed_call_without_a_full_pool_counts_as_well) {
  build_failed_call(&trace, 1500, TRACE_CALL_FAILED, API, IMAGE_CALL_BIND,
                    "EADDRINUSE", NULL);
  judge_one("refused", "call=bind, errno=EADDRINUSE", true,
            "seen: api bind EADDRINUSE at 1.500 s (1x)");
}
END_TEST

START_TEST(without_a_consumer_nth_counts_the_devices_calls) {
  refuse_camera(3502);
  judge_one("refused", "call=socket, nth=11", true,
            "seen: cam_snapshot socket ENFILE (socket slots) at 3.502 s (1x)");
}
END_TEST

START_TEST(another_ordinal_is_a_miss_that_says_which_it_was) {
  refuse_camera(3502);
  judge_one("refused", "consumer=cam_snapshot, nth=11", false,
            "not seen; nearest: cam_snapshot socket ENFILE (socket slots) at "
            "3.502 s (differs in nth: it was 3)");
}
END_TEST

START_TEST(the_nearest_miss_is_the_one_with_the_fewest_differences) {
  build_failed_call(&trace, 100, TRACE_CALL_FAILED, API, IMAGE_CALL_BIND,
                    "EADDRINUSE", NULL);
  refuse_camera(3502);
  judge_one("refused", "consumer=cam_snapshot, call=socket, errno=ENOBUFS",
            false,
            "not seen; nearest: cam_snapshot socket ENFILE (socket slots) at "
            "3.502 s (differs in errno)");
}
END_TEST

START_TEST(a_refusal_outside_the_time_does_not_count) {
  refuse_camera(3502);
  judge_one("refused", "consumer=cam_snapshot, before=3s", false,
            "not seen; nearest: cam_snapshot socket ENFILE (socket slots) at "
            "3.502 s (differs in before)");
}
END_TEST

START_TEST(another_pool_is_a_miss_that_says_which_it_was) {
  refuse_camera(3502);
  judge_one("refused", "pool=MEMP_NUM_TCP_PCB", false,
            "not seen; nearest: cam_snapshot socket ENFILE (socket slots) at "
            "3.502 s (differs in pool: it was NUM_SOCKETS)");
}
END_TEST

START_TEST(the_netconn_pool_is_not_the_socket_table) {
  build_failed_call(&trace, 3502, TRACE_CALL_REFUSED, API, IMAGE_CALL_SOCKET,
                    "ENOBUFS", "MEMP_NUM_NETCONN");
  judge_one("refused", "pool=MEMP_NUM_NETCONN", true,
            "seen: api socket ENOBUFS (netconn pool) at 3.502 s (1x)");
}
END_TEST

/* A send() to the browser. */
static void refuse_send_to_browser(void) {
  struct trace_event *event = build_failed_call(
      &trace, 3502, TRACE_CALL_REFUSED, API, IMAGE_CALL_SEND, "ENOMEM", "heap");
  build_slots(event, &(struct image_slot){.slot = 2, .remote = "198.18.0.3"},
              1);
  event->slot = 2;
  struct trace_peer *browser = &trace.peers[trace.peer_count - 1];
  ck_assert_str_eq(browser->name, "browser");
  browser->first_ipv4 = 0xc6120003;
  browser->host_count = 1;
}

START_TEST(the_peer_of_a_refused_call_is_told_and_compared) {
  refuse_send_to_browser();
  judge_one("refused", "peer=browser, count=1", true,
            "seen: api send ENOMEM (heap) at 3.502 s, connected to browser "
            "(1x)");
}
END_TEST

START_TEST(another_peer_is_a_miss) {
  refuse_send_to_browser();
  judge_one("refused", "peer=home_assistant", false,
            "not seen; nearest: api send ENOMEM (heap) at 3.502 s, connected "
            "to browser (differs in peer)");
}
END_TEST

START_TEST(no_failed_call_at_all_is_said) {
  judge_one("refused", "errno=ENFILE", false,
            "not seen; no call of the device failed");
}
END_TEST

START_TEST(a_count_is_compared) {
  refuse_camera(3502);
  refuse_camera(4502);
  judge_one("refused", "errno=ENFILE, count=2", true,
            "seen: cam_snapshot socket ENFILE (socket slots) at 3.502 s (2x)");
}
END_TEST

START_TEST(a_count_that_is_not_met_says_so) {
  refuse_camera(3502);
  judge_one("refused", "errno=ENFILE, count=>= 2", false,
            "seen: cam_snapshot socket ENFILE (socket slots) at 3.502 s (1x), "
            "expected at least 2");
}
END_TEST

START_TEST(a_count_of_zero_expects_none) {
  judge_one("refused", "errno=ENFILE, count=0", true,
            "not seen; no call of the device failed");
}
END_TEST

START_TEST(again_and_would_block_are_one_errno) {
  build_failed_call(&trace, 10, TRACE_CALL_FAILED, API, IMAGE_CALL_RECV,
                    "EWOULDBLOCK", NULL);
  judge_one("refused", "errno=EAGAIN", true,
            "seen: api recv EWOULDBLOCK at 0.010 s (1x)");
}
END_TEST

/* ---- no_refusals ---- */

START_TEST(no_refusals_holds_in_a_quiet_run) {
  judge_one("no_refusals", "", true, "nothing was refused");
}
END_TEST

START_TEST(failed_calls_are_no_refusals) {
  build_failed_call(&trace, 100, TRACE_CALL_FAILED, API, IMAGE_CALL_BIND,
                    "EADDRINUSE", NULL);
  judge_one("no_refusals", "", true, "nothing was refused");
}
END_TEST

START_TEST(no_refusals_breaks_at_the_first_refusal) {
  refuse_camera(3502);
  refuse_camera(4502);
  judge_one("no_refusals", "", false,
            "seen: cam_snapshot socket ENFILE (socket slots) at 3.502 s, and 1 "
            "more");
}
END_TEST

START_TEST(no_refusals_breaks_at_a_pool_that_no_call_reports) {
  struct trace_event *event = build_failed_call(
      &trace, 7000, TRACE_POOL_REFUSED, OWNER_STACK, -1, NULL, NULL);
  event->pool = "MEMP_NUM_TCP_PCB";
  judge_one("no_refusals", "", false,
            "seen: MEMP_NUM_TCP_PCB refused an allocation at 7.000 s");
}
END_TEST

START_TEST(no_refusals_of_one_consumer_ignores_the_others) {
  refuse_camera(3502);
  judge_one("no_refusals", "consumer=api", true, "nothing was refused");
}
END_TEST

/* ---- peak, state_at ---- */

START_TEST(peaks_are_compared_with_every_bound) {
  trace.sockets_peak = 19;
  build_pool(&trace, "MEMP_NUM_TCP_PCB", 16, 3, 14, 0);
  judge_one("peak", "sockets=<= 19, MEMP_NUM_TCP_PCB=< 14", false,
            "seen: sockets 19, MEMP_NUM_TCP_PCB 14");
}
END_TEST

START_TEST(the_peak_of_a_consumer_is_its_own) {
  trace.sockets_peak = 19;
  trace.consumers[WEB_SERVER].peak = 8;
  judge_one("peak", "consumer=web_server, sockets=8", true, "seen: sockets 8");
}
END_TEST

START_TEST(a_pool_that_is_not_counted_does_not_hold) {
  judge_one("peak", "MEMP_NUM_NETBUF=<= 2", false,
            "seen: MEMP_NUM_NETBUF is not counted in this image");
}
END_TEST

START_TEST(heap_is_lwips_own_where_there_is_one) {
  build_pool(&trace, "MEM_SIZE", 32768, 100, 5000, 0);
  judge_one("peak", "heap=<= 32768", true, "seen: heap 5000");
}
END_TEST

/* ---- pool, counter, and refusals that no call reports ---- */

START_TEST(a_pool_is_compared_in_every_way) {
  build_pool(&trace, "TCP_LISTEN_BACKLOG", 4, 1, 4, 2);
  trace.pools[trace.pool_count - 1].waited = 3;
  judge_one("pool",
            "name=TCP_LISTEN_BACKLOG, limit=4, peak=<= 4, end=1, refused=2, "
            "waited=> 2",
            true, "seen: limit 4, peak 4, end 1, refused 2, waited 3");
}
END_TEST

START_TEST(a_pool_that_refused_more_does_not_hold) {
  build_pool(&trace, "MEMP_NUM_TCP_SEG", 16, 0, 16, 5);
  judge_one("pool", "name=MEMP_NUM_TCP_SEG, refused=0", false,
            "seen: refused 5");
}
END_TEST

START_TEST(a_pool_without_a_limit_has_none_to_compare) {
  build_pool(&trace, "MEMP_NUM_UDP_PCB", -1, 0, 3, 0);
  judge_one("pool", "name=MEMP_NUM_UDP_PCB, limit=<= 16", false,
            "seen: limit none, the heap is the only bound");
}
END_TEST

START_TEST(a_pool_must_be_counted_in_the_image) {
  judge_one("pool", "name=MEMP_NUM_NETDB, refused=0", false,
            "MEMP_NUM_NETDB is not counted in this image");
}
END_TEST

START_TEST(a_counter_is_compared) {
  trace.counters[trace.counter_count++] =
      (struct image_counter){"tcp.memerr", 2};
  judge_one("counter", "name=tcp.memerr, value=>= 1", true, "seen: value 2");
}
END_TEST

START_TEST(a_counter_must_be_in_the_image) {
  judge_one("counter", "name=nd6.drop, value=0", false,
            "nd6.drop is not counted in this image");
}
END_TEST

static void add_silent_refusal(int64_t at_ms, const char *pool) {
  build_failed_call(&trace, at_ms, TRACE_POOL_REFUSED, OWNER_STACK, -1, NULL,
                    pool);
}

START_TEST(a_refusal_that_no_call_reports_counts_for_its_pool) {
  add_silent_refusal(1000, "TCP_LISTEN_BACKLOG");
  add_silent_refusal(2000, "TCP_LISTEN_BACKLOG");
  add_silent_refusal(2500, "ARP_QUEUE_LEN");
  judge_one("refused", "pool=TCP_LISTEN_BACKLOG, count=2, after=1s", true,
            "seen: TCP_LISTEN_BACKLOG refused at 1.000 s (2x)");
}
END_TEST

START_TEST(a_silent_refusal_is_no_call) {
  add_silent_refusal(1000, "TCP_LISTEN_BACKLOG");
  judge_one("refused", "pool=TCP_LISTEN_BACKLOG, call=accept", false,
            "not seen; no call of the device failed");
}
END_TEST

/* Otherwise every such call would count twice. */
START_TEST(where_calls_fail_for_a_pool_they_are_what_counts) {
  add_silent_refusal(1000, "heap");
  add_silent_refusal(2000, "heap");
  build_failed_call(&trace, 2000, TRACE_CALL_REFUSED, API, IMAGE_CALL_SOCKET,
                    "ENOBUFS", "heap");
  judge_one("refused", "pool=heap, count=1", true,
            "seen: api socket ENOBUFS (heap) at 2.000 s (1x)");
}
END_TEST

static void add_sample(int64_t at_ns) {
  trace.samples = calloc(1, sizeof(*trace.samples));
  trace.sample_count = 1;
  struct trace_sample *sample = trace.samples;
  sample->at_ns = at_ns;
  sample->sockets = 12;
  sample->consumer_sockets =
      calloc(trace.consumer_count, sizeof(*sample->consumer_sockets));
  sample->consumer_sockets[API] = 2;
  sample->tcp_states[IMAGE_TCP_LISTEN] = 5;
  sample->tcp_states[IMAGE_TCP_ESTABLISHED] = 4;
  sample->tcp_states[IMAGE_TCP_TIME_WAIT] = 3;
  sample->pools[0] = (struct image_pool){.name = "MEMP_NUM_UDP_PCB", .used = 7};
  sample->pool_count = 1;
}

START_TEST(a_state_is_read_from_its_sample) {
  add_sample(20 * NS_PER_S);
  judge_one("state_at",
            "at=20s, sockets=12, tcp_pcbs=7, udp_pcbs=7, listen=5, "
            "established=4, time_wait=3",
            true,
            "seen: sockets 12, tcp_pcbs 7, udp_pcbs 7, listen 5, established "
            "4, time_wait 3");
}
END_TEST

START_TEST(the_pool_of_tcp_pcbs_knows_more_than_the_lists) {
  add_sample(20 * NS_PER_S);
  trace.samples->pools[1] =
      (struct image_pool){.name = "MEMP_NUM_TCP_PCB", .used = 9};
  trace.samples->pool_count = 2;
  judge_one("state_at", "at=20s, tcp_pcbs=9", true, "seen: tcp_pcbs 9");
}
END_TEST

static void add_sample_pool(const char *name, int64_t used) {
  struct trace_sample *sample = trace.samples;
  sample->pools[sample->pool_count++] =
      (struct image_pool){.name = name, .used = used};
}

START_TEST(the_heap_of_a_moment_is_the_stacks) {
  add_sample(20 * NS_PER_S);
  add_sample_pool("MEM_SIZE", 300);
  add_sample_pool("heap", 500);
  judge_one("state_at", "at=20s, heap=500", true, "seen: heap 500");
}
END_TEST

START_TEST(where_lwip_has_its_own_heap_a_moment_has_that) {
  add_sample(20 * NS_PER_S);
  add_sample_pool("MEM_SIZE", 300);
  judge_one("state_at", "at=20s, heap=< 300", false, "seen: heap 300");
}
END_TEST

START_TEST(a_heap_that_is_not_counted_does_not_hold) {
  add_sample(20 * NS_PER_S);
  judge_one("state_at", "at=20s, heap=>= 0", false,
            "seen: heap is not counted in this image");
}
END_TEST

START_TEST(the_state_of_a_consumer_is_its_own) {
  add_sample(20 * NS_PER_S);
  judge_one("state_at", "at=20s, consumer=api, sockets=< 2", false,
            "seen: sockets 2");
}
END_TEST

START_TEST(a_moment_that_never_came_does_not_hold) {
  judge_one("state_at", "at=20s, sockets=>= 0", false,
            "the run ended at 60.000 s, before it came to this moment");
}
END_TEST

/* ---- peer, served, consumer, no_leak ---- */

static void peer_saw(int64_t attempts, int64_t served, int64_t closed) {
  trace.peers[0].attempts = attempts;
  trace.peers[0].served = served;
  trace.peers[0].closed = closed;
  trace.peers[0].slowest_ns = 35 * NS_PER_MS;
}

START_TEST(what_a_peer_saw_is_compared) {
  peer_saw(12, 8, 4);
  judge_one("peer", "name=browser, attempts=12, closed=<= 3", false,
            "seen: attempts 12, closed 4");
}
END_TEST

START_TEST(all_served_needs_every_attempt) {
  peer_saw(12, 11, 1);
  judge_one("served", "peer=browser, all=true", false,
            "seen: 11 of 12 served, slowest 0.035 s, 1 closed");
}
END_TEST

START_TEST(all_served_needs_an_attempt) {
  judge_one("served", "peer=browser, all=true", false, "seen: 0 of 0 served");
}
END_TEST

START_TEST(served_enough_and_in_time_holds) {
  peer_saw(12, 12, 0);
  judge_one("served", "peer=browser, all=true, at_least=12, within=35ms", true,
            "seen: 12 of 12 served, slowest 0.035 s");
}
END_TEST

START_TEST(served_too_late_does_not_hold) {
  peer_saw(12, 12, 0);
  judge_one("served", "peer=browser, within=34ms", false,
            "seen: 12 of 12 served, slowest 0.035 s");
}
END_TEST

START_TEST(the_first_answer_has_its_time) {
  peer_saw(2, 1, 1);
  trace.peers[0].first_served_ns = 120 * NS_PER_S;
  judge_one("served", "peer=browser, first_after=119s, first_before=121s", true,
            "seen: 1 of 2 served, slowest 0.035 s, first at 120.000 s, 1 "
            "closed");
}
END_TEST

START_TEST(a_first_answer_too_early_does_not_hold) {
  peer_saw(1, 1, 0);
  trace.peers[0].first_served_ns = 118 * NS_PER_S;
  judge_one("served", "peer=browser, first_after=119s", false,
            "seen: 1 of 1 served, slowest 0.035 s, first at 118.000 s");
}
END_TEST

START_TEST(a_first_answer_too_late_does_not_hold) {
  peer_saw(1, 1, 0);
  trace.peers[0].first_served_ns = 122 * NS_PER_S;
  judge_one("served", "peer=browser, first_before=121s", false,
            "seen: 1 of 1 served, slowest 0.035 s, first at 122.000 s");
}
END_TEST

START_TEST(no_answer_has_no_first_time) {
  peer_saw(1, 0, 1);
  judge_one("served", "peer=browser, first_before=121s", false,
            "seen: 0 of 1 served, 1 closed");
}
END_TEST

START_TEST(connections_that_were_lost_are_compared) {
  trace.peers[0].connected = 7;
  trace.peers[0].lost = 3;
  judge_one("peer", "name=browser, connected=7, lost=0", false,
            "seen: connected 7, lost 3");
}
END_TEST

/* ---- log ---- */

static void log_line(int64_t at_ms, int owner, const char *text) {
  struct trace_event *event =
      build_failed_call(&trace, at_ms, TRACE_LOGGED, owner, -1, NULL, NULL);
  event->text = strdup(text);
}

START_TEST(a_line_is_found_by_a_piece_of_it) {
  log_line(3000, API, "E httpd: error in accept (23)");
  log_line(4000, API, "E httpd: error in accept (23)");
  judge_one("log", "consumer=api, text=in accept (23), count=2", true,
            "seen: 'E httpd: error in accept (23)' at 3.000 s (2x)");
}
END_TEST

START_TEST(a_line_of_another_consumer_does_not_count) {
  log_line(3000, API, "E httpd: error");
  judge_one("log", "consumer=cam_snapshot, text=error", false, "no such line");
}
END_TEST

START_TEST(a_line_outside_its_time_does_not_count) {
  log_line(3000, API, "E httpd: error");
  judge_one("log", "text=error, after=3001ms", false, "no such line");
}
END_TEST

START_TEST(a_line_before_its_time_counts) {
  log_line(3000, API, "E httpd: error");
  judge_one("log", "text=error, after=3s, before=3s", true,
            "seen: 'E httpd: error' at 3.000 s (1x)");
}
END_TEST

START_TEST(no_line_may_be_what_is_expected) {
  judge_one("log", "text=error, count=0", true, "no such line");
}
END_TEST

START_TEST(the_state_of_a_consumer_at_the_end_is_compared) {
  trace.consumers[CAM_SNAPSHOT].state = WORKLOAD_FAILED;
  trace.consumers[CAM_SNAPSHOT].peak = 2;
  judge_one("consumer", "name=cam_snapshot, state=failed, peak=2", true,
            "seen: failed, peak 2");
}
END_TEST

START_TEST(a_running_consumer_has_not_failed) {
  judge_one("consumer", "name=cam_snapshot, state=failed", false,
            "seen: running");
}
END_TEST

START_TEST(a_device_back_at_idle_does_not_leak) {
  trace.sockets_idle = 9;
  trace.sockets_end_low = 9;
  judge_one("no_leak", "", true, "seen: 9 at the end, 9 at idle");
}
END_TEST

START_TEST(a_consumer_that_keeps_a_socket_leaks) {
  trace.sockets_idle = 9;
  trace.sockets_end_low = 9;
  trace.consumers[API].idle = 1;
  trace.consumers[API].end_low = 2;
  judge_one("no_leak", "", false,
            "seen: 9 at the end, 9 at idle; api kept 1 more");
}
END_TEST

START_TEST(a_given_idle_count_replaces_the_measured_ones) {
  trace.sockets_idle = 9;
  trace.sockets_end_low = 10;
  trace.consumers[API].end_low = 2;
  judge_one("no_leak", "idle=10", true, "seen: 10 at the end, 10 at idle");
}
END_TEST

/* ---- the verdict as a whole ---- */

START_TEST(one_expectation_that_does_not_hold_fails_the_run) {
  expect("no_refusals", "");
  expect("peak", "sockets=> 5");
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
  ck_assert_uint_eq(judged.count, 2);
  ck_assert(judged.judgements[0].held);
  ck_assert(!judged.judgements[1].held);
  ck_assert_int_eq(judged.verdict, VERDICT_FAIL);
}
END_TEST

START_TEST(without_expectations_nothing_may_be_refused) {
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
  ck_assert_int_eq(judged.verdict, VERDICT_PASS);
  ck_assert_uint_eq(judged.count, 0);
  judged_done(&judged);
  refuse_camera(3502);
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
  ck_assert_int_eq(judged.verdict, VERDICT_FAIL);
}
END_TEST

START_TEST(an_incomplete_run_is_undecided_and_says_why) {
  expect("no_refusals", "");
  trace.complete = false;
  trace.incomplete_because = strdup("interrupted");
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
  ck_assert_int_eq(judged.verdict, VERDICT_UNDECIDED);
  ck_assert_str_eq(judged.diagnosis[0],
                   "The run ended early, at 60.000 s: interrupted");
}
END_TEST

START_TEST(a_stack_that_asserts_is_an_error_before_all_else) {
  expect("no_refusals", "");
  trace.complete = false;
  struct trace_event *event = build_failed_call(&trace, 1234, TRACE_HOST_FAILED,
                                                OWNER_STACK, -1, NULL, NULL);
  event->text = strdup("netconn marked closed (api_msg.c:99)");
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
  ck_assert_int_eq(judged.verdict, VERDICT_ERROR);
  ck_assert_str_eq(judged.diagnosis[0],
                   "The device's stack ended at 1.234 s: netconn marked closed "
                   "(api_msg.c:99)");
}
END_TEST

START_TEST(a_pass_needs_no_diagnosis) {
  refuse_camera(3502);
  expect("refused", "errno=ENFILE");
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
  ck_assert_int_eq(judged.verdict, VERDICT_PASS);
  ck_assert_uint_eq(judged.diagnosis_count, 0);
}
END_TEST

START_TEST(a_failure_says_who_held_the_slots_and_what_peers_saw) {
  static const struct image_slot slots[] = {
      {.slot = 0, .owner = API},        {.slot = 1, .owner = OTA},
      {.slot = 2, .owner = WEB_SERVER}, {.slot = 3, .owner = WEB_SERVER},
      {.slot = 4, .owner = WEB_SERVER}, {.slot = 5, .owner = CAM_STREAM},
      {.slot = 6, .owner = CAM_STREAM}, {.slot = 7, .owner = CAM_STREAM},
      {.slot = 8, .owner = OWNER_STACK}};
  build_slots(refuse_camera(3502), slots, 9);
  refuse_camera(4502);
  peer_saw(12, 8, 4);
  expect("no_refusals", "");
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
  ck_assert_uint_eq(judged.diagnosis_count, 3);
  ck_assert_str_eq(judged.diagnosis[0],
                   "cam_snapshot was refused its 3rd socket() with ENFILE "
                   "(socket slots) at 3.502 s; it was the device's 11th, and "
                   "the first of 2 such refusals.");
  ck_assert_str_eq(judged.diagnosis[1],
                   "MEMP_NUM_NETCONN (10) was used up by web_server 3, "
                   "cam_stream 3, api 1, ota 1, lwIP 1.");
  ck_assert_str_eq(judged.diagnosis[2],
                   "browser saw: 8 of 12 attempts served, 4 closed before an "
                   "answer.");
}
END_TEST

START_TEST(a_pool_that_ran_out_in_silence_is_named) {
  build_pool(&trace, "MEMP_NUM_TCP_PCB", 16, 16, 16, 4);
  expect("peak", "sockets=> 5");
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
  ck_assert_str_eq(judged.diagnosis[0],
                   "MEMP_NUM_TCP_PCB (16) was used up: no TCP PCBs were left "
                   "(peak 16, 4 refused).");
}
END_TEST

START_TEST(a_silent_refusal_says_what_it_meant) {
  build_pool(&trace, "TCP_LISTEN_BACKLOG", 4, 0, 4, 2);
  add_silent_refusal(1000, "TCP_LISTEN_BACKLOG");
  build_expectation(&variant, "no_refusals", "");
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
  ck_assert_int_eq(judged.verdict, VERDICT_FAIL);
  ck_assert_str_eq(judged.diagnosis[0],
                   "TCP_LISTEN_BACKLOG (4) was full 2x: a SYN was dropped "
                   "without an answer (peak 4).");
}
END_TEST

START_TEST(a_port_that_was_taken_is_told) {
  build_failed_call(&trace, 100, TRACE_CALL_FAILED, API, IMAGE_CALL_RECV,
                    "ECONNRESET", NULL);
  build_failed_call(&trace, 1500, TRACE_CALL_FAILED, API, IMAGE_CALL_BIND,
                    "EADDRINUSE", NULL);
  build_failed_call(&trace, 2500, TRACE_CALL_FAILED, API, IMAGE_CALL_LISTEN,
                    "EADDRINUSE", NULL);
  expect("refused", "errno=ENFILE");
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
  ck_assert_str_eq(judged.diagnosis[0],
                   "The port was taken, by another socket or in TIME_WAIT: "
                   "api bind EADDRINUSE at 1.500 s, and 1 more.");
}
END_TEST

START_TEST(a_failure_without_refusals_says_how_full_it_was) {
  trace.sockets_peak = 9;
  expect("refused", "errno=ENFILE");
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
  ck_assert_str_eq(judged.diagnosis[0],
                   "Nothing was refused: sockets peaked at 9 of 10.");
}
END_TEST

static TCase *refused_case(void) {
  TCase *tcase = tcase_create("refused");
  tcase_add_checked_fixture(tcase, begin, end);
  tcase_add_test(tcase, a_refusal_with_all_that_is_given_holds);
  tcase_add_test(tcase, a_failed_call_without_a_full_pool_counts_as_well);
  tcase_add_test(tcase, without_a_consumer_nth_counts_the_devices_calls);
  tcase_add_test(tcase, another_ordinal_is_a_miss_that_says_which_it_was);
  tcase_add_test(tcase,
                 the_nearest_miss_is_the_one_with_the_fewest_differences);
  tcase_add_test(tcase, a_refusal_outside_the_time_does_not_count);
  tcase_add_test(tcase, another_pool_is_a_miss_that_says_which_it_was);
  tcase_add_test(tcase, the_netconn_pool_is_not_the_socket_table);
  tcase_add_test(tcase, the_peer_of_a_refused_call_is_told_and_compared);
  tcase_add_test(tcase, another_peer_is_a_miss);
  tcase_add_test(tcase, no_failed_call_at_all_is_said);
  tcase_add_test(tcase, a_count_is_compared);
  tcase_add_test(tcase, a_count_that_is_not_met_says_so);
  tcase_add_test(tcase, a_count_of_zero_expects_none);
  tcase_add_test(tcase, again_and_would_block_are_one_errno);
  tcase_add_test(tcase, no_refusals_holds_in_a_quiet_run);
  tcase_add_test(tcase, failed_calls_are_no_refusals);
  tcase_add_test(tcase, no_refusals_breaks_at_the_first_refusal);
  tcase_add_test(tcase, no_refusals_breaks_at_a_pool_that_no_call_reports);
  tcase_add_test(tcase, no_refusals_of_one_consumer_ignores_the_others);
  return tcase;
}

static TCase *measures_case(void) {
  TCase *tcase = tcase_create("measures");
  tcase_add_checked_fixture(tcase, begin, end);
  tcase_add_test(tcase, peaks_are_compared_with_every_bound);
  tcase_add_test(tcase, the_peak_of_a_consumer_is_its_own);
  tcase_add_test(tcase, a_pool_that_is_not_counted_does_not_hold);
  tcase_add_test(tcase, heap_is_lwips_own_where_there_is_one);
  tcase_add_test(tcase, a_pool_is_compared_in_every_way);
  tcase_add_test(tcase, a_pool_that_refused_more_does_not_hold);
  tcase_add_test(tcase, a_pool_without_a_limit_has_none_to_compare);
  tcase_add_test(tcase, a_pool_must_be_counted_in_the_image);
  tcase_add_test(tcase, a_counter_is_compared);
  tcase_add_test(tcase, a_counter_must_be_in_the_image);
  tcase_add_test(tcase, a_refusal_that_no_call_reports_counts_for_its_pool);
  tcase_add_test(tcase, a_silent_refusal_is_no_call);
  tcase_add_test(tcase, where_calls_fail_for_a_pool_they_are_what_counts);
  tcase_add_test(tcase, a_state_is_read_from_its_sample);
  tcase_add_test(tcase, the_pool_of_tcp_pcbs_knows_more_than_the_lists);
  tcase_add_test(tcase, the_heap_of_a_moment_is_the_stacks);
  tcase_add_test(tcase, where_lwip_has_its_own_heap_a_moment_has_that);
  tcase_add_test(tcase, a_heap_that_is_not_counted_does_not_hold);
  tcase_add_test(tcase, the_state_of_a_consumer_is_its_own);
  tcase_add_test(tcase, a_moment_that_never_came_does_not_hold);
  tcase_add_test(tcase, what_a_peer_saw_is_compared);
  tcase_add_test(tcase, all_served_needs_every_attempt);
  tcase_add_test(tcase, all_served_needs_an_attempt);
  tcase_add_test(tcase, served_enough_and_in_time_holds);
  tcase_add_test(tcase, served_too_late_does_not_hold);
  tcase_add_test(tcase, the_first_answer_has_its_time);
  tcase_add_test(tcase, a_first_answer_too_early_does_not_hold);
  tcase_add_test(tcase, a_first_answer_too_late_does_not_hold);
  tcase_add_test(tcase, no_answer_has_no_first_time);
  tcase_add_test(tcase, connections_that_were_lost_are_compared);
  tcase_add_test(tcase, a_line_is_found_by_a_piece_of_it);
  tcase_add_test(tcase, a_line_of_another_consumer_does_not_count);
  tcase_add_test(tcase, a_line_outside_its_time_does_not_count);
  tcase_add_test(tcase, a_line_before_its_time_counts);
  tcase_add_test(tcase, no_line_may_be_what_is_expected);
  tcase_add_test(tcase, the_state_of_a_consumer_at_the_end_is_compared);
  tcase_add_test(tcase, a_running_consumer_has_not_failed);
  tcase_add_test(tcase, a_device_back_at_idle_does_not_leak);
  tcase_add_test(tcase, a_consumer_that_keeps_a_socket_leaks);
  tcase_add_test(tcase, a_given_idle_count_replaces_the_measured_ones);
  return tcase;
}

static TCase *verdict_case(void) {
  TCase *tcase = tcase_create("verdict");
  tcase_add_checked_fixture(tcase, begin, end);
  tcase_add_test(tcase, one_expectation_that_does_not_hold_fails_the_run);
  tcase_add_test(tcase, without_expectations_nothing_may_be_refused);
  tcase_add_test(tcase, an_incomplete_run_is_undecided_and_says_why);
  tcase_add_test(tcase, a_stack_that_asserts_is_an_error_before_all_else);
  tcase_add_test(tcase, a_pass_needs_no_diagnosis);
  tcase_add_test(tcase, a_failure_says_who_held_the_slots_and_what_peers_saw);
  tcase_add_test(tcase, a_pool_that_ran_out_in_silence_is_named);
  tcase_add_test(tcase, a_silent_refusal_says_what_it_meant);
  tcase_add_test(tcase, a_failure_without_refusals_says_how_full_it_was);
  tcase_add_test(tcase, a_port_that_was_taken_is_told);
  return tcase;
}

int main(void) {
  Suite *suite = suite_create("judge");
  suite_add_tcase(suite, refused_case());
  suite_add_tcase(suite, measures_case());
  suite_add_tcase(suite, verdict_case());
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
