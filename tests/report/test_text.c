/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of the text report. */
#include <check.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "report/report.h"
#include "support/build.h"

enum { API, OTA, MDNS, WEB_SERVER, CAM_STREAM, CAM_SNAPSHOT };

static struct variant variant;
static struct scenario scenario;
static struct trace trace;
static struct limits *limits;
static struct judged judged;
static struct diag diag;
static const struct ram_sizes *sizes;
static char *printed;
static size_t printed_len;

static void begin(void) {
  build_variant(&variant, "esp-idf");
  build_quickstart(&variant);
  build_peer(&variant, "browser", "browser", "");
  build_trace(&trace, &variant);
  trace.sockets_idle = 10;
  trace.sockets_peak = 10;
  trace.sockets_now = 9;
  scenario = (struct scenario){.file = "quickstart.yaml",
                               .name = "quickstart",
                               .variants = &variant,
                               .variant_count = 1};
  ck_assert_int_eq(limits_derive(&variant, &limits, &diag), 0);
}

static void end(void) {
  free(printed);
  judged_done(&judged);
  limits_free(limits);
  trace_done(&trace);
  build_variant_done(&variant);
  diag_done(&diag);
}

static struct trace_event *refuse_camera(int64_t at_ms, uint32_t nth) {
  static const struct image_slot slots[] = {
      {.slot = 0,
       .fd = 54,
       .owner = API,
       .since_ns = 0,
       .protocol = "TCP",
       .tcp_state = IMAGE_TCP_LISTEN,
       .local_port = 6053},
      {.slot = 1,
       .fd = 55,
       .owner = API,
       .since_ns = 3400 * NS_PER_MS,
       .protocol = "TCP",
       .tcp_state = IMAGE_TCP_ESTABLISHED,
       .local_port = 6053,
       .remote_port = 49153,
       .remote = "192.168.1.100"},
      {.slot = 2,
       .fd = 56,
       .owner = CAM_SNAPSHOT,
       .since_ns = 3500 * NS_PER_MS,
       .protocol = "UDP",
       .tcp_state = -1,
       .local_port = 8081},
      {.slot = 3,
       .fd = 57,
       .owner = WEB_SERVER,
       .since_ns = 3500 * NS_PER_MS,
       .protocol = "TCP",
       .tcp_state = IMAGE_TCP_ESTABLISHED,
       .local_port = 80,
       .remote_port = 49154,
       .remote = "fe80::1234:5678:9abc:def0"}};
  struct trace_event *event =
      build_failed_call(&trace, at_ms, TRACE_CALL_REFUSED, CAM_SNAPSHOT,
                        IMAGE_CALL_SOCKET, "ENFILE", "NUM_SOCKETS");
  event->nth = nth;
  event->nth_of_host = nth + 8;
  build_slots(event, slots, sizeof(slots) / sizeof(*slots));
  return event;
}

static void judge(void) {
  judged_done(&judged);
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
}

/* The report of count runs, all of them the same one. */
static const char *print_runs(size_t count, const struct report_style *style) {
  struct report_run runs[4];
  ck_assert_uint_le(count, 4);
  for (size_t i = 0; i < count; i++)
    runs[i] = (struct report_run){.scenario = &scenario,
                                  .variant = &variant,
                                  .limits = limits,
                                  .trace = &trace,
                                  .judged = &judged,
                                  .wall_s = 0.25,
                                  .sizes = sizes,
                                  .repeat_command =
                                      "sockfit run quickstart.yaml:test"};
  free(printed);
  FILE *out = open_memstream(&printed, &printed_len);
  report_text(out, runs, count, style);
  fclose(out);
  return printed;
}

static const char *print_plain(void) {
  return print_runs(1, &(struct report_style){0});
}

static size_t count_of(const char *text, const char *part) {
  size_t count = 0;
  for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
    count++;
  return count;
}

static void check_width(const char *text) {
  while (*text != '\0') {
    size_t len = strcspn(text, "\n");
    ck_assert_msg(len <= 80, "%zu columns: %.*s", len, (int)len, text);
    text += len + (text[len] == '\n');
  }
}

