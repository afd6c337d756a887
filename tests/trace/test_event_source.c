/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of events among the frames of a capture: their numbers, with a capture
 * and without, and what is known of a slot when it closes. The device is a
 * table that the test fills in. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "support/build.h"
#include "support/capture.h"
#include "support/event_fields.h"
#include "support/program.h"
#include "trace/event_frame.h"
#include "trace/event_source.h"
#include "trace/record.h"

#define FRAMES_MAX 16

static struct image_slot table[4];
static size_t table_count;
static int looks;

static size_t slots(struct image_slot *ret_slots, size_t max) {
  ck_assert_uint_le(table_count, max);
  memcpy(ret_slots, table, table_count * sizeof(*table));
  looks++;
  return table_count;
}

static size_t pools(struct image_pool *ret_pools, size_t max) {
  ck_assert_uint_ge(max, 1);
  ret_pools[0] = (struct image_pool){.name = "A", .used = 7, .limit = 8};
  return 1;
}

static const struct image_limit limits[] = {{"MEMP_NUM_NETCONN", 10}, {0}};
static const struct image_interface device = {
    .limits = limits, .lwip_version = "2.2.1", .slots = slots, .pools = pools};

static int number(const struct limits *ours, const char *error_name) {
  ck_assert_ptr_null(ours);
  return error_name != NULL && strcmp(error_name, "EADDRINUSE") == 0 ? 112 : -1;
}

static struct variant variant;
static struct trace trace;
static struct recorder recorder;
static struct pcap_sink *pcap;
static struct world_observer watch;
static char *folder, *path, *octets;
static size_t octets_len;
static struct capture_frame frames[FRAMES_MAX];

static void begin(bool captured, bool framed) {
  struct diag diag = {0};
  const struct event_numbers numbers = {NULL, number};
  table_count = 0;
  looks = 0;
  pcap = NULL;
  octets = NULL;
  folder = program_folder();
  path = path_in(folder, "c.pcap");
  build_variant(&variant, "esp-idf");
  build_quickstart(&variant);
  if (captured)
    ck_assert_int_eq(pcap_sink_open(path, &pcap, &diag), 0);
  ck_assert_int_eq(recorder_init(&recorder, &trace, &variant, pcap), 0);
  if (framed)
    ck_assert_int_eq(recorder_frame_events(&recorder, &numbers), 0);
  watch = recorder_observer(&recorder);
  watch.started(watch.arg, &device);
}

/* Returns how many frames the capture has. */
static long captured(void) {
  struct diag diag = {0};
  ck_assert_int_eq(recorder_finish(&recorder, NS_PER_S, NULL), 0);
  ck_assert_int_eq(pcap_sink_close(pcap, &diag), 0);
  pcap = NULL;
  octets = file_content(path, &octets_len);
  return capture_frames(octets, octets_len, FRAMES_MAX, frames);
}

static void end(void) {
  trace_done(&trace);
  build_variant_done(&variant);
  free(octets);
  free(path);
  free(folder);
}

static void pass_frame(int64_t at_ns) {
  static const uint8_t frame[60] = {[12] = 0x08};
  watch.frame(watch.arg, at_ns, frame, sizeof(frame));
}

static void happen(int64_t at_ns, enum image_event_kind kind, int slot,
                   const char *error_name, const char *pool) {
  struct image_event event = {.kind = kind,
                              .owner = 1,
                              .slot = slot,
                              .call = IMAGE_CALL_SOCKET,
                              .error = error_name == NULL ? 0 : 98,
                              .error_name = error_name,
                              .pool = pool};
  watch.device_event(watch.arg, at_ns, &event);
}

static void take_slot(const char *remote) {
  table[0] = (struct image_slot){.slot = 0,
                                 .fd = 54,
                                 .owner = 1,
                                 .protocol = "TCP",
                                 .tcp_state = IMAGE_TCP_ESTABLISHED,
                                 .remote_port = *remote == '\0' ? 0 : 80};
  strcpy(table[0].remote, remote);
  table_count = 1;
}

/* What passes here, in each of the cases below. */
static void some_traffic(void) {
  pass_frame(1);
  take_slot("");
  happen(2, IMAGE_SOCKET_OPENED, 0, NULL, NULL);
  pass_frame(3);
  happen(3, IMAGE_CALL_FAILED, -1, "ENOBUFS", "A");
  watch.fault(watch.arg, 4, 0, FAULT_ENDS, "link: over");
}

static void check_numbers(uint64_t opened, uint64_t failed, uint64_t fault) {
  ck_assert_uint_eq(trace.event_count, 3);
  ck_assert_uint_eq(trace.events[0].packet, opened);
  ck_assert_uint_eq(trace.events[1].packet, failed);
  ck_assert_uint_eq(trace.events[2].packet, fault);
}

