/* SPDX-License-Identifier: BSD-3-Clause */
/* MQTT 3.1.1 control packets, octet by octet. */
#include "workloads/common/mqtt_packet.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Read back the one packet that has just been written. */
static struct mqtt_packet read_back(const uint8_t *data, int len,
                                    enum mqtt_type type) {
  struct mqtt_packet packet;
  ck_assert_int_gt(len, 0);
  ck_assert_int_eq(mqtt_packet_read(data, (size_t)len, &packet), len);
  ck_assert_int_eq(packet.type, type);
  return packet;
}

START_TEST(a_publish_is_read_back_with_all_its_parts) {
  uint8_t data[64];
  struct mqtt_publish out = {.topic = "a/b",
                             .topic_len = 3,
                             .message = "x\0y",
                             .message_len = 3,
                             .qos = 1,
                             .retain = true,
                             .id = 515};
  struct mqtt_publish in;
  struct mqtt_packet packet;
  int len = mqtt_packet_publish_with(data, sizeof data, &out);
  ck_assert_int_eq(mqtt_packet_read(data, (size_t)len, &packet), len);
  ck_assert_int_eq(mqtt_packet_publish_parts(&packet, &in), 0);
  ck_assert(in.topic_len == 3 && memcmp(in.topic, "a/b", 3) == 0);
  ck_assert(in.message_len == 3 && memcmp(in.message, "x\0y", 3) == 0);
  ck_assert(in.qos == 1 && in.retain && !in.again && in.id == 515);
  for (size_t cut = 0; cut < 7; cut++) { /* topic and identifier */
    packet.body_len = cut;
    ck_assert_int_eq(mqtt_packet_publish_parts(&packet, &in), -EPROTO);
  }
}
END_TEST

/* As 3.1.2.3 of the standard lays the flags out. */
START_TEST(a_connect_says_all_that_a_client_may_say) {
  static const uint8_t expected[] = {
      0x10, 28, 0, 4,   'M', 'Q', 'T', 'T', 4, 0xee, 0,   15,  0, 2, 'i',
      'd',  0,  1, 't', 0,   2,   'o', 'k', 0, 2,    'm', 'e', 0, 1, 'p'};
  uint8_t data[64];
  struct mqtt_connect connect = {.client_id = "id",
                                 .keepalive_s = 15,
                                 .username = "me",
                                 .password = "p",
                                 .will_topic = "t",
                                 .will = "ok",
                                 .will_len = 2,
                                 .will_qos = 1,
                                 .will_retain = true};
  int len = mqtt_packet_connect_with(data, sizeof data, &connect);
  ck_assert_int_eq(len, (int)sizeof expected);
  ck_assert_mem_eq(data, expected, sizeof expected);
}
END_TEST

START_TEST(connect_is_what_the_standard_shows) {
  const uint8_t expected[] = {0x10, 14,   0, 4,  'M', 'Q', 'T', 'T',
                              4,    0x02, 0, 15, 0,   2,   'i', 'd'};
  uint8_t data[64];
  uint16_t keepalive_s = 0;
  int len = mqtt_packet_connect(data, sizeof data, "id", 15);
  ck_assert_int_eq(len, sizeof expected);
  ck_assert_mem_eq(data, expected, sizeof expected);
  struct mqtt_packet packet = read_back(data, len, MQTT_CONNECT);
  ck_assert_int_eq(mqtt_packet_connect_read(&packet, &keepalive_s), 0);
  ck_assert_uint_eq(keepalive_s, 15);
}
END_TEST

START_TEST(connack_carries_its_return_code) {
  uint8_t data[8], return_code = 0;
  int len = mqtt_packet_connack(data, sizeof data, 5);
  ck_assert_mem_eq(data, ((const uint8_t[]){0x20, 2, 0, 5}), 4);
  struct mqtt_packet packet = read_back(data, len, MQTT_CONNACK);
  ck_assert_int_eq(mqtt_packet_connack_read(&packet, &return_code), 0);
  ck_assert_uint_eq(return_code, 5);
}
END_TEST

START_TEST(subscribe_has_the_reserved_flags_and_its_filters_are_counted) {
  const uint8_t two_filters[] = {0x82, 10, 0, 7, 0, 1, 'a', 0, 0, 1, 'b', 1};
  uint8_t data[64];
  uint16_t id = 0;
  size_t topic_count = 0;
  int len = mqtt_packet_subscribe(data, sizeof data, 7, "a/#");
  ck_assert_uint_eq(data[0], 0x82);
  struct mqtt_packet packet = read_back(data, len, MQTT_SUBSCRIBE);
  ck_assert_int_eq(mqtt_packet_subscribe_read(&packet, &id, &topic_count), 0);
  ck_assert_uint_eq(id, 7);
  ck_assert_uint_eq(topic_count, 1);
  packet = read_back(two_filters, sizeof two_filters, MQTT_SUBSCRIBE);
  ck_assert_int_eq(mqtt_packet_subscribe_read(&packet, &id, &topic_count), 0);
  ck_assert_uint_eq(topic_count, 2);
}
END_TEST

START_TEST(a_suback_grants_each_filter) {
  uint8_t data[16];
  int len = mqtt_packet_suback(data, sizeof data, 0x0102, 3);
  ck_assert_int_eq(len, 7);
  ck_assert_mem_eq(data, ((const uint8_t[]){0x90, 5, 1, 2, 0, 0, 0}), 7);
}
END_TEST

