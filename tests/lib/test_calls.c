/* SPDX-License-Identifier: BSD-3-Clause */
/* lib: what a C function may call on a simulated host: lwIP's sockets with
 * Linux's numbers, virtual time, tasks, the verdict's ears. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include <sockfit/check.h>
#include <sockfit/sockfit.h>

#include <sockfit/bsd.h>

#define PORT 7000
#define SCENARIO                                                               \
  "scenario: calls\nrun_for: 30s\n"                                            \
  "limits: {MEMP_NUM_NETCONN: 10, LWIP_SO_RCVBUF: 1}\n"

/* Assertions in a function would leave the simulation half way; it writes down
 * which line went wrong first instead. */
struct found {
  int line;
  int error;
};

#define EXPECT(found, condition)                                               \
  do {                                                                         \
    if (!(condition) && (found)->line == 0)                                    \
      *(found) = (struct found){__LINE__, errno};                              \
  } while (0)

static void check_found(const struct found *found) {
  ck_assert_msg(found->line == 0, "line %d of the function, errno %d",
                found->line, found->error);
}

/* Run function on the device beside an echo server; the run is judged. */
static struct sockfit_run *run_beside_echo(sockfit_function *function,
                                           void *arg) {
  struct sockfit *device = sockfit_open_text(
      "calls.yaml", SCENARIO "peers:\n  - tcp_server: {port: 7000, at: 0s}\n"
                             "  - udp_server: {port: 7001, at: 0s}\n"
                             "expect: [no_refusals]\n");
  ck_assert_int_eq(
      sockfit_add_consumer(device, "mine", function, arg, "at: 1s"), 0);
  struct sockfit_run *run = sockfit_run(device, NULL);
  sockfit_assert_ran(device, run);
  sockfit_close(device); /* a run outlives it */
  return run;
}

static struct sockaddr_in address_of(const struct sockfit_calls *sockfit,
                                     const char *name, uint16_t port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = sockfit->resolve(sockfit, name);
  return address;
}

/* ---- TCP: addresses, options, flags ---- */

static void talk(const struct sockfit_calls *sockfit, void *arg) {
  struct found *found = arg;
  struct sockaddr_in to = address_of(sockfit, "tcp_server", PORT), at;
  socklen_t len = sizeof(at);
  char text[16] = {0};
  int waiting = 0;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  EXPECT(found, fd >= 54); /* ESP-IDF's first descriptor, of 10 */
  EXPECT(found, connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
  EXPECT(found, getpeername(fd, (struct sockaddr *)&at, &len) == 0);
  EXPECT(found, len == sizeof(at) && at.sin_family == AF_INET);
  EXPECT(found, at.sin_port == htons(PORT));
  EXPECT(found, at.sin_addr.s_addr == to.sin_addr.s_addr);
  EXPECT(found, getsockname(fd, (struct sockaddr *)&at, &len) == 0);
  EXPECT(found, at.sin_addr.s_addr == sockfit->device(sockfit));
  EXPECT(found, write(fd, "hello", 5) == 5);
  EXPECT(found, recv(fd, text, 2, MSG_PEEK) == 2);
  EXPECT(found, ioctl(fd, FIONREAD, &waiting) == 0 && waiting == 5);
  EXPECT(found, read(fd, text, sizeof(text)) == 5);
  EXPECT(found, strcmp(text, "hello") == 0);
  EXPECT(found, recv(fd, text, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
  EXPECT(found, send(fd, "x", 1, MSG_OOB) == -1 && errno == EINVAL);
  EXPECT(found, shutdown(fd, SHUT_WR) == 0);
  EXPECT(found, recv(fd, text, 1, 0) == 0);
  EXPECT(found, close(fd) == 0);
  EXPECT(found, close(fd) == -1 && errno == EBADF);
}

static void options(const struct sockfit_calls *sockfit, void *arg) {
  struct found *found = arg;
  struct timeval patience = {.tv_sec = 2}, read_back = {0};
  int on = 1, off = 0, value = 0;
  socklen_t len = sizeof(read_back), size = sizeof(value);
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  EXPECT(found, setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, size) == 0);
  EXPECT(found, getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, &size) == 0);
  EXPECT(found, value != 0);
  EXPECT(found, getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &size) == 0);
  EXPECT(found, value == SOCK_DGRAM);
  EXPECT(found, setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, len) == 0);
  EXPECT(found, getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &read_back, &len) == 0);
  EXPECT(found, read_back.tv_sec == 2);
  int64_t began_ns = sockfit->now_ns(sockfit);
  EXPECT(found, recv(fd, &value, 1, 0) == -1 && errno == EAGAIN);
  EXPECT(found, sockfit->now_ns(sockfit) - began_ns >= 2000000000);
  EXPECT(found, setsockopt(fd, SOL_SOCKET, SO_MARK, &off, size) == -1);
  EXPECT(found, errno == ENOPROTOOPT);
  EXPECT(found, setsockopt(fd, IPPROTO_IP, IP_TTL, &on, size) == 0);
  EXPECT(found, fcntl(fd, F_GETFL) == O_RDWR);
  EXPECT(found, fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
  EXPECT(found, fcntl(fd, F_GETFL) == (O_RDWR | O_NONBLOCK));
  EXPECT(found, ioctl(fd, FIONBIO, &off) == 0);
  EXPECT(found, fcntl(fd, F_GETFL) == O_RDWR);
  close(fd);
}