static void hold_slot(int64_t at_ms, enum trace_event_kind kind, int owner,
                      int slot) {
  struct trace_event *event =
      build_failed_call(&trace, at_ms, kind, owner, -1, NULL, NULL);
  event->slot = slot;
}

/* The quick start's limits are those of what it declares, 19 sockets. */
START_TEST(declarations_are_compared_when_that_is_expected) {
  static const struct ram_sizes known = {
      .sockets = 19, .slot_b = 20, .heap_pools = true};
  struct trace_event *event =
      build_failed_call(&trace, 4000, TRACE_SOCKET_OPENED, API, -1, NULL, NULL);
  event->slot = 0;
  event->state = IMAGE_SOCKET_UDP;
  event->packet = 7;
  judge();
  const char *text = print_plain();
  check_width(text);
  ck_assert_ptr_nonnull(
      strstr(text, "  under     api declares 0 UDP and opened 1; the first too "
                   "many at 4.000 s,\n            after packet 7\n"));
  ck_assert_ptr_null(strstr(text, "  over      "));

  build_expectation(&variant, "declared", "matches=false");
  judge();
  text = print_plain();
  ck_assert_ptr_nonnull(strstr(text,
                               "  over      mdns declares 2 UDP and "
                               "opened 0; what it wastes is not known\n"));
  sizes = &known;
  text = print_plain();
  sizes = NULL;
  check_width(text);
  ck_assert_ptr_nonnull(strstr(text, "  over      mdns declares 2 UDP and "
                                     "opened 0; 40 B of RAM for nothing\n"));
}
END_TEST

static void refuse(int times) {
  for (int i = 0; i < times; i++)
    build_failed_call(&trace, 5000, TRACE_CALL_REFUSED, API, IMAGE_CALL_ACCEPT,
                      "EMFILE", "NUM_SOCKETS")
        ->packet = (uint64_t)(100 + 10 * i);
}

/* Lines that were broken in one piece. */
static char *joined(const char *text) {
  char *copy = strdup(text), *to = copy;
  for (; *text != '\0'; text++)
    if (!isspace((unsigned char)*text) || !isspace((unsigned char)text[1]))
      *to++ = *text == '\n' ? ' ' : *text;
  *to = '\0';
  return copy;
}

/* Five are told, of the others only where they are. */
START_TEST(refusals_are_found_by_their_packets) {
  trace.event_frames = true;
  refuse(_i);
  judge();
  check_width(print_plain());
  char *text = joined(print_plain());
  ck_assert_ptr_nonnull(strstr(text, " at 5.000 s, packet 140 "));
  ck_assert_ptr_nonnull(
      strstr(text, _i == 6 ? ": packet 150 " : ": packets 150, 160"));
  ck_assert((strstr(text, "220, ... 240 ") != NULL) == (_i == 15));
  ck_assert((strstr(text, "220, 230 ") != NULL) == (_i == 14));
  free(text);
  trace.event_frames = false;
  text = joined(print_plain());
  ck_assert_ptr_nonnull(strstr(text, " at 5.000 s, after packet 140 "));
  ck_assert_ptr_null(strstr(text, "packets"));
  free(text);
}
END_TEST

/* Nothing but tools that ESPHome does not know. */
START_TEST(where_nobody_declares_nothing_is_compared) {
  for (size_t i = 0; i < variant.consumer_count; i++)
    variant.consumers[i].declared = (struct socket_counts){0};
  limits_free(limits);
  limits = NULL;
  ck_assert_int_eq(limits_derive(&variant, &limits, &diag), 0);
  struct trace_event *event =
      build_failed_call(&trace, 4000, TRACE_SOCKET_OPENED, API, -1, NULL, NULL);
  event->slot = 0;
  event->state = IMAGE_SOCKET_UDP;
  judge();
  ck_assert_ptr_null(strstr(print_plain(), "  under     "));
}
END_TEST

/* Neighbours that are the same throughout share a line; a slot that is held
 * for less than a column still has its letter. */
