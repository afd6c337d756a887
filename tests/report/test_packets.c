/* SPDX-License-Identifier: BSD-3-Clause */
/* tests of a frame in a few words: the kinds that the LAN has, and frames that
 * are cut off, or lie about their length, at every octet. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "report/packets.h"
#include "support/build.h"

#define DEVICE 0x02, 0, 0, 0, 0, 1
#define FIRST 0x02, 0, 0, 0, 0, 2
#define SECOND 0x02, 0, 0, 0, 0, 3
#define ALL 0xff, 0xff, 0xff, 0xff, 0xff, 0xff

static const uint8_t tcp_rst[] = {
    FIRST, DEVICE, 0x08, 0x00, /* Ethernet */
    0x45,  0,      0,    44,   0,   0,  0, 0,
    64,    6,      0,    0,                   /* IPv4, 44 octets */
    198,   18,     0,    1,    198, 18, 0, 2, /* addresses */
    0,     80,     0xe0, 0x2d, 0,   0,  0, 0,
    0,     0,      0,    0, /* 80 > 57389 */
    0x50,  0x14,   0,    0,    0,   0,  0, 0,
    'd',   'a',    't',  'a'};
static const uint8_t udp[] = {
    ALL,  SECOND, 0x08, 0x00, 0x45, 0,  0, 31, 0,   0, 0, 0,
    64,   17,     0,    0,    198,  18, 0, 3,  224, 0, 0, 251,
    0x14, 0xe9,   0x14, 0xe9, 0,    11, 0, 0,  1,   2, 3};
static const uint8_t arp[] = {ALL, FIRST, 0x08, 0x06,  0,   1,   8,  0, 6,
                              4,   0,     1,    FIRST, 198, 18,  0,  2, 0,
                              0,   0,     0,    0,     0,   198, 18, 0, 1};
/* Multicast listener report: hop-by-hop options, then ICMPv6. */
static const uint8_t mld[] = {
    0x33, 0x33, 0, 0, 0, 0x16, DEVICE, 0x86, 0xdd, 0x60, 0, 0, 0, 0, 12, 0,
    1,    0,    0, 0, 0, 0,    0,      0,    0,    0,    0, 0, 0, 0, 0,  0,
    0,    0,    0, 0, 0, 0,    0,      0,    0,    0,    0, 0, 0, 0, 0,  0,
    0,    58,   0, 5, 2, 0,    0,      0,    0,    143,  0, 0, 0};

static struct variant variant;
static struct addresses addresses;

static void begin(void) {
  build_variant(&variant, "esp-idf");
  build_peer(&variant, "browser", "browser", "");
  build_peer(&variant, "home_assistant", "house", "count=2");
  ck_assert_int_eq(addresses_give(&variant, &addresses), 0);
}

static void end(void) {
  addresses_done(&addresses);
  build_variant_done(&variant);
}

static struct packet describe(const uint8_t *octets, size_t kept) {
  struct detail_frame frame = {.number = 1, .len = kept, .kept = kept};
  struct packet packet;
  ck_assert_uint_le(kept, sizeof(frame.octets));
  memcpy(frame.octets, octets, kept);
  packets_describe(&addresses, &frame, &packet);
  return packet;
}

START_TEST(hosts_have_their_names) {
  struct packet packet = describe(tcp_rst, sizeof(tcp_rst));
  ck_assert_str_eq(packet.from, "device");
  ck_assert_str_eq(packet.to, "browser");
  packet = describe(udp, sizeof(udp));
  ck_assert_str_eq(packet.from, "house-1");
  ck_assert_str_eq(packet.to, "everyone");
}
END_TEST

START_TEST(what_a_packet_is) {
  ck_assert_str_eq(describe(tcp_rst, sizeof(tcp_rst)).text,
                   "RST ACK 80 > 57389, 4 octets");
  ck_assert_str_eq(describe(udp, sizeof(udp)).text,
                   "UDP 5353 > 5353, 3 octets");
  ck_assert_str_eq(describe(arp, sizeof(arp)).text, "ARP who has 198.18.0.1");
  ck_assert_str_eq(describe(mld, sizeof(mld)).text, "ICMPv6");
}
END_TEST

static const struct {
  const uint8_t *octets;
  size_t len;
} frames[] = {{tcp_rst, sizeof(tcp_rst)},
              {udp, sizeof(udp)},
              {arp, sizeof(arp)},
              {mld, sizeof(mld)}};

/* The frame stands at the end of its memory: AddressSanitizer sees a step
 * beyond it, and so does a text that has no end. */
static void survive(const uint8_t *octets, size_t kept) {
  struct packet packet = describe(octets, kept);
  ck_assert_ptr_nonnull(packet.from);
  ck_assert_ptr_nonnull(packet.to);
  ck_assert_uint_lt(strnlen(packet.text, sizeof(packet.text)),
                    sizeof(packet.text));
}

START_TEST(any_octet_may_be_wrong_or_missing) {
  uint8_t copy[DETAIL_FRAME_OCTETS];
  size_t len = frames[_i].len;
  for (size_t kept = 0; kept <= len; kept++)
    survive(frames[_i].octets, kept);
  for (size_t at = 0; at < len; at++) {
    for (int value = 0; value < 256; value++) {
      memcpy(copy, frames[_i].octets, len);
      copy[at] = (uint8_t)value;
      survive(copy, len);
    }
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("report/packets");
  TCase *all = tcase_create("packets");
  tcase_add_checked_fixture(all, begin, end);
  tcase_add_test(all, hosts_have_their_names);
  tcase_add_test(all, what_a_packet_is);
  tcase_add_loop_test(all, any_octet_may_be_wrong_or_missing, 0,
                      (int)(sizeof(frames) / sizeof(frames[0])));
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