/* ---- waiting, and UDP ---- */

static void wait_in_select(const struct sockfit_calls *sockfit, void *arg) {
  struct found *found = arg;
  struct sockaddr_in to = address_of(sockfit, "tcp_server", PORT);
  struct timeval patience = {.tv_sec = 5};
  int error = -1;
  socklen_t len = sizeof(error);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  fd_set readable, writable;
  FD_ZERO(&readable);
  FD_ZERO(&writable);
  FD_SET(fd, &readable);
  FD_SET(fd, &writable);
  fcntl(fd, F_SETFL, O_NONBLOCK);
  EXPECT(found, connect(fd, (struct sockaddr *)&to, sizeof(to)) == -1);
  EXPECT(found, errno == EINPROGRESS);
  EXPECT(found, select(fd + 1, &readable, &writable, NULL, &patience) == 1);
  EXPECT(found, FD_ISSET(fd, &writable) && !FD_ISSET(fd, &readable));
  EXPECT(found, getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0);
  EXPECT(found, error == 0);
  close(fd);
}

static void wait_in_poll(const struct sockfit_calls *sockfit, void *arg) {
  struct found *found = arg;
  struct sockaddr_in to = address_of(sockfit, "udp_server", 7001), from = {0};
  socklen_t len = sizeof(from);
  char text[8];
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct pollfd polled = {.fd = fd, .events = POLLIN | POLLOUT};
  EXPECT(found, poll(&polled, 1, 0) == 1 && polled.revents == POLLOUT);
  EXPECT(found, polled.events == (POLLIN | POLLOUT));
  EXPECT(found,
         sendto(fd, "ping", 4, 0, (struct sockaddr *)&to, sizeof(to)) == 4);
  polled.events = POLLIN;
  EXPECT(found, poll(&polled, 1, 5000) == 1 && polled.revents == POLLIN);
  EXPECT(found, recvfrom(fd, text, sizeof(text), 0, (struct sockaddr *)&from,
                         &len) == 4);
  EXPECT(found, from.sin_family == AF_INET && from.sin_port == htons(7001));
  EXPECT(found, from.sin_addr.s_addr == to.sin_addr.s_addr);
  EXPECT(found, poll(&polled, 1, 100) == 0);
  close(fd);
}

static sockfit_function *const all[] = {talk, options, wait_in_select,
                                        wait_in_poll};

START_TEST(calls_have_linuxes_numbers) {
  struct found found = {0};
  struct sockfit_run *run = run_beside_echo(all[_i], &found);
  check_found(&found);
  sockfit_assert_holds(run, "consumer: {name: mine, end: 0}");
  sockfit_run_free(run);
}
END_TEST

/* Static pools, descriptors from 0, other limits compiled in. */
static const char *const profiles[] = {"arduino-esp32", "libretiny", "stm32",
                                       "zephyr"};