START_TEST(slots_over_time_read_like_this) {
  hold_slot(0, TRACE_SOCKET_OPENED, API, 0);
  hold_slot(0, TRACE_SOCKET_OPENED, WEB_SERVER, 1);
  hold_slot(0, TRACE_SOCKET_OPENED, WEB_SERVER, 2);
  hold_slot(10000, TRACE_SOCKET_ACCEPTED, CAM_SNAPSHOT, 3);
  hold_slot(10001, TRACE_SOCKET_CLOSED, CAM_SNAPSHOT, 3);
  hold_slot(30000, TRACE_SOCKET_ACCEPTED, API, 3);
  hold_slot(45000, TRACE_SOCKET_CLOSED, API, 3);
  build_failed_call(&trace, 59999, TRACE_CALL_REFUSED, CAM_SNAPSHOT,
                    IMAGE_CALL_SOCKET, "ENFILE", "NUM_SOCKETS");
  judge();
  const char *text = print_plain();
  check_width(text);
  ck_assert_ptr_nonnull(strstr(
      text, "  over time    0 s                                              "
            "        60.000 s\n"
            "  slot       0 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            "aaaaaaaaaaaaaaaa\n"
            "  slot     1-2 wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"
            "wwwwwwwwwwwwwwww\n"
            "  slot       3           s                     aaaaaaaaaaaaaaaaa"
            "\n"
            "  refused                                                       "
            "               !\n"
            "               a=api, w=web_server, s=cam_snapshot\n"));
  ck_assert_ptr_null(
      strstr(print_runs(1, &(struct report_style){.quiet = true}), "slot "));
}
END_TEST

START_TEST(an_expected_refusal_reads_like_this) {
  build_expectation(&variant, "refused",
                    "consumer=cam_snapshot, call=socket, errno=ENFILE");
  build_expectation(&variant, "consumer", "name=cam_snapshot, state=failed");
  refuse_camera(3502, 3);
  trace.consumers[CAM_SNAPSHOT].state = WORKLOAD_FAILED;
  trace.peers[0].attempts = 12;
  trace.peers[0].served = 12;
  trace.peers[0].slowest_ns = 35 * NS_PER_MS;
  judge();
  ck_assert_str_eq(
      print_plain(),
      "quickstart:test  PASS  esp-idf, lwIP 2.2.1, 10 sockets, seed 1, "
      "60.000 s\n"
      "  sockets: limit 10, idle 10, peak 10, end 9, refused 1\n"
      "  held      refused: {consumer=cam_snapshot, call=socket, "
      "errno=ENFILE}\n"
      "            seen: cam_snapshot socket ENFILE (socket slots) at 3.502 s "
      "(1x)\n"
      "  held      consumer: {name=cam_snapshot, state=failed}\n"
      "            seen: failed\n"
      "  refused   cam_snapshot socket ENFILE (socket slots) at 3.502 s\n"
      "            its 3rd socket() and the device's 11th; it prints errno 23\n"
      "  slot   fd owner          since s    state       local remote\n"
      "     0   54 api              0.000 TCP LISTEN       6053 -\n"
      "     1   55 api              3.400 TCP ESTABLISHED  6053 "
      "192.168.1.100:49153\n"
      "     2   56 cam_snapshot     3.500 UDP -            8081 -\n"
      "     3   57 web_server       3.500 TCP ESTABLISHED    80\n"
      "                                               "
      "[fe80::1234:5678:9abc:def0]:49154\n"
      "  consumer     declares tcp udp listen  idle peak  end refused state\n"
      "  api                     3   0      1     0    0    0       0 running\n"
      "  ota                     0   0      1     0    0    0       0 running\n"
      "  mdns                    0   2      0     0    0    0       0 running\n"
      "  web_server              5   0      1     0    0    0       0 running\n"
      "  cam_stream              3   0      0     0    0    0       0 running\n"
      "  cam_snapshot            3   0      0     0    0    0       1 failed\n"
      "  peer      attempts served reset closed timeout slowest s\n"
      "  browser         12     12     0      0       0     0.035\n");
}
END_TEST

