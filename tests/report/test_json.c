/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of the JSON report: what other programs depend on. */
#include <check.h>
#include <errno.h>
#include <jansson.h>
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

static void refuse_camera(int64_t at_ms) {
  static const struct image_slot slots[] = {
      {.slot = 0,
       .fd = 54,
       .owner = API,
       .protocol = "TCP",
       .tcp_state = IMAGE_TCP_ESTABLISHED,
       .since_ns = 1500 * NS_PER_MS,
       .local_port = 6053,
       .remote_port = 49153,
       .remote = "192.168.1.100"},
      {.slot = 1, .fd = 55, .owner = API, .protocol = "UDP", .tcp_state = -1},
      {.slot = 2,
       .fd = 56,
       .owner = WEB_SERVER,
       .protocol = "TCP",
       .tcp_state = IMAGE_TCP_LISTEN,
       .local_port = 80}};
  struct trace_event *event =
      build_failed_call(&trace, at_ms, TRACE_CALL_REFUSED, CAM_SNAPSHOT,
                        IMAGE_CALL_SOCKET, "ENFILE", "NUM_SOCKETS");
  event->nth = 3;
  event->nth_of_host = 11;
  build_slots(event, slots, sizeof(slots) / sizeof(*slots));
}

static void begin(void) {
  build_variant(&variant, "esp-idf");
  build_quickstart(&variant);
  build_peer(&variant, "browser", "browser", "");
  build_expectation(&variant, "no_refusals", "");
  build_trace(&trace, &variant);
  trace.sockets_peak = 10;
  trace.limits = calloc(1, sizeof(*trace.limits));
  trace.limits[0] = (struct image_limit){"LWIP_SOCKET_OFFSET", 45};
  trace.limit_count = 1;
  build_pool(&trace, "MEMP_NUM_NETCONN", -1, 9, 10, 0);
  build_pool(&trace, "MEMP_NUM_TCP_PCB", 16, 3, 14, 2);
  scenario = (struct scenario){.file = "/somewhere/quickstart.yaml",
                               .name = "quickstart",
                               .variants = &variant,
                               .variant_count = 1};
  ck_assert_int_eq(limits_derive(&variant, &limits, &diag), 0);
  refuse_camera(3502);
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
}

static void end(void) {
  judged_done(&judged);
  limits_free(limits);
  trace_done(&trace);
  build_variant_done(&variant);
  diag_done(&diag);
}

static char *print_run(double wall_s) {
  struct report_run run = {.scenario = &scenario,
                           .variant = &variant,
                           .limits = limits,
                           .trace = &trace,
                           .judged = &judged,
                           .wall_s = wall_s,
                           .repeat_command = "sockfit run x",
                           .pcap_path = "/tmp/x.pcap"};
  char *printed;
  size_t len;
  FILE *out = open_memstream(&printed, &len);
  ck_assert_int_eq(report_json(out, &run, 1), 0);
  fclose(out);
  return printed;
}

/* The only run of the report. */
static json_t *parse(json_t **ret_root) {
  char *printed = print_run(0.25);
  json_error_t error;
  *ret_root = json_loads(printed, 0, &error);
  ck_assert_msg(*ret_root != NULL, "%s", error.text);
  free(printed);
  ck_assert_str_eq(json_string_value(json_object_get(*ret_root, "schema")),
                   "sockfit.result/1");
  return json_array_get(json_object_get(*ret_root, "runs"), 0);
}

static json_int_t integer(json_t *object, const char *key) {
  json_t *value = json_object_get(object, key);
  ck_assert_msg(json_is_integer(value), "%s", key);
  return json_integer_value(value);
}

static const char *text(json_t *object, const char *key) {
  json_t *value = json_object_get(object, key);
  ck_assert_msg(json_is_string(value), "%s", key);
  return json_string_value(value);
}

/* There is no table of sockets on a raw-API profile, and a PCB has no
 * descriptor. */