static void poll_for_echo(const struct sockfit_calls *sockfit, void *arg) {
  struct found *found = arg;
  struct sockaddr_in to = address_of(sockfit, "tcp_server", PORT);
  char text[8];
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct pollfd polled = {.fd = fd, .events = POLLIN};
  EXPECT(found, connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
  EXPECT(found, send(fd, "echo", 4, 0) == 4);
  EXPECT(found, poll(&polled, 1, 5000) == 1 && polled.revents == POLLIN);
  EXPECT(found, recv(fd, text, sizeof(text), 0) == 4);
  close(fd);
}

START_TEST(a_function_runs_on_profiles_with_sockets) {
  struct found found = {0};
  struct sockfit *device =
      sockfit_open_text("calls.yaml", "scenario: calls\nrun_for: 10s\npeers:\n"
                                      "  - tcp_server: {port: 7000, at: 0s}\n");
  sockfit_set(device, "profile", profiles[_i]);
  sockfit_add_consumer(device, "mine", poll_for_echo, &found,
                       "at: 1s, declares: {tcp: 2}");
  struct sockfit_run *run = sockfit_run(device, NULL);
  sockfit_assert_ran(device, run);
  sockfit_assert_pass(run);
  check_found(&found);
  sockfit_assert_consumer_peak(run, "mine", "1");
  sockfit_run_free(run);
  sockfit_close(device);
}
END_TEST

/* ---- time and tasks ---- */

struct ticking {
  int64_t at_ns[3];
  int ticks;
  uint32_t random[3];
};

static void tick(const struct sockfit_calls *sockfit, void *arg) {
  struct ticking *ticking = arg;
  ticking->random[ticking->ticks] = sockfit->random(sockfit, 1000);
  ticking->at_ns[ticking->ticks++] = sockfit->now_ns(sockfit);
}

static void start_tasks(const struct sockfit_calls *sockfit, void *arg) {
  tick(sockfit, arg);
  sockfit->task(sockfit, "other", tick, arg);
  sleep(20);
  tick(sockfit, arg);
}

START_TEST(time_is_virtual_and_tasks_take_turns) {
  struct ticking first = {0}, second = {0};
  sockfit_run_free(run_beside_echo(start_tasks, &first));
  ck_assert_int_eq(first.ticks, 3);
  ck_assert_int_eq(first.at_ns[0], 1000000000);
  ck_assert_int_eq(first.at_ns[1], 1000000000);
  ck_assert_int_eq(first.at_ns[2], 21000000000);
  sockfit_run_free(run_beside_echo(start_tasks, &second));
  ck_assert_mem_eq(&first, &second, sizeof(first));
}
END_TEST

/* ---- the verdict's ears ---- */

static void give_up(const struct sockfit_calls *sockfit, void *arg) {
  (void)arg;
  while (socket(AF_INET, SOCK_DGRAM, 0) >= 0)
    ;
  sockfit->log(sockfit, 'E', "mine", "it's over");
  sockfit->failed(sockfit);
}

START_TEST(what_a_function_does_is_its_consumers) {
  struct sockfit_run *run = run_beside_echo(give_up, NULL);
  size_t count;
  const struct sockfit_refusal *refusals = sockfit_refusals(run, &count);
  ck_assert_uint_eq(count, 1);
  ck_assert_str_eq(refusals[0].consumer, "mine");
  ck_assert_str_eq(refusals[0].call, "socket");
  ck_assert_str_eq(refusals[0].error_name, "ENFILE");
  ck_assert_str_eq(refusals[0].pool, "NUM_SOCKETS");
  ck_assert_uint_eq(refusals[0].nth, 11);
  ck_assert_int_eq(sockfit_consumer(run, "mine")->peak, 10);
  ck_assert_int_eq(sockfit_sockets(run).limit, 10);
  sockfit_assert_state(run, "mine", "failed");
  sockfit_assert_logged(run, "it's over");
  ck_assert_ptr_nonnull(sockfit_check_logged(run, "it is over"));
  sockfit_run_free(run);
}
END_TEST

/* Not for UBSan, which would end the test here. */
__attribute__((no_sanitize("undefined"))) static void
fall(const struct sockfit_calls *sockfit, void *arg) {
  volatile int *nowhere = arg;
  socket(AF_INET, SOCK_STREAM, 0);
  *nowhere = 1;
}

START_TEST(a_crash_of_a_function_is_a_result) {
  struct sockfit_run *run = run_beside_echo(fall, NULL);
  ck_assert_int_eq(sockfit_verdict(run), SOCKFIT_FAIL);
  sockfit_assert_holds(run, "crashed: {consumer: mine, kind: memory}");
  ck_assert_ptr_nonnull(strstr(sockfit_diagnosis(run), "address 0 (NULL)"));
  sockfit_run_free(run);
}
END_TEST

static void visit(const struct sockfit_calls *sockfit, void *arg) {
  static const enum sockfit_outcome ends[] = {SOCKFIT_SERVED, SOCKFIT_RESET,
                                              SOCKFIT_CLOSED, SOCKFIT_TIMEOUT};
  int *visits = arg;
  for (size_t i = 0; i < 4; i++) {
    int64_t began_ns = sockfit->attempt(sockfit);
    sleep(1);
    sockfit->attempt_ended(sockfit, began_ns, ends[i]);
  }
  while (!sockfit->leaving(sockfit))
    sleep(1);
  ++*visits;
}

START_TEST(a_peer_counts_attempts_and_leaves) {
  int visits = 0;
  struct sockfit *device =
      sockfit_open_text("calls.yaml", SCENARIO "expect: [no_refusals]\n");
  sockfit_add_peer(device, "visitor", visit, &visits,
                   "count: 3, at: 2s, until: 20s");
  struct sockfit_run *run = sockfit_run(device, NULL);
  sockfit_assert_ran(device, run);
  sockfit_assert_pass(run);
  ck_assert_int_eq(visits, 3);
  sockfit_assert_peer(run, "visitor", "attempts", "12");
  sockfit_assert_peer(run, "visitor", "served", "3");
  sockfit_assert_peer(run, "visitor", "reset", "3");
  sockfit_assert_peer(run, "visitor", "closed", "3");
  sockfit_assert_peer(run, "visitor", "timeout", "3");
  ck_assert_int_eq(sockfit_peer(run, "visitor")->slowest_ns, 1000000000);
  sockfit_run_free(run);
  sockfit_close(device);
}
END_TEST

/* Never returns: its first task ends in a call, or with the device. */
static void hold(const struct sockfit_calls *sockfit, void *arg) {
  ++*(int *)arg;
  socket(AF_INET, SOCK_STREAM, 0);
  for (;;)
    sleep(1);
}

static const char *const faults[] = {
    "[restart: {consumer: mine, at: 10s, for: 5s}]",
    "[reboot: {host: device, at: 10s, for: 5s}]",
};

START_TEST(a_fault_calls_it_again) {
  int calls = 0;
  struct sockfit *device = sockfit_open_text(
      "calls.yaml", SCENARIO "consumers:\n  - function: {name: mine}\n");
  sockfit_bind_consumer(device, "mine", hold, &calls);
  sockfit_set(device, "faults+", faults[_i]);
  struct sockfit_run *run = sockfit_run(device, NULL);
  sockfit_assert_ran(device, run);
  ck_assert_int_eq(calls, 2);
  sockfit_assert_consumer_peak(run, "mine", "1");
  sockfit_run_free(run);
  sockfit_close(device);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("calls");
  TCase *tests = tcase_create("calls");
  tcase_set_timeout(tests, 120); /* the first run compiles lwIP */
  tcase_add_loop_test(tests, calls_have_linuxes_numbers, 0,
                      sizeof(all) / sizeof(*all));
  tcase_add_loop_test(tests, a_function_runs_on_profiles_with_sockets, 0,
                      sizeof(profiles) / sizeof(*profiles));
  tcase_add_test(tests, time_is_virtual_and_tasks_take_turns);
  tcase_add_test(tests, what_a_function_does_is_its_consumers);
  tcase_add_test(tests, a_crash_of_a_function_is_a_result);
  tcase_add_test(tests, a_peer_counts_attempts_and_leaves);
  tcase_add_loop_test(tests, a_fault_calls_it_again, 0,
                      sizeof(faults) / sizeof(*faults));
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