START_TEST(no_line_is_wider_than_eighty_columns) {
  build_expectation(&variant, "refused",
                    "consumer=cam_snapshot, call=socket, errno=ENFILE, "
                    "pool=MEMP_NUM_NETCONN, nth=3, after=3s, before=4s");
  build_expectation(&variant, "no_refusals", "");
  refuse_camera(86400000, 3);
  judge();
  check_width(print_plain());
}
END_TEST

START_TEST(a_failure_ends_with_the_command_that_repeats_it) {
  build_expectation(&variant, "no_refusals", "");
  refuse_camera(3502, 3);
  judge();
  const char *text = print_plain();
  ck_assert_ptr_nonnull(strstr(text, "quickstart:test  FAIL  "));
  ck_assert_ptr_nonnull(strstr(text, "  NOT HELD  no_refusals: {}\n"));
  ck_assert_ptr_nonnull(strstr(text, "  why: cam_snapshot was refused"));
  const char *end = "\nto repeat:\nsockfit run quickstart.yaml:test\n";
  ck_assert_str_eq(text + strlen(text) - strlen(end), end);
}
END_TEST

START_TEST(a_pass_does_not_say_how_to_repeat_it) {
  judge();
  ck_assert_ptr_null(strstr(print_plain(), "repeat"));
}
END_TEST

START_TEST(equal_refusals_are_shown_five_times_and_then_counted) {
  for (uint32_t i = 0; i < 12; i++)
    refuse_camera(3502 + i, 3 + i);
  judge();
  const char *text = print_plain();
  ck_assert_uint_eq(count_of(text, "  refused   cam_snapshot"), 5);
  ck_assert_ptr_nonnull(
      strstr(text, "            and 7 more like it: cam_snapshot socket ENFILE "
                   "(socket slots)\n"));
  /* The table did not change. */
  ck_assert_uint_eq(count_of(text, "  slot   fd owner"), 1);
  ck_assert_uint_eq(count_of(text, "the slots as above"), 4);
}
END_TEST

START_TEST(a_table_that_changed_is_shown_again) {
  refuse_camera(3502, 3);
  refuse_camera(4502, 4)->slots.slots[1].tcp_state = IMAGE_TCP_CLOSE_WAIT;
  judge();
  const char *text = print_plain();
  ck_assert_uint_eq(count_of(text, "  slot   fd owner"), 2);
  ck_assert_uint_eq(count_of(text, "the slots as above"), 0);
}
END_TEST

START_TEST(a_passing_run_shows_the_first_of_each_and_one_table) {
  build_expectation(&variant, "refused", "errno=ENFILE, count=2");
  refuse_camera(3502, 3);
  refuse_camera(4502, 4)->slots.slots[1].tcp_state = IMAGE_TCP_CLOSE_WAIT;
  judge();
  const char *text = print_plain();
  ck_assert_uint_eq(count_of(text, "  slot   fd owner"), 1);
  ck_assert_uint_eq(count_of(text, "  refused   cam_snapshot"), 1);
  ck_assert_ptr_nonnull(strstr(text, "            and 1 more like it: "));
}
END_TEST

START_TEST(a_pool_that_refused_something_has_its_line) {
  build_pool(&trace, "NUM_SOCKETS", 10, 9, 10, 4);
  build_pool(&trace, "MEMP_NUM_TCP_PCB", 16, 3, 16, 4);
  judge();
  const char *text = print_plain();
  ck_assert_ptr_nonnull(strstr(
      text, "  MEMP_NUM_TCP_PCB: limit 16, peak 16, end 3, refused 4\n"));
  /* The line of the sockets has it already. */
  ck_assert_ptr_null(strstr(text, "  NUM_SOCKETS:"));
}
END_TEST

START_TEST(several_runs_end_with_a_sum) {
  judge();
  const char *text = print_runs(2, &(struct report_style){0});
  const char *end = "\n2 variants: 2 passed\n";
  ck_assert_str_eq(text + strlen(text) - strlen(end), end);
}
END_TEST

