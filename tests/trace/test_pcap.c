/* SPDX-License-Identifier: BSD-3-Clause */
/* The capture: exact times, whole frames, and failures that are told. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/units.h"
#include "support/build.h"
#include "support/capture.h"
#include "support/program.h"
#include "trace/pcap.h"

static struct diag diag;
static char *folder;
static char *path;

static void setup(void) {
  diag = (struct diag){0};
  folder = program_folder();
  path = path_in(folder, "c.pcap");
}

static void teardown(void) {
  diag_done(&diag);
  free(path);
  free(folder);
}

static struct pcap_sink *open_sink(const char *at) {
  struct pcap_sink *sink = NULL;
  ck_assert_int_eq(pcap_sink_open(at, &sink, &diag), 0);
  return sink;
}

static void fill(uint8_t *frame, size_t len, int seed) {
  for (size_t i = 0; i < len; i++)
    frame[i] = (uint8_t)((size_t)seed + i);
}

START_TEST(an_empty_capture_is_a_capture) {
  ck_assert_int_eq(pcap_sink_close(open_sink(path), &diag), 0);
  ck_assert_int_eq(capture_frames_in(path), 0);
}
END_TEST

START_TEST(times_are_exact_to_the_nanosecond) {
  static const int64_t times[] = {0, 1, 999999999, NS_PER_S,
                                  1234567890 * NS_PER_S + 987654321};
  struct pcap_sink *sink = open_sink(path);
  uint8_t frame[1514];
  for (int i = 0; i < 5; i++) {
    fill(frame, sizeof(frame), i);
    pcap_sink_add(sink, times[i], frame, 60 + 300 * (size_t)i);
  }
  ck_assert_int_eq(pcap_sink_close(sink, &diag), 0);
  struct capture_frame frames[5];
  size_t len;
  char *octets = file_content(path, &len);
  ck_assert_int_eq(capture_frames(octets, len, 5, frames), 5);
  for (int i = 0; i < 5; i++) {
    ck_assert_int_eq(frames[i].at_ns, times[i]);
    ck_assert_uint_eq(frames[i].len, 60 + 300 * (size_t)i);
    fill(frame, sizeof(frame), i);
    ck_assert_mem_eq(frames[i].data, frame, frames[i].len);
  }
  free(octets);
}
END_TEST

START_TEST(many_frames_are_all_there) {
  struct pcap_sink *sink = open_sink(path);
  uint8_t frame[1514];
  fill(frame, sizeof(frame), 1);
  for (int i = 0; i < 3000; i++) /* several times what is buffered */
    pcap_sink_add(sink, i, frame, 14 + (size_t)(i * 7 % 1500));
  ck_assert_int_eq(pcap_sink_close(sink, &diag), 0);
  ck_assert_int_eq(capture_frames_in(path), 3000);
}
END_TEST

START_TEST(an_older_capture_is_replaced) {
  struct pcap_sink *sink = open_sink(path);
  uint8_t frame[100] = {0};
  for (int i = 0; i < 10; i++)
    pcap_sink_add(sink, i, frame, sizeof(frame));
  ck_assert_int_eq(pcap_sink_close(sink, &diag), 0);
  ck_assert_int_eq(pcap_sink_close(open_sink(path), &diag), 0);
  ck_assert_int_eq(capture_frames_in(path), 0);
}
END_TEST

START_TEST(a_dash_is_standard_output) {
  uint8_t frame[100] = {0};
  int fd = open(path, O_WRONLY | O_CREAT, 0666);
  ck_assert_int_eq(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
  struct pcap_sink *sink = open_sink("-");
  pcap_sink_add(sink, 5, frame, sizeof(frame));
  ck_assert_int_eq(pcap_sink_close(sink, &diag), 0);
  ck_assert_int_eq(capture_frames_in(path), 1);
  /* It was lent: others may go on to write. */
  ck_assert_int_eq(write(STDOUT_FILENO, "", 1), 1);
  close(fd);
}
END_TEST

/* Whoever reads a FIFO has each frame as soon as it was added. */
START_TEST(a_stream_has_each_frame_at_once) {
  uint8_t frame[100] = {0};
  char octets[4096];
  ck_assert_int_eq(mkfifo(path, 0666), 0);
  int fd = open(path, O_RDONLY | O_NONBLOCK);
  struct pcap_sink *sink = open_sink(path);
  ck_assert_int_eq(read(fd, octets, sizeof(octets)), 24);
  for (int i = 0; i < 3; i++) {
    pcap_sink_add(sink, i, frame, sizeof(frame));
    ck_assert_int_eq(read(fd, octets, sizeof(octets)), 16 + sizeof(frame));
  }
  ck_assert_int_eq(pcap_sink_close(sink, &diag), 0);
  ck_assert_int_eq(read(fd, octets, sizeof(octets)), 0);
  close(fd);
}
END_TEST

/* By another name, so that the machine's device is safe from this test. */
START_TEST(a_full_device_is_told_and_left_alone) {
  struct pcap_sink *sink = NULL;
  uint8_t frame[1000] = {0};
  struct stat about;
  ck_assert_int_eq(symlink("/dev/full", path), 0);
  int status = pcap_sink_open(path, &sink, &diag);
  if (status == 0) {
    for (int i = 0; i < 1000; i++)
      pcap_sink_add(sink, i, frame, sizeof(frame));
    status = pcap_sink_close(sink, &diag);
  }
  ck_assert_int_eq(status, -ENOSPC);
  ck_assert_uint_eq(diag.error_count, 1);
  ck_assert_ptr_nonnull(strstr(build_diag_text(&diag, 0), "No space left"));
  ck_assert_msg(stat(path, &about) == 0 && S_ISCHR(about.st_mode),
                "the device was removed");
}
END_TEST

START_TEST(a_folder_that_is_not_there) {
  struct pcap_sink *sink = NULL;
  char *missing = path_in(folder, "missing/c.pcap");
  ck_assert_int_eq(pcap_sink_open(missing, &sink, &diag), -ENOENT);
  ck_assert_ptr_null(sink);
  ck_assert_uint_eq(diag.error_count, 1);
  ck_assert_ptr_nonnull(strstr(build_diag_text(&diag, 0), missing));
  free(missing);
}
END_TEST

START_TEST(closing_nothing_is_fine) {
  ck_assert_int_eq(pcap_sink_close(NULL, &diag), 0);
  ck_assert_uint_eq(diag.count, 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("trace/pcap");
  TCase *all = tcase_create("capture");
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_checked_fixture(all, setup, teardown);
  tcase_add_test(all, an_empty_capture_is_a_capture);
  tcase_add_test(all, times_are_exact_to_the_nanosecond);
  tcase_add_test(all, many_frames_are_all_there);
  tcase_add_test(all, an_older_capture_is_replaced);
  tcase_add_test(all, a_dash_is_standard_output);
  tcase_add_test(all, a_stream_has_each_frame_at_once);
  tcase_add_test(all, a_full_device_is_told_and_left_alone);
  tcase_add_test(all, a_folder_that_is_not_there);
  tcase_add_test(all, closing_nothing_is_fine);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
