/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of the reports for files: texts that would like to be markup stay
 * texts, a line stays a line, and a report that cannot be written says so. */
#include <check.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "report/report.h"
#include "support/build.h"

#define NASTY "</script><b a='1'>\"&|`*\\\n\x01\xff\xc3\xa9 {{css}}"

enum { API, OTA, MDNS, WEB_SERVER, CAM_STREAM, CAM_SNAPSHOT };

static struct variant variant;
static struct scenario scenario;
static struct trace trace;
static struct limits *limits;
static struct judged judged;
static struct diag diag;

static void begin(void) {
  build_variant(&variant, "esp-idf");
  build_quickstart(&variant);
  build_expectation(&variant, "no_refusals", "");
  variant.about = NASTY;
  free(variant.expectations[0].text);
  variant.expectations[0].text = strdup(NASTY);
  build_trace(&trace, &variant);
  build_pool(&trace, "MEMP_NUM_TCP_PCB", 16, 3, 14, 2);
  scenario = (struct scenario){.file = "quickstart.yaml",
                               .name = "quickstart",
                               .intent = NASTY,
                               .variants = &variant,
                               .variant_count = 1};
  ck_assert_int_eq(limits_derive(&variant, &limits, &diag), 0);
  build_failed_call(&trace, 3502, TRACE_CALL_REFUSED, CAM_SNAPSHOT,
                    IMAGE_CALL_SOCKET, "ENFILE", "NUM_SOCKETS");
  struct trace_event *logged = build_failed_call(&trace, 3503, TRACE_LOGGED,
                                                 CAM_SNAPSHOT, -1, NULL, NULL);
  logged->text = strdup(NASTY);
  ck_assert_int_eq(verdict_judge(&variant, &trace, &judged), 0);
}

static void end(void) {
  variant.about = NULL;
  judged_done(&judged);
  limits_free(limits);
  trace_done(&trace);
  build_variant_done(&variant);
  diag_done(&diag);
}

static struct report_run a_run(void) {
  return (struct report_run){.scenario = &scenario,
                             .variant = &variant,
                             .limits = limits,
                             .trace = &trace,
                             .judged = &judged,
                             .repeat_command = "sockfit run " NASTY,
                             .pcap_path = NASTY};
}

static char *print_as(enum report_format format) {
  struct report_run run = a_run();
  char *printed;
  size_t len;
  FILE *out = open_memstream(&printed, &len);
  ck_assert_int_eq(report_writers[format].write(out, &run, 1), 0);
  fclose(out);
  ck_assert_uint_eq(strlen(printed), len);
  return printed;
}

static size_t count_of(const char *text, const char *part) {
  size_t count = 0;
  for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
    count++;
  return count;
}

START_TEST(no_text_becomes_markup) {
  char *printed = print_as((enum report_format)_i);
  ck_assert_ptr_null(strstr(printed, "<b a"));
  ck_assert_ptr_null(strchr(printed, '\x01'));
  ck_assert_ptr_null(strchr(printed, '\xff'));
  ck_assert_ptr_nonnull(strstr(printed, "&lt;b a=&#39;1&#39;&gt;"));
  free(printed);
}
END_TEST

/* Data, d3 and our own: three scripts begin and three end. */
START_TEST(a_page_has_its_own_scripts_only) {
  /* No scenario may have such a name; the page does not rely on that. */
  trace.consumers[CAM_SNAPSHOT].name = "<script>alert(1)</script>";
  char *printed = print_as(REPORT_html);
  ck_assert_uint_eq(count_of(printed, "<script"), 3);
  ck_assert_uint_eq(count_of(printed, "</script>"), 3);
  ck_assert_uint_eq(count_of(printed, "<style>"), 1);
  ck_assert_ptr_nonnull(strstr(printed, "d3js.org"));
  const char *data = strstr(printed, "id=\"data\">") + strlen("id=\"data\">");
  json_error_t error;
  json_t *root = json_loads(data, JSON_DISABLE_EOF_CHECK, &error);
  ck_assert_msg(root != NULL, "%s", error.text);
  json_t *events = json_object_get(root, "events");
  ck_assert_uint_eq(json_array_size(events), 2);
  const char *text =
      json_string_value(json_array_get(json_array_get(events, 1), 8));
  ck_assert_ptr_nonnull(strstr(text, "</script><b a='1'>"));
  json_decref(root);
  free(printed);
}
END_TEST

START_TEST(an_event_is_a_line_of_json) {
  char *printed = print_as(REPORT_events);
  ck_assert_uint_eq(count_of(printed, "\n"), 2);
  json_t *first = json_loads(printed, JSON_DISABLE_EOF_CHECK, NULL);
  ck_assert_str_eq(json_string_value(json_object_get(first, "event")),
                   "call_refused");
  ck_assert_str_eq(json_string_value(json_object_get(first, "owner")),
                   "cam_snapshot");
  json_decref(first);
  json_t *second =
      json_loads(strchr(printed, '\n') + 1, JSON_DISABLE_EOF_CHECK, NULL);
  ck_assert_ptr_nonnull(json_object_get(second, "text"));
  ck_assert_ptr_null(json_object_get(second, "slot"));
  json_decref(second);
  free(printed);
}
END_TEST

START_TEST(an_annotation_is_a_line_with_its_place) {
  char *printed = print_as(REPORT_annotations);
  ck_assert_uint_eq(count_of(printed, "\n"), 1);
  ck_assert_ptr_nonnull(strstr(printed, ":50:"));
  ck_assert_ptr_nonnull(
      strstr(printed, ": error: quickstart:test: not held: "));
  free(printed);
}
END_TEST

START_TEST(tap_quotes_what_it_tells) {
  char *printed = print_as(REPORT_tap);
  ck_assert_int_eq(strncmp(printed, "TAP version 14\n1..1\nnot ok 1 - ", 31),
                   0);
  ck_assert_ptr_nonnull(strstr(printed, "\\\"&|`*\\\\\\n?"));
  free(printed);
}
END_TEST

START_TEST(a_report_that_cannot_be_written_says_so) {
  struct report_run run = a_run();
  FILE *out = fopen("/dev/full", "w");
  ck_assert_ptr_nonnull(out);
  ck_assert_int_eq(report_writers[_i].write(out, &run, 1), -EIO);
  fclose(out);
}
END_TEST

START_TEST(no_runs_are_a_report_too) {
  char *printed;
  size_t len;
  FILE *out = open_memstream(&printed, &len);
  ck_assert_int_eq(report_writers[_i].write(out, NULL, 0), 0);
  fclose(out);
  free(printed);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("report/files");
  TCase *all = tcase_create("files");
  tcase_add_checked_fixture(all, begin, end);
  tcase_add_loop_test(all, no_text_becomes_markup, REPORT_html,
                      REPORT_junit + 1);
  tcase_add_test(all, a_page_has_its_own_scripts_only);
  tcase_add_test(all, an_event_is_a_line_of_json);
  tcase_add_test(all, an_annotation_is_a_line_with_its_place);
  tcase_add_test(all, tap_quotes_what_it_tells);
  tcase_add_loop_test(all, a_report_that_cannot_be_written_says_so, 0,
                      REPORT_COUNT);
  tcase_add_loop_test(all, no_runs_are_a_report_too, 0, REPORT_COUNT);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
