/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of tools/wireshark/sockfit.lua with frames that are not as they should
 * be: cut off at every octet, with any octet wrong, of a later version, of
 * somebody else. tshark must find no error in Lua and say what it thinks. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/build.h"
#include "support/capture.h"
#include "support/program.h"
#include "trace/event_frame.h"
#include "trace/pcap.h"

static char *folder, *path;
static struct pcap_sink *sink;
static uint8_t good[EVENT_FRAME_OCTETS_MAX], octets[EVENT_FRAME_OCTETS_MAX];
static size_t good_len;
static long added;

/* One that has nearly every field. */
static void write_good(void) {
  static const uint8_t mac[6] = {2, 0, 0, 0, 0, 1};
  struct variant variant;
  struct trace trace;
  struct trace_event event = {.kind = TRACE_CALL_REFUSED,
                              .slot = 1,
                              .call = IMAGE_CALL_ACCEPT,
                              .error_name = "ENFILE",
                              .pool = "NUM_SOCKETS",
                              .nth = 1,
                              .nth_of_host = 1,
                              .injected = true,
                              .text = "text"};
  struct image_slot slot = {.fd = 55,
                            .protocol = "TCP",
                            .tcp_state = IMAGE_TCP_LISTEN,
                            .local = "198.18.0.1",
                            .local_port = 80,
                            .remote = "fe80::1",
                            .remote_port = 81};
  struct image_pool pool = {.used = 10, .limit = 10};
  build_variant(&variant, "esp-idf");
  build_quickstart(&variant);
  build_trace(&trace, &variant);
  struct event_frame frame = {mac, &trace, &event, &slot, &pool, 23};
  good_len = event_frame_write(&frame, good);
  trace_done(&trace);
  build_variant_done(&variant);
}

static void begin(void) {
  struct diag diag = {0};
  folder = program_folder();
  path = path_in(folder, "c.pcap");
  added = 0;
  ck_assert_int_eq(pcap_sink_open(path, &sink, &diag), 0);
  write_good();
}

static void end(void) {
  free(path);
  free(folder);
}

static void add(const uint8_t *frame, size_t len) {
  pcap_sink_add(sink, added++, frame, len);
}

/* Since 4.4 Wireshark runs no scripts for root: it is somebody else then. */
static const char script[] =
    "as=\n"
    "if [ $(id -u) = 0 ]; then\n"
    "  as='unshare -U --map-user=1000 --map-group=1000'\n"
    "  $as true 2>/dev/null ||\n"
    "    as='setpriv --reuid=65534 --regid=65534 --clear-groups'\n"
    "fi\n"
    "exec $as tshark -X lua_script:" TEST_SOURCE_DIR
    "/tools/wireshark/sockfit.lua -r - -V -Y \"$1\" <\"$2\"\n";

/* What tshark says with the script, the filter and -V. */
static void look(const char *filter, struct outcome *ret_outcome) {
  struct diag diag = {0};
  ck_assert_int_eq(pcap_sink_close(sink, &diag), 0);
  program_run(&(struct program){.file = "sh",
                                .args = {"-c", script, "sh", filter, path}},
              ret_outcome);
  outcome_assert_status(ret_outcome, 0);
  ck_assert_ptr_null(strstr(ret_outcome->err, "Lua"));
  ck_assert_msg(strstr(ret_outcome->out, "Lua Error") == NULL, "%.2000s",
                strstr(ret_outcome->out, "Lua Error"));
}

static long count(const char *text, const char *word) {
  long found = 0;
  for (; (text = strstr(text, word)) != NULL; text += strlen(word))
    found++;
  return found;
}

START_TEST(a_frame_may_end_anywhere) {
  struct outcome outcome;
  if (!tool_is_there("tshark", "frames that are cut off"))
    return;
  for (size_t len = 14; len <= good_len; len++)
    add(good, len);
  look("sockfit", &outcome);
  /* From a whole header on it is one of ours, and all but the last are told to
   * be too short. */
  long ours = (long)good_len - 22 + 1;
  ck_assert_int_eq(count(outcome.out, "\nFrame ") + 1, ours);
  ck_assert_int_eq(count(outcome.out, ": A length that cannot be]"), ours - 1);
  outcome_done(&outcome);
}
END_TEST

START_TEST(any_octet_may_be_wrong) {
  static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
  struct outcome outcome;
  if (!tool_is_there("tshark", "frames with wrong octets"))
    return;
  for (size_t at = 14; at < good_len; at++) {
    for (size_t i = 0; i < sizeof(values); i++) {
      memcpy(octets, good, good_len);
      octets[at] = values[i];
      add(octets, good_len);
    }
  }
  look("frame", &outcome);
  ck_assert_int_eq(count(outcome.out, "\nFrame ") + 1, added);
  outcome_done(&outcome);
}
END_TEST

START_TEST(a_later_version_is_not_guessed_at) {
  struct outcome outcome;
  if (!tool_is_there("tshark", "frames of a later version"))
    return;
  memcpy(octets, good, good_len);
  octets[18] = 2;
  add(octets, good_len);
  look("sockfit.version == 2 && sockfit.expert.version && !sockfit.event",
       &outcome);
  ck_assert_int_eq(count(outcome.out, "Frame 1:"), 1);
  outcome_done(&outcome);
}
END_TEST

/* A field of a later sockfit, in the same version, between two of ours. */
START_TEST(a_field_that_is_not_known_is_passed_over) {
  static const uint8_t strange[] = {250, 0, 2, 'x', 'y'};
  struct outcome outcome;
  if (!tool_is_there("tshark", "fields of a later version"))
    return;
  memcpy(octets, good, 22);
  memcpy(octets + 22, strange, sizeof(strange));
  memcpy(octets + 22 + sizeof(strange), good + 22, good_len - 22);
  octets[20] = (uint8_t)((good_len - 22 + sizeof(strange)) >> 8);
  octets[21] = (uint8_t)(good_len - 22 + sizeof(strange));
  add(octets, good_len + sizeof(strange));
  look("sockfit.errno == \"ENFILE\" && sockfit.text == \"text\" && "
       "!sockfit.expert.length && sockfit.remote_ipv6 == fe80::1",
       &outcome);
  ck_assert_int_eq(count(outcome.out, "Frame 1:"), 1);
  outcome_done(&outcome);
}
END_TEST

START_TEST(the_experiments_of_others_are_left_alone) {
  struct outcome outcome;
  if (!tool_is_there("tshark", "frames of others"))
    return;
  memcpy(octets, good, good_len);
  memcpy(octets + 14, "else", 4);
  add(octets, good_len);
  look("!sockfit && data", &outcome);
  ck_assert_int_eq(count(outcome.out, "Frame 1:"), 1);
  outcome_done(&outcome);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("trace/dissector");
  TCase *all = tcase_create("strange frames");
  tcase_set_timeout(all, 60);
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_checked_fixture(all, begin, end);
  tcase_add_test(all, a_frame_may_end_anywhere);
  tcase_add_test(all, any_octet_may_be_wrong);
  tcase_add_test(all, a_later_version_is_not_guessed_at);
  tcase_add_test(all, a_field_that_is_not_known_is_passed_over);
  tcase_add_test(all, the_experiments_of_others_are_left_alone);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