START_TEST(without_sockets_limit_and_descriptors_are_null) {
  trace.sockets_limit = -1;
  struct trace_event *event = &trace.events[0];
  for (size_t i = 0; i < event->slots.count; i++)
    event->slots.slots[i].fd = -1;
  json_t *root;
  json_t *run = parse(&root);
  json_t *sockets = json_object_get(run, "sockets");
  ck_assert(json_is_null(json_object_get(sockets, "limit")));
  ck_assert_int_eq(integer(sockets, "peak"), 10);
  json_t *refusal = json_array_get(json_object_get(run, "refusals"), 0);
  json_t *table = json_object_get(refusal, "slot_table");
  ck_assert_uint_eq(json_array_size(table), 3);
  ck_assert(json_is_null(json_object_get(json_array_get(table, 0), "fd")));
  ck_assert_int_eq(integer(json_array_get(table, 1), "slot"), 1);
  json_decref(root);
}
END_TEST

START_TEST(a_run_has_every_field_of_the_contract_in_order) {
  static const char *const keys[] = {
      "scenario",      "intent",       "variant",   "about",         "verdict",
      "profile",       "lwip",         "seed",      "virtual_s",     "wall_s",
      "limits",        "sockets",      "pools",     "consumers",     "refusals",
      "peers",         "expectations", "diagnosis", "pool_refusals", "counters",
      "errno_numbers", "link"};
  json_t *root;
  json_t *run = parse(&root);
  size_t i = 0;
  const char *key;
  json_t *value;
  json_object_foreach(run, key, value) {
    ck_assert_uint_lt(i, sizeof(keys) / sizeof(*keys));
    ck_assert_str_eq(key, keys[i]);
    i++;
  }
  ck_assert_uint_eq(i, sizeof(keys) / sizeof(*keys));
  ck_assert_str_eq(text(run, "scenario"), "quickstart");
  ck_assert_str_eq(text(run, "variant"), "test");
  ck_assert_str_eq(text(run, "verdict"), "fail");
  ck_assert_str_eq(text(run, "lwip"), "2.2.1");
  ck_assert_int_eq(integer(run, "seed"), 1);
  json_decref(root);
}
END_TEST

START_TEST(a_run_says_whether_it_was_in_real_time) {
  json_t *root;
  json_t *link = json_object_get(parse(&root), "link");
  ck_assert(json_is_false(json_object_get(link, "tap")));
  ck_assert_ptr_null(json_object_get(link, "peers"));
  json_decref(root);
  variant.tap = true;
  link = json_object_get(parse(&root), "link");
  ck_assert(json_is_true(json_object_get(link, "tap")));
  ck_assert_str_eq(text(link, "peers"), "simulated");
  json_decref(root);
  variant.real_peers = true;
  link = json_object_get(parse(&root), "link");
  ck_assert_str_eq(text(link, "peers"), "real");
  json_decref(root);
}
END_TEST

START_TEST(limits_are_numbers_as_the_image_echoed_them) {
  json_t *root;
  json_t *values = json_object_get(parse(&root), "limits");
  ck_assert_int_eq(integer(values, "MEMP_NUM_NETCONN"), 19);
  ck_assert_int_eq(integer(values, "LWIP_SOCKET_OFFSET"), 45);
  /* An expression that the image did not echo. */
  ck_assert_str_eq(text(values, "TCP_OVERSIZE"), "TCP_MSS");
  json_decref(root);
}
END_TEST

START_TEST(a_pool_without_a_limit_has_null) {
  json_t *root;
  json_t *pools = json_object_get(parse(&root), "pools");
  json_t *netconns = json_object_get(pools, "MEMP_NUM_NETCONN");
  ck_assert(json_is_null(json_object_get(netconns, "limit")));
  json_t *pcbs = json_object_get(pools, "MEMP_NUM_TCP_PCB");
  ck_assert_int_eq(integer(pcbs, "limit"), 16);
  ck_assert_int_eq(integer(pcbs, "peak"), 14);
  ck_assert_int_eq(integer(pcbs, "end"), 3);
  ck_assert_int_eq(integer(pcbs, "refused"), 2);
  json_decref(root);
}
END_TEST

