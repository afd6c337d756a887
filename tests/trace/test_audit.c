/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames that are well formed, and every octet of them flipped. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "trace/audit.h"

/* An echo request of 198.18.0.2 to 198.18.0.1 with two octets. */
static const uint8_t echo[] = {2,  0, 0,   0,   0,   1,  2,  0, 0,   0,  0,
                               2,  8, 0,   69,  0,   0,  30, 0, 1,   0,  0,
                               64, 1, 238, 182, 198, 18, 0,  2, 198, 18, 0,
                               1,  8, 0,   245, 250, 0,  1,  0, 1,   2,  3};

START_TEST(a_good_frame_has_no_fault) {
  const char *fault = audit_frame_fault(echo, sizeof(echo));
  ck_assert_msg(fault == NULL, "%s", fault);
}
END_TEST

/* All but the addresses of Ethernet are covered by a length or a checksum. */
START_TEST(every_flipped_octet_is_seen) {
  uint8_t frame[sizeof(echo)];
  for (size_t i = 12; i < sizeof(echo); i++) {
    memcpy(frame, echo, sizeof(echo));
    frame[i] ^= 0x11;
    ck_assert_msg(audit_frame_fault(frame, sizeof(frame)) != NULL, "octet %zu",
                  i);
  }
}
END_TEST

/* In memory of exactly that size, for a sanitizer to see reads beyond it. */
START_TEST(a_frame_that_is_cut_off_is_seen) {
  for (size_t len = 0; len < sizeof(echo); len++) {
    uint8_t *frame = malloc(len + 1);
    memcpy(frame, echo, len);
    ck_assert_msg(audit_frame_fault(frame, len) != NULL, "%zu octets", len);
    free(frame);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("trace/audit");
  TCase *tcase = tcase_create("frames");
  tcase_add_test(tcase, a_good_frame_has_no_fault);
  tcase_add_test(tcase, every_flipped_octet_is_seen);
  tcase_add_test(tcase, a_frame_that_is_cut_off_is_seen);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
