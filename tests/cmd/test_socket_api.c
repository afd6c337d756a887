/* SPDX-License-Identifier: BSD-3-Clause */
/* Every call and option of ESP-IDF's guide to lwIP has a check in a simulated
 * device (tests/source/socket_api), and no check fails. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/program.h"

#define SCENARIO TEST_SOURCE_DIR "/tests/source/socket_api/socket_api.yaml"

/* By both spellings: socket and lwip_socket. */
static const char *const calls[] = {
    "socket",      "bind",         "listen",        "accept",      "connect",
    "shutdown",    "close",        "getpeername",   "getsockname", "getsockopt",
    "setsockopt",  "read",         "readv",         "write",       "writev",
    "recv",        "recvmsg",      "recvfrom",      "send",        "sendmsg",
    "sendto",      "select",       "poll",          "fcntl",       "ioctl",
    "getaddrinfo", "freeaddrinfo", "gethostbyname", "inet_pton",   "inet_ntop"};

static const char *const others[] = {
    "inet_addr", "inet_ntoa", "exception set",
    /* SOL_SOCKET */
    "SO_REUSEADDR", "SO_KEEPALIVE", "SO_BROADCAST", "SO_ACCEPTCONN",
    "SO_RCVBUF", "SO_SNDBUF", "SO_SNDTIMEO", "SO_RCVTIMEO", "SO_ERROR",
    "SO_TYPE", "SO_NO_CHECK", "SO_LINGER",
    /* IPPROTO_IP */
    "IP_TOS", "IP_TTL", "IP_PKTINFO", "IP_MULTICAST_IF", "IP_MULTICAST_LOOP",
    "IP_MULTICAST_TTL", "IP_ADD_MEMBERSHIP", "IP_DROP_MEMBERSHIP",
    /* IPPROTO_TCP */
    "TCP_NODELAY", "TCP_KEEPALIVE", "TCP_KEEPIDLE", "TCP_KEEPINTVL",
    "TCP_KEEPCNT",
    /* IPPROTO_IPV6 */
    "IPV6_CHECKSUM", "IPV6_V6ONLY", "IPV6_JOIN_GROUP", "IPV6_ADD_MEMBERSHIP",
    "IPV6_LEAVE_GROUP", "IPV6_DROP_MEMBERSHIP", "IPV6_MULTICAST_IF",
    "IPV6_MULTICAST_HOPS", "IPV6_MULTICAST_LOOP",
    /* fcntl and ioctl */
    "O_NONBLOCK", "O_NDELAY", "O_RDONLY", "O_WRONLY", "O_RDWR", "FIONREAD",
    "FIONBIO"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
  const char *variant, *spelling;
} runs[] = {{"posix-names", ""}, {"lwip-names", "lwip_"}, {"every-option", ""}};

static void assert_checked(const char *events, const char *spelling,
                           const char *name) {
  char *passed = text_format("\"text\":\"PASS %s%s\"", spelling, name);
  ck_assert_msg(strstr(events, passed) != NULL, "no check of %s%s", spelling,
                name);
  free(passed);
}

START_TEST(every_name_of_the_guide_is_checked) {
  char *folder = program_folder();
  char *path = path_in(folder, "events.jsonl");
  char *scenario = text_format(SCENARIO ":%s", runs[_i].variant);
  struct outcome outcome;
  program_run(&(struct program){.args = {"run", scenario, "--allow-source",
                                         "--events", path}},
              &outcome);
  char *events = file_content(path, NULL);
  char *failed = strstr(events, "\"text\":\"FAIL");
  ck_assert_msg(failed == NULL, "%.300s", failed);
  outcome_assert_status(&outcome, EXIT_HELD);
  for (size_t i = 0; i < COUNT(calls); i++)
    assert_checked(events, runs[_i].spelling, calls[i]);
  for (size_t i = 0; i < COUNT(others); i++)
    assert_checked(events, "", others[i]);
  outcome_done(&outcome);
  free(events);
  free(scenario);
  free(path);
  free(folder);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("cmd/socket_api");
  TCase *all = tcase_create("socket API");
  tcase_set_timeout(all, 120); /* images are compiled */
  tcase_add_unchecked_fixture(all, program_folders_make,
                              program_folders_remove);
  tcase_add_loop_test(all, every_name_of_the_guide_is_checked, 0,
                      (int)COUNT(runs));
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