START_TEST(an_event_has_the_number_of_its_own_frame) {
  begin(true, true);
  some_traffic();
  check_numbers(2, 4, 5);
  ck_assert(trace.event_frames);
  ck_assert_int_eq(captured(), 5);
  for (int i = 0; i < 5; i++)
    ck_assert_int_eq(event_fields_are_whole(frames[i].data, frames[i].len),
                     i != 0 && i != 2);
  ck_assert_int_eq(frames[3].at_ns, 3);
  event_field_is_text(frames[3].data, frames[3].len, EVENT_FIELD_EVENT,
                      "refused");
  event_field_is_number(frames[3].data, frames[3].len, EVENT_FIELD_POOL_USED, 8,
                        7);
  /* The device has no number for this one, whatever lwIP's is. */
  event_field_is_text(frames[3].data, frames[3].len, EVENT_FIELD_ERRNO_NUMBER,
                      NULL);
  event_field_is_text(frames[4].data, frames[4].len, EVENT_FIELD_TEXT,
                      "link: over");
  end();
}
END_TEST

START_TEST(nobody_captures_and_the_numbers_are_the_same) {
  begin(false, true);
  some_traffic();
  check_numbers(2, 4, 5);
  ck_assert_int_eq(looks, 1); /* for the table of the refusal */
  ck_assert_int_eq(recorder_finish(&recorder, NS_PER_S, NULL), 0);
  end();
}
END_TEST

START_TEST(without_event_frames_a_number_is_that_of_the_frame_before) {
  begin(true, false);
  some_traffic();
  check_numbers(1, 2, 2);
  ck_assert(!trace.event_frames);
  ck_assert_int_eq(captured(), 2);
  end();
}
END_TEST

START_TEST(a_slot_that_closes_is_told_as_it_was) {
  begin(true, true);
  take_slot("");
  happen(1, IMAGE_SOCKET_OPENED, 0, NULL, NULL);
  take_slot("198.18.0.2"); /* connect() is no event: a frame shows it */
  pass_frame(2);
  table_count = 0;
  happen(3, IMAGE_SOCKET_CLOSED, 0, NULL, NULL);
  happen(4, IMAGE_CALL_FAILED, 0, "EADDRINUSE", NULL);
  ck_assert_int_eq(captured(), 4);
  const struct capture_frame *closed = &frames[2], *failed = &frames[3];
  event_field_is_number(closed->data, closed->len, EVENT_FIELD_FD, 4, 54);
  event_field_is_number(closed->data, closed->len, EVENT_FIELD_REMOTE, 4,
                        0xc6120002);
  event_field_is_number(closed->data, closed->len, EVENT_FIELD_SOCKETS_USED, 4,
                        0);
  event_field_is_text(closed->data, closed->len, EVENT_FIELD_TCP_STATE, NULL);
  /* And then it is forgotten. */
  event_field_is_text(failed->data, failed->len, EVENT_FIELD_REMOTE, NULL);
  event_field_is_number(failed->data, failed->len, EVENT_FIELD_ERRNO_NUMBER, 4,
                        112);
  end();
}
END_TEST

/* Frames cost a look only as long as there is something to be learnt. */
START_TEST(settled_slots_are_not_looked_at_with_each_frame) {
  begin(true, true);
  take_slot("198.18.0.2");
  happen(1, IMAGE_SOCKET_OPENED, 0, NULL, NULL);
  int before = looks;
  for (int i = 2; i < 10; i++)
    pass_frame(i);
  ck_assert_int_eq(looks, before);
  captured();
  end();
}
END_TEST

START_TEST(slots_of_a_device_that_is_switched_off_are_closed) {
  begin(true, true);
  take_slot("198.18.0.2");
  happen(1, IMAGE_SOCKET_OPENED, 0, NULL, NULL);
  watch.device_off(watch.arg, 2);
  happen(3, IMAGE_WORKLOAD_STATE, -1, NULL, NULL);
  ck_assert_int_eq(captured(), 3);
  event_field_is_text(frames[1].data, frames[1].len, EVENT_FIELD_EVENT,
                      "closed");
  event_field_is_number(frames[1].data, frames[1].len, EVENT_FIELD_SOCKETS_USED,
                        4, 0);
  end();
}
END_TEST

int main(void) {
  Suite *suite = suite_create("trace/event_source");
  TCase *all = tcase_create("numbers");
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_test(all, an_event_has_the_number_of_its_own_frame);
  tcase_add_test(all, nobody_captures_and_the_numbers_are_the_same);
  tcase_add_test(all,
                 without_event_frames_a_number_is_that_of_the_frame_before);
  tcase_add_test(all, a_slot_that_closes_is_told_as_it_was);
  tcase_add_test(all, settled_slots_are_not_looked_at_with_each_frame);
  tcase_add_test(all, slots_of_a_device_that_is_switched_off_are_closed);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