START_TEST(several_failures_end_with_a_command_each) {
  refuse_camera(3502, 3);
  judge();
  const char *text = print_runs(2, &(struct report_style){0});
  const char *end = "\n2 variants: 2 failed\nto repeat:\n"
                    "sockfit run quickstart.yaml:test\n"
                    "sockfit run quickstart.yaml:test\n";
  ck_assert_str_eq(text + strlen(text) - strlen(end), end);
}
END_TEST

START_TEST(quiet_is_the_verdict_lines_alone) {
  refuse_camera(3502, 3);
  judge();
  ck_assert_str_eq(print_runs(2, &(struct report_style){.quiet = true}),
                   "quickstart:test  FAIL  esp-idf, lwIP 2.2.1, 10 sockets, "
                   "seed 1, 60.000 s\n"
                   "quickstart:test  FAIL  esp-idf, lwIP 2.2.1, 10 sockets, "
                   "seed 1, 60.000 s\n"
                   "2 variants: 2 failed\n");
}
END_TEST

START_TEST(colour_is_added_only_when_asked_for) {
  refuse_camera(3502, 3);
  judge();
  ck_assert_ptr_null(strchr(print_plain(), '\033'));
  const char *text = print_runs(1, &(struct report_style){.color = true});
  ck_assert_ptr_nonnull(strstr(text, "\033[1;31mFAIL\033[0m"));
}
END_TEST

START_TEST(the_wall_clock_is_not_told) {
  judge();
  ck_assert_ptr_null(strstr(print_plain(), "0.25"));
}
END_TEST

START_TEST(without_sockets_it_is_pcbs_that_are_told) {
  struct trace_event *event = refuse_camera(3502, 3);
  for (size_t i = 0; i < event->slots.count; i++)
    event->slots.slots[i].fd = -1;
  trace.sockets_limit = -1;
  judge();
  const char *text = print_plain();
  ck_assert_ptr_nonnull(strstr(text, ", raw API, seed "));
  ck_assert_ptr_nonnull(strstr(text, "  PCBs of consumers: idle "));
  ck_assert_ptr_nonnull(strstr(text, "     2    - cam_snapshot"));
  ck_assert_ptr_null(strstr(text, " -1"));
}
END_TEST

START_TEST(events_that_were_not_kept_are_told) {
  judge();
  ck_assert_ptr_null(strstr(print_plain(), "only counted"));
  refuse_camera(1000, 1);
  trace.events_left_out = 17;
  judge();
  ck_assert_ptr_nonnull(strstr(print_plain(), "more were only counted"));
  check_width(printed);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("text");
  TCase *tcase = tcase_create("text");
  tcase_add_checked_fixture(tcase, begin, end);
  tcase_add_test(tcase, events_that_were_not_kept_are_told);
  tcase_add_test(tcase, without_sockets_it_is_pcbs_that_are_told);
  tcase_add_test(tcase, an_expected_refusal_reads_like_this);
  tcase_add_test(tcase, declarations_are_compared_when_that_is_expected);
  tcase_add_loop_test(tcase, refusals_are_found_by_their_packets, 6, 16);
  tcase_add_test(tcase, where_nobody_declares_nothing_is_compared);
  tcase_add_test(tcase, slots_over_time_read_like_this);
  tcase_add_test(tcase, no_line_is_wider_than_eighty_columns);
  tcase_add_test(tcase, a_failure_ends_with_the_command_that_repeats_it);
  tcase_add_test(tcase, a_pass_does_not_say_how_to_repeat_it);
  tcase_add_test(tcase, equal_refusals_are_shown_five_times_and_then_counted);
  tcase_add_test(tcase, a_table_that_changed_is_shown_again);
  tcase_add_test(tcase, a_passing_run_shows_the_first_of_each_and_one_table);
  tcase_add_test(tcase, a_pool_that_refused_something_has_its_line);
  tcase_add_test(tcase, several_runs_end_with_a_sum);
  tcase_add_test(tcase, several_failures_end_with_a_command_each);
  tcase_add_test(tcase, quiet_is_the_verdict_lines_alone);
  tcase_add_test(tcase, colour_is_added_only_when_asked_for);
  tcase_add_test(tcase, the_wall_clock_is_not_told);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