START_TEST(a_consumer_has_what_it_declared_and_what_it_used) {
  json_t *root;
  json_t *consumers = json_object_get(parse(&root), "consumers");
  ck_assert_uint_eq(json_array_size(consumers), 6);
  json_t *consumer = json_array_get(consumers, CAM_SNAPSHOT);
  ck_assert_str_eq(text(consumer, "name"), "cam_snapshot");
  ck_assert_str_eq(text(consumer, "kind"), "camera_web_server");
  ck_assert_int_eq(integer(json_object_get(consumer, "declared"), "tcp"), 3);
  ck_assert_int_eq(integer(consumer, "refused"), 1);
  ck_assert_str_eq(text(consumer, "state"), "running");
  json_decref(root);
}
END_TEST

static void open_udp(int64_t at_ms, int owner, int slot, uint64_t packet) {
  struct trace_event *event = build_failed_call(
      &trace, at_ms, TRACE_SOCKET_OPENED, owner, -1, NULL, NULL);
  event->slot = slot;
  event->state = IMAGE_SOCKET_UDP;
  event->packet = packet;
}

/* mdns declares 2 UDP and opens none, api declares none and opens 2. */
START_TEST(a_consumer_has_what_it_opened_and_where_it_was_too_much) {
  open_udp(4000, API, 5, 7);
  open_udp(5000, API, 6, 9);
  json_t *root;
  json_t *consumers = json_object_get(parse(&root), "consumers");
  json_t *api = json_array_get(consumers, API);
  ck_assert_int_eq(integer(json_object_get(api, "measured"), "udp"), 2);
  json_t *first = json_object_get(api, "first_too_many");
  ck_assert_double_eq(json_real_value(json_object_get(first, "at_s")), 4.0);
  ck_assert_int_eq(integer(first, "packet"), 7);
  json_t *mdns = json_array_get(consumers, MDNS);
  ck_assert_int_eq(integer(json_object_get(mdns, "measured"), "udp"), 0);
  ck_assert_ptr_null(json_object_get(mdns, "first_too_many"));
  ck_assert_ptr_null(json_object_get(mdns, "wasted_b"));
  json_decref(root);
}
END_TEST

START_TEST(a_refusal_has_its_time_cause_and_owners) {
  json_t *root;
  trace.events[0].packet = 27;
  json_t *refusals = json_object_get(parse(&root), "refusals");
  ck_assert_uint_eq(json_array_size(refusals), 1);
  ck_assert_int_eq(integer(json_array_get(refusals, 0), "packet"), 27);
  json_t *refusal = json_array_get(refusals, 0);
  ck_assert_double_eq(json_real_value(json_object_get(refusal, "at_s")), 3.502);
  ck_assert_str_eq(text(refusal, "consumer"), "cam_snapshot");
  ck_assert_str_eq(text(refusal, "call"), "socket");
  ck_assert_str_eq(text(refusal, "errno"), "ENFILE");
  ck_assert_int_eq(integer(refusal, "errno_number"), 23);
  ck_assert_str_eq(text(refusal, "pool"), "NUM_SOCKETS");
  json_t *owners = json_object_get(refusal, "owners");
  ck_assert_int_eq(integer(owners, "api"), 2);
  ck_assert_int_eq(integer(owners, "web_server"), 1);
  json_t *table = json_object_get(refusal, "slot_table");
  ck_assert_uint_eq(json_array_size(table), 3);
  ck_assert_str_eq(text(json_array_get(table, 0), "state"), "ESTABLISHED");
  ck_assert(json_is_null(json_object_get(json_array_get(table, 1), "state")));
  json_decref(root);
}
END_TEST

START_TEST(every_refusal_is_there_but_only_the_first_tables) {
  for (int i = 0; i < 9; i++)
    refuse_camera(4000 + i);
  json_t *root;
  json_t *refusals = json_object_get(parse(&root), "refusals");
  ck_assert_uint_eq(json_array_size(refusals), 10);
  json_t *fifth = json_array_get(refusals, 4);
  json_t *sixth = json_array_get(refusals, 5);
  ck_assert_ptr_nonnull(json_object_get(fifth, "slot_table"));
  ck_assert_ptr_null(json_object_get(sixth, "slot_table"));
  ck_assert_ptr_nonnull(json_object_get(sixth, "owners"));
  json_decref(root);
}
END_TEST

