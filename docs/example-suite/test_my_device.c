/* SPDX-License-Identifier: BSD-3-Clause */
/* A suite of your own under libcheck: the device of device.yaml, with a logger
 * that is a function of this file, and a server for it that is one, too. */
#include <check.h>
#include <stdlib.h>

#include <sockfit/check.h>
#include <sockfit/sockfit.h>

#include <sockfit/bsd.h> /* last: socket(), send() ... are the device's */

#define PORT 5140

/* What both know. Virtual time makes the numbers the same in every run. */
struct logging {
  bool leaks;      /* the error path forgets close() */
  int lines;       /* that the logger sent */
  int lines_heard; /* that the server got */
  int last_error;  /* of socket() or connect() */
};

static struct sockaddr_in address_of(const struct sockfit_calls *sockfit,
                                     const char *host) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
  address.sin_addr.s_addr = sockfit->resolve(sockfit, host);
  return address;
}

/* The device: a line every two seconds, each over a connection of its own. */
static void logger(const struct sockfit_calls *sockfit, void *arg) {
  struct logging *logging = arg;
  struct sockaddr_in server = address_of(sockfit, "log_server");
  while (!sockfit->leaving(sockfit)) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd >= 0 &&
        connect(fd, (struct sockaddr *)&server, sizeof(server)) == 0 &&
        send(fd, "hello\n", 6, 0) == 6)
      logging->lines++;
    else
      logging->last_error = errno;
    if (fd < 0)
      sockfit->log(sockfit, 'E', "logger", "no socket");
    else if (!logging->leaks)
      close(fd);
    sleep(2);
  }
}

/* The peer: accepts one after the other and reads to the end. */
static void log_server(const struct sockfit_calls *sockfit, void *arg) {
  struct logging *logging = arg;
  struct sockaddr_in any = address_of(sockfit, "0.0.0.0");
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&any, sizeof(any)) != 0 ||
      listen(listener, 5) != 0)
    return;
  while (!sockfit->leaving(sockfit)) {
    int fd = accept(listener, NULL, NULL);
    char line[64];
    int64_t began_ns = sockfit->attempt(sockfit);
    if (fd < 0)
      break;
    if (recv(fd, line, sizeof(line), 0) > 0)
      logging->lines_heard++;
    sockfit->attempt_ended(sockfit, began_ns, SOCKFIT_SERVED);
    close(fd);
  }
}

static struct sockfit *device_with(struct logging *logging) {
  struct sockfit *device = sockfit_open("device.yaml");
  ck_assert_ptr_nonnull(device);
  sockfit_add_consumer(device, "logger", logger, logging, "at: 2s");
  sockfit_add_peer(device, "log_server", log_server, logging, "at: 0s");
  return device;
}

START_TEST(a_logger_fits_beside_the_servers) {
  struct logging logging = {0};
  struct sockfit *device = device_with(&logging);
  struct sockfit_run *run = sockfit_run(device, NULL);
  sockfit_assert_ran(device, run);
  sockfit_assert_pass(run);
  sockfit_assert_no_refusals(run);
  sockfit_assert_peak(run, "sockets", "<= 12");
  sockfit_assert_consumer_peak(run, "logger", "1");
  sockfit_assert_peer(run, "browser", "served", ">= 1");
  sockfit_assert_peer(run, "log_server", "served", "29");
  ck_assert_int_eq(logging.lines, 29);
  ck_assert_int_eq(logging.lines_heard, 29);
  sockfit_run_free(run);
  sockfit_close(device);
}
END_TEST

START_TEST(a_logger_that_forgets_close_takes_every_socket) {
  struct logging logging = {.leaks = true};
  struct sockfit *device = device_with(&logging);
  sockfit_expect(device, "no_leak");
  struct sockfit_run *run = sockfit_run(device, NULL);
  sockfit_assert_ran(device, run);
  ck_assert_int_eq(sockfit_verdict(run), SOCKFIT_FAIL);
  sockfit_assert_refused(run, "logger", "socket", "ENFILE");
  sockfit_assert_logged(run, "no socket");
  ck_assert_int_eq(logging.last_error, ENFILE);
  size_t count;
  const struct sockfit_refusal *refusals = sockfit_refusals(run, &count);
  ck_assert_uint_gt(count, 0);
  ck_assert_str_eq(refusals[0].pool, "NUM_SOCKETS");
  sockfit_run_free(run);
  sockfit_close(device);
}
END_TEST

START_TEST(with_more_sockets_the_leak_shows_later) {
  struct logging logging = {.leaks = true};
  struct sockfit *device = device_with(&logging);
  sockfit_set(device, "limits.MEMP_NUM_NETCONN", "50");
  sockfit_set(device, "limits.MEMP_NUM_TCP_PCB", "50");
  struct sockfit_run *run = sockfit_run(device, NULL);
  sockfit_assert_ran(device, run);
  sockfit_assert_no_refusals(run);
  sockfit_assert_consumer_peak(run, "logger", "29");
  sockfit_run_free(run);
  sockfit_close(device);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("my device");
  TCase *tests = tcase_create("logger");
  tcase_set_timeout(tests, 120); /* the first run compiles lwIP */
  tcase_add_test(tests, a_logger_fits_beside_the_servers);
  tcase_add_test(tests, a_logger_that_forgets_close_takes_every_socket);
  tcase_add_test(tests, with_more_sockets_the_leak_shows_later);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
