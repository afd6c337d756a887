/* SPDX-License-Identifier: BSD-3-Clause */
/* A FIFO that nobody reads, or nobody empties, does not hold a program that is
 * asked to end. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fifo.h"
#include "base/files.h"
#include "base/text.h"

static char folder[] = "/tmp/sockfit-fifo-XXXXXX";
static char *path;
static volatile sig_atomic_t heard;

static void hear(int signal_number) {
  heard = signal_number;
}

/* Calls go on after a signal, as with the loop's. */
static void make(void) {
  ck_assert_ptr_nonnull(mkdtemp(folder));
  path = text_format("%s/f", folder);
  ck_assert_int_eq(mkfifo(path, 0600), 0);
  struct sigaction action = {.sa_handler = hear, .sa_flags = SA_RESTART};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
}

static void drop(void) {
  files_remove_folder(folder);
  free(path);
}

/* Somebody who sends us a signal as soon as we wait, and again: the first may
 * come before. */
static pid_t send_soon(int signal_number) {
  pid_t pid = fork();
  ck_assert_int_ge(pid, 0);
  if (pid != 0)
    return pid;
  for (;;) {
    usleep(20000);
    kill(getppid(), signal_number);
  }
}

static void end(pid_t pid) {
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
}

START_TEST(opening_ends_with_a_signal) {
  int number = _i == 0 ? SIGTERM : SIGINT;
  pid_t sender = send_soon(number);
  ck_assert_int_eq(fifo_open(path), -ECANCELED);
  end(sender);
  ck_assert_int_eq(heard, number); /* the loop hears of it as well */
}
END_TEST

START_TEST(writing_ends_with_a_signal) {
  int reader = open(path, O_RDONLY | O_NONBLOCK);
  int fd = fifo_open(path);
  ck_assert_int_ge(fd, 0);
  static char much[1 << 20];
  pid_t sender = send_soon(SIGTERM);
  ck_assert_int_eq(fifo_write(fd, much, sizeof(much)), -ECANCELED);
  end(sender);
  close(fd);
  close(reader);
}
END_TEST

START_TEST(whole_files_end_with_a_signal) {
  pid_t sender = send_soon(SIGTERM);
  ck_assert_int_eq(files_write_whole(path, "x", 1), -ECANCELED);
  end(sender);
}
END_TEST

START_TEST(a_reader_gets_everything) {
  pid_t reader = fork();
  if (reader == 0) {
    char *data;
    size_t len;
    usleep(50000);
    _exit(files_read(path, 2 << 20, &data, &len) == 0 && len == 1 << 20 ? 0
                                                                        : 1);
  }
  static char much[1 << 20];
  memset(much, 'x', sizeof(much));
  ck_assert_int_eq(files_write_whole(path, much, sizeof(much)), 0);
  int status;
  waitpid(reader, &status, 0);
  ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(a_reader_that_is_gone_is_an_error) {
  signal(SIGPIPE, SIG_IGN);
  int reader = open(path, O_RDONLY | O_NONBLOCK);
  int fd = fifo_open(path);
  close(reader);
  ck_assert_int_eq(fifo_write(fd, "x", 1), -EPIPE);
  close(fd);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("base/fifo");
  TCase *waiting = tcase_create("waiting");
  tcase_set_timeout(waiting, 30);
  tcase_add_checked_fixture(waiting, make, drop);
  tcase_add_loop_test(waiting, opening_ends_with_a_signal, 0, 2);
  tcase_add_test(waiting, writing_ends_with_a_signal);
  tcase_add_test(waiting, whole_files_end_with_a_signal);
  tcase_add_test(waiting, a_reader_gets_everything);
  tcase_add_test(waiting, a_reader_that_is_gone_is_an_error);
  suite_add_tcase(suite, waiting);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