START_TEST(an_expectation_has_its_line_and_what_was_found) {
  json_t *root;
  json_t *run = parse(&root);
  json_t *entry = json_array_get(json_object_get(run, "expectations"), 0);
  ck_assert_int_eq(integer(entry, "line"), 50);
  ck_assert_str_eq(text(entry, "text"), "no_refusals: {}");
  ck_assert(json_is_false(json_object_get(entry, "held")));
  ck_assert_str_eq(
      text(entry, "found"),
      "seen: cam_snapshot socket ENFILE (socket slots) at 3.502 s");
  ck_assert_uint_gt(json_array_size(json_object_get(run, "diagnosis")), 0);
  json_decref(root);
}
END_TEST

START_TEST(times_have_no_float_noise) {
  trace.events[0].at_ns = INT64_C(86399123456789);
  char *printed = print_run(0.25);
  ck_assert_ptr_nonnull(strstr(printed, "\"at_s\": 86399.123456789,"));
  ck_assert_ptr_nonnull(strstr(printed, "\"virtual_s\": 60.0,"));
  free(printed);
}
END_TEST

START_TEST(equal_runs_print_equal_bytes) {
  char *first = print_run(0.25);
  char *second = print_run(0.25);
  ck_assert_str_eq(first, second);
  free(first);
  free(second);
}
END_TEST

START_TEST(wall_time_is_the_only_difference_and_no_path_is_told) {
  char *first = print_run(0.25);
  char *second = print_run(0.75);
  ck_assert_str_ne(first, second);
  memcpy(strstr(second, "0.75"), "0.25", 4);
  ck_assert_str_eq(first, second);
  ck_assert_ptr_null(strstr(first, "/tmp"));
  ck_assert_ptr_null(strstr(first, "/somewhere"));
  free(first);
  free(second);
}
END_TEST

START_TEST(a_seed_beyond_63_bits_is_a_string) {
  variant.seed = UINT64_MAX;
  json_t *root;
  ck_assert_str_eq(text(parse(&root), "seed"), "18446744073709551615");
  json_decref(root);
}
END_TEST

START_TEST(octets_that_are_not_utf8_do_not_spoil_the_report) {
  judged.judgements[0].found[0] = '\xff';
  json_t *root;
  json_t *run = parse(&root);
  json_t *entry = json_array_get(json_object_get(run, "expectations"), 0);
  ck_assert_int_eq(text(entry, "found")[0], '?');
  json_decref(root);
}
END_TEST

START_TEST(a_stream_that_cannot_be_written_is_an_error) {
  struct report_run run = {.scenario = &scenario,
                           .variant = &variant,
                           .limits = limits,
                           .trace = &trace,
                           .judged = &judged};
  FILE *full = fopen("/dev/full", "w");
  ck_assert_ptr_nonnull(full);
  ck_assert_int_eq(report_json(full, &run, 1), -EIO);
  fclose(full);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("json");
  TCase *tcase = tcase_create("json");
  tcase_add_checked_fixture(tcase, begin, end);
  tcase_add_test(tcase, without_sockets_limit_and_descriptors_are_null);
  tcase_add_test(tcase, a_run_has_every_field_of_the_contract_in_order);
  tcase_add_test(tcase, a_run_says_whether_it_was_in_real_time);
  tcase_add_test(tcase, limits_are_numbers_as_the_image_echoed_them);
  tcase_add_test(tcase, a_pool_without_a_limit_has_null);
  tcase_add_test(tcase, a_consumer_has_what_it_declared_and_what_it_used);
  tcase_add_test(tcase,
                 a_consumer_has_what_it_opened_and_where_it_was_too_much);
  tcase_add_test(tcase, a_refusal_has_its_time_cause_and_owners);
  tcase_add_test(tcase, every_refusal_is_there_but_only_the_first_tables);
  tcase_add_test(tcase, an_expectation_has_its_line_and_what_was_found);
  tcase_add_test(tcase, times_have_no_float_noise);
  tcase_add_test(tcase, equal_runs_print_equal_bytes);
  tcase_add_test(tcase, wall_time_is_the_only_difference_and_no_path_is_told);
  tcase_add_test(tcase, a_seed_beyond_63_bits_is_a_string);
  tcase_add_test(tcase, octets_that_are_not_utf8_do_not_spoil_the_report);
  tcase_add_test(tcase, a_stream_that_cannot_be_written_is_an_error);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