START_TEST(an_identifier_is_read_from_a_publish_with_qos_only) {
  const uint8_t qos1[] = {0x32, 6, 0, 1, 't', 0, 9, '!'};
  const uint8_t qos3[] = {0x36, 6, 0, 1, 't', 0, 9, '!'};
  uint8_t data[64];
  int qos = -1;
  uint16_t id = 77;
  int len = mqtt_packet_publish(data, sizeof data, "t", "hi");
  ck_assert_mem_eq(data, ((const uint8_t[]){0x30, 5, 0, 1, 't', 'h', 'i'}), 7);
  struct mqtt_packet packet = read_back(data, len, MQTT_PUBLISH);
  ck_assert_int_eq(mqtt_packet_publish_read(&packet, &qos, &id), 0);
  ck_assert_int_eq(qos, 0);
  ck_assert_uint_eq(id, 77);
  packet = read_back(qos1, sizeof qos1, MQTT_PUBLISH);
  ck_assert_int_eq(mqtt_packet_publish_read(&packet, &qos, &id), 0);
  ck_assert_int_eq(qos, 1);
  ck_assert_uint_eq(id, 9);
  packet = read_back(qos3, sizeof qos3, MQTT_PUBLISH);
  ck_assert_int_eq(mqtt_packet_publish_read(&packet, &qos, &id), -EPROTO);
}
END_TEST

START_TEST(a_length_above_127_takes_two_octets) {
  char message[201] = {0};
  uint8_t data[256];
  memset(message, 'm', 200);
  int len = mqtt_packet_publish(data, sizeof data, "t", message);
  ck_assert_int_eq(len, 1 + 2 + 3 + 200);
  ck_assert_uint_eq(data[1], 0x80 | (203 & 0x7f));
  ck_assert_uint_eq(data[2], 1);
  ck_assert_uint_eq(read_back(data, len, MQTT_PUBLISH).body_len, 203);
}
END_TEST

START_TEST(a_packet_is_read_only_when_all_of_it_is_there) {
  uint8_t data[64];
  struct mqtt_packet packet;
  int len = mqtt_packet_connect(data, sizeof data, "client", 15);
  for (int have = 0; have < len; have++)
    ck_assert_int_eq(mqtt_packet_read(data, (size_t)have, &packet), 0);
  ck_assert_int_eq(mqtt_packet_read(data, (size_t)len, &packet), len);
}
END_TEST

START_TEST(what_is_not_a_packet_is_refused) {
  struct mqtt_packet packet;
  const uint8_t type_0[] = {0x00, 0}, type_15[] = {0xf0, 0};
  const uint8_t endless[] = {0x30, 0xff, 0xff, 0xff, 0xff, 0x01};
  const uint8_t large[] = {0x30, 0xff, 0x7f};
  ck_assert_int_eq(mqtt_packet_read(type_0, 2, &packet), -EPROTO);
  ck_assert_int_eq(mqtt_packet_read(type_15, 2, &packet), -EPROTO);
  ck_assert_int_eq(mqtt_packet_read(endless, 4, &packet), 0);
  ck_assert_int_eq(mqtt_packet_read(endless, 6, &packet), -EPROTO);
  ck_assert_int_eq(mqtt_packet_read(large, 3, &packet), -EMSGSIZE);
}
END_TEST

START_TEST(a_cut_body_is_refused) {
  /* Texts that claim to be longer than the packet. */
  const uint8_t connect[] = {0x10, 6, 0, 9, 'M', 'Q', 'T', 'T'};
  const uint8_t subscribe[] = {0x82, 5, 0, 1, 0, 9, 'a'};
  struct mqtt_packet packet = read_back(connect, sizeof connect, MQTT_CONNECT);
  uint16_t number;
  size_t topic_count;
  ck_assert_int_eq(mqtt_packet_connect_read(&packet, &number), -EPROTO);
  packet = read_back(subscribe, sizeof subscribe, MQTT_SUBSCRIBE);
  ck_assert_int_eq(mqtt_packet_subscribe_read(&packet, &number, &topic_count),
                   -EPROTO);
}
END_TEST

START_TEST(a_buffer_that_is_too_small_is_never_overrun) {
  uint8_t data[32];
  int whole = mqtt_packet_connect(data, sizeof data, "client", 15);
  for (size_t size = 0; size < sizeof data; size++) {
    memset(data, 0xaa, sizeof data);
    int len = mqtt_packet_connect(data, size, "client", 15);
    ck_assert_int_eq(len, (int)size > whole ? whole : -ENOBUFS);
    for (size_t i = size; i < sizeof data; i++)
      ck_assert_uint_eq(data[i], 0xaa);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("mqtt_packet");
  TCase *tests = tcase_create("mqtt_packet");
  tcase_add_test(tests, a_publish_is_read_back_with_all_its_parts);
  tcase_add_test(tests, a_connect_says_all_that_a_client_may_say);
  tcase_add_test(tests, connect_is_what_the_standard_shows);
  tcase_add_test(tests, connack_carries_its_return_code);
  tcase_add_test(tests,
                 subscribe_has_the_reserved_flags_and_its_filters_are_counted);
  tcase_add_test(tests, a_suback_grants_each_filter);
  tcase_add_test(tests, an_identifier_is_read_from_a_publish_with_qos_only);
  tcase_add_test(tests, a_length_above_127_takes_two_octets);
  tcase_add_test(tests, a_packet_is_read_only_when_all_of_it_is_there);
  tcase_add_test(tests, what_is_not_a_packet_is_refused);
  tcase_add_test(tests, a_cut_body_is_refused);
  tcase_add_test(tests, a_buffer_that_is_too_small_is_never_overrun);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed_count = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
