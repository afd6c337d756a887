/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of an event as a frame: every octet that is documented, what is left
 * out, texts that are too long, and that the lists of fields agree: the one in
 * C, Wireshark's and the page's. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/build.h"
#include "support/event_fields.h"
#include "support/program.h"
#include "trace/event_frame.h"

static const uint8_t mac[6] = {2, 0, 0, 0, 0, 1};
static struct variant variant;
static struct trace trace;
static uint8_t octets[EVENT_FRAME_OCTETS_MAX];

static void begin(void) {
  build_variant(&variant, "esp-idf");
  build_quickstart(&variant);
  build_trace(&trace, &variant);
  trace.sockets_now = 9;
  trace.sockets_limit = 10;
}

static void end(void) {
  trace_done(&trace);
  build_variant_done(&variant);
}

static size_t write_frame(const struct trace_event *event,
                          const struct image_slot *slot,
                          const struct image_pool *pool, int errno_number) {
  struct event_frame frame = {mac, &trace, event, slot, pool, errno_number};
  return event_frame_write(&frame, octets);
}

#define TEXT(field, text)                                                      \
  event_field_is_text(octets, len, EVENT_FIELD_##field, text)
#define NUMBER(field, size, number)                                            \
  event_field_is_number(octets, len, EVENT_FIELD_##field, size, number)

START_TEST(a_refusal_octet_by_octet) {
  struct trace_event event = {.kind = TRACE_CALL_REFUSED,
                              .owner = 1,
                              .slot = -1,
                              .call = IMAGE_CALL_SOCKET,
                              .error_name = "ENFILE",
                              .pool = "NUM_SOCKETS",
                              .nth = 3,
                              .nth_of_host = 11};
  struct image_pool pool = {.limit = 10, .used = 10};
  static const uint8_t head[] = {
      2,   0,   0, 0, 0, 1,   2, 0, 0, 0,   0,   1,   0x88, 0xb5, 'S', 'F',
      'i', 't', 1, 0, 0, 112, 1, 0, 7, 'r', 'e', 'f', 'u',  's',  'e', 'd'};
  trace.consumers[1].sockets = 2;
  size_t len = write_frame(&event, NULL, &pool, 23);
  ck_assert_uint_eq(len, 22 + 112);
  ck_assert_mem_eq(octets, head, sizeof(head));
  TEXT(OWNER, "ota");
  TEXT(CALL, "socket");
  TEXT(ERRNO, "ENFILE");
  NUMBER(ERRNO_NUMBER, 4, 23);
  TEXT(POOL, "NUM_SOCKETS");
  NUMBER(POOL_USED, 8, 10);
  NUMBER(POOL_LIMIT, 8, 10);
  NUMBER(SOCKETS_USED, 4, 9);
  NUMBER(SOCKETS_LIMIT, 4, 10);
  NUMBER(OWNER_SOCKETS, 4, 2);
  NUMBER(NTH, 4, 3);
  NUMBER(NTH_OF_DEVICE, 4, 11);
  TEXT(SLOT, NULL);
  TEXT(FD, NULL);
  TEXT(INJECTED, NULL);
  TEXT(TEXT, NULL);
}
END_TEST

START_TEST(a_connection_has_both_its_ends) {
  struct trace_event event = {.kind = TRACE_SOCKET_ACCEPTED,
                              .owner = 0,
                              .slot = 8,
                              .call = IMAGE_CALL_ACCEPT};
  struct image_slot slot = {.slot = 8,
                            .fd = 62,
                            .protocol = "TCP",
                            .tcp_state = IMAGE_TCP_ESTABLISHED,
                            .local = "198.18.0.1",
                            .local_port = 6053,
                            .remote = "198.18.0.2",
                            .remote_port = 59185};
  size_t len = write_frame(&event, &slot, NULL, 0);
  TEXT(EVENT, "accepted");
  NUMBER(SLOT, 2, 8);
  NUMBER(FD, 4, 62);
  TEXT(PROTOCOL, "TCP");
  TEXT(TCP_STATE, "ESTABLISHED");
  NUMBER(LOCAL, 4, 0xc6120001);
  NUMBER(LOCAL_PORT, 2, 6053);
  NUMBER(REMOTE, 4, 0xc6120002);
  NUMBER(REMOTE_PORT, 2, 59185);
  TEXT(ERRNO, NULL);
  TEXT(ERRNO_NUMBER, NULL);
  TEXT(POOL, NULL);
}
END_TEST

/* lwIP's own way to write an address that is local to a link. */
START_TEST(an_address_may_be_of_ipv6) {
  struct trace_event event = {
      .kind = TRACE_SOCKET_CLOSED, .owner = 0, .slot = 0, .call = -1};
  struct image_slot slot = {.fd = 54,
                            .protocol = "UDP",
                            .tcp_state = -1,
                            .local = "not an address",
                            .remote = "FE80::FF:FE00:2%41",
                            .remote_port = 53};
  static const uint8_t remote[16] = {0xfe, 0x80, 0, 0,    0,    0,    0, 0,
                                     0,    0,    0, 0xff, 0xfe, 0x00, 0, 2};
  size_t size = 0, len = write_frame(&event, &slot, NULL, 0);
  const uint8_t *value = event_field(octets, len, EVENT_FIELD_REMOTE, &size);
  ck_assert_uint_eq(size, 16);
  ck_assert_mem_eq(value, remote, 16);
  TEXT(LOCAL, NULL);
  TEXT(LOCAL_PORT, NULL);
  TEXT(TCP_STATE, NULL);
  TEXT(CALL, NULL);
}
END_TEST

START_TEST(the_raw_api_has_neither_table_nor_descriptors) {
  struct trace_event event = {.kind = TRACE_CALL_REFUSED,
                              .owner = 0,
                              .slot = 3,
                              .call = IMAGE_CALL_TCP_NEW,
                              .error_name = "ERR_MEM",
                              .pool = "heap",
                              .injected = true};
  struct image_slot slot = {.fd = -1, .protocol = "TCP", .tcp_state = -1};
  struct image_pool pool = {.limit = -1, .used = 40960};
  trace.sockets_limit = -1;
  size_t len = write_frame(&event, &slot, &pool, -1);
  NUMBER(ERRNO_NUMBER, 4, -1);
  NUMBER(POOL_USED, 8, 40960);
  NUMBER(INJECTED, 1, 1);
  NUMBER(SOCKETS_USED, 4, 9);
  TEXT(POOL_LIMIT, NULL);
  TEXT(SOCKETS_LIMIT, NULL);
  TEXT(FD, NULL);
}
END_TEST

START_TEST(states_and_words_of_the_stack) {
  struct trace_event event = {.kind = TRACE_STATE_CHANGED,
                              .owner = 5,
                              .slot = -1,
                              .call = -1,
                              .state = WORKLOAD_FAILED};
  size_t len = write_frame(&event, NULL, NULL, 0);
  TEXT(STATE, "failed");
  TEXT(TCP_STATE, NULL);
  event.kind = TRACE_PCB_RECLAIMED;
  event.owner = OWNER_STACK;
  event.state = IMAGE_TCP_TIME_WAIT;
  len = write_frame(&event, NULL, NULL, 0);
  TEXT(OWNER, "lwIP");
  TEXT(TCP_STATE, "TIME_WAIT");
  TEXT(STATE, NULL);
  TEXT(OWNER_SOCKETS, NULL);
}
END_TEST

/* Of any length, and with a character of three octets on the edge. */
START_TEST(texts_are_cut_between_characters) {
  char text[2000], name[400];
  struct trace_event event = {
      .kind = TRACE_LOGGED, .owner = 0, .slot = -1, .call = -1, .text = text};
  memset(name, 'n', sizeof(name) - 1);
  name[sizeof(name) - 1] = '\0';
  trace.consumers[0].name = name;
  for (size_t length = 1100; length < 1300; length++) {
    size_t size = 0;
    memset(text, 'x', sizeof(text));
    snprintf(text + length, sizeof(text) - length, "\u20ac\u20ac\u20ac");
    size_t len = write_frame(&event, NULL, NULL, 0);
    ck_assert_uint_le(len, EVENT_FRAME_OCTETS_MAX);
    event_field(octets, len, EVENT_FIELD_OWNER, &size);
    ck_assert_uint_eq(size, EVENT_FRAME_NAME_MAX);
    event_field(octets, len, EVENT_FIELD_TEXT, &size);
    ck_assert(size == length + 9 || len > EVENT_FRAME_OCTETS_MAX - 3);
    ck_assert(size <= length || (size - length) % 3 == 0);
  }
}
END_TEST

START_TEST(every_event_has_a_word_of_its_own) {
  for (int i = 0; i < TRACE_EVENT_COUNT; i++) {
    const char *word = event_frame_word((enum trace_event_kind)i);
    ck_assert_str_ne(word, "?");
    for (int k = 0; k < i; k++)
      ck_assert_str_ne(word, event_frame_word((enum trace_event_kind)k));
  }
}
END_TEST

/* ---- one list ---- */

static const struct listed {
  int number;
  const char *name, *type, *help;
} listed[] = {
#define EVENT_FIELD(number, name, type, help) {number, #name, #type, help},
#include "trace/event_fields.def"
};

/* The file has this line's beginning. */
static void has_line(const char *path, const char *line) {
  char *content = file_content(path, NULL);
  const char *found = strstr(content, line);
  ck_assert_msg(found != NULL && (found == content || found[-1] == '\n'),
                "%s has no line '%s'", path, line);
  free(content);
}

START_TEST(wireshark_and_the_page_know_every_field) {
  const struct listed *field = &listed[_i];
  char name[40];
  size_t len = strlen(field->name);
  ck_assert_int_eq(field->number, _i + 1); /* none is used twice */
  ck_assert_uint_lt(len, sizeof(name));
  for (size_t i = 0; i <= len; i++)
    name[i] =
        (char)(field->name[i] |
               (field->name[i] >= 'A' && field->name[i] <= 'Z' ? 0x20 : 0));
  char *lua =
      text_format("  { %d, \"%s\", \"%s\", ", field->number, name, field->type);
  char *page = text_format("| %d | `sockfit.%s` | %s | %s |\n", field->number,
                           name, field->type, field->help);
  has_line(TEST_SOURCE_DIR "/tools/wireshark/sockfit.lua", lua);
  has_line(TEST_SOURCE_DIR "/docs/wireshark.md", page);
  free(page);
  free(lua);
}
END_TEST

START_TEST(wireshark_and_the_page_know_every_event) {
  const char *word = event_frame_word((enum trace_event_kind)_i);
  char *lua = text_format("  %s = function(it)", word);
  char *page = text_format("| `%s` | `%s` |", word,
                           trace_event_name((enum trace_event_kind)_i));
  has_line(TEST_SOURCE_DIR "/tools/wireshark/sockfit.lua", lua);
  has_line(TEST_SOURCE_DIR "/docs/wireshark.md", page);
  free(page);
  free(lua);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("trace/event_frame");
  TCase *all = tcase_create("frames");
  tcase_add_checked_fixture(all, begin, end);
  tcase_add_test(all, a_refusal_octet_by_octet);
  tcase_add_test(all, a_connection_has_both_its_ends);
  tcase_add_test(all, an_address_may_be_of_ipv6);
  tcase_add_test(all, the_raw_api_has_neither_table_nor_descriptors);
  tcase_add_test(all, states_and_words_of_the_stack);
  tcase_add_test(all, texts_are_cut_between_characters);
  tcase_add_test(all, every_event_has_a_word_of_its_own);
  tcase_add_loop_test(all, wireshark_and_the_page_know_every_field, 0,
                      (int)(sizeof(listed) / sizeof(listed[0])));
  tcase_add_loop_test(all, wireshark_and_the_page_know_every_event, 0,
                      TRACE_EVENT_COUNT);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
