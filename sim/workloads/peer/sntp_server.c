/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: an SNTP server (RFC 4330) whose time of day began with the
 * run. One attempt a question. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/attempt.h"
#include "common/stream.h"

#define SECONDS_1900_TO_1970 2208988800u
#define MODE_CLIENT 3
#define MODE_SERVER 4
#define NS_PER_S 1000000000

struct timestamp {
  uint32_t seconds;
  uint32_t fraction; /* of 2^32 */
};

/* A message without authentication; numbers in network byte order. */
struct message {
  uint8_t leap_version_mode; /* 2, 3 and 3 bits */
  uint8_t stratum;
  uint8_t poll;
  int8_t precision; /* power of two, s */
  uint32_t root_delay;
  uint32_t root_dispersion;
  char reference[4];
  struct timestamp updated;
  struct timestamp originated;
  struct timestamp received;
  struct timestamp sent;
};

static struct timestamp now(const struct workload *w) {
  int64_t ns = workload_now_ns();
  uint64_t rest_ns = (uint64_t)(ns % NS_PER_S);
  return (struct timestamp){
      htonl((uint32_t)(workload_number(w, "epoch") + ns / NS_PER_S) +
            SECONDS_1900_TO_1970),
      htonl((uint32_t)((rest_ns << 32) / NS_PER_S))};
}

static bool is_question(const struct message *message, ssize_t len) {
  return len >= (ssize_t)sizeof *message &&
         (message->leap_version_mode & 7) == MODE_CLIENT;
}

/* Turn a question into its answer but for the time at which it is sent. */
static void answer(const struct workload *w, struct message *message) {
  uint8_t version = message->leap_version_mode & 0x38;
  struct message answer = {.leap_version_mode = version | MODE_SERVER,
                           .stratum = (uint8_t)workload_number(w, "stratum"),
                           .poll = message->poll,
                           .precision = -20,
                           .originated = message->sent,
                           .received = now(w)};
  answer.updated = answer.received;
  memcpy(answer.reference, answer.stratum == 0 ? "DENY" : "LOCL", 4);
  *message = answer;
}

void sntp_server_main(const struct workload *w) {
  struct message message;
  struct sockaddr_storage address;
  socklen_t len =
      stream_any_address(&address, (uint16_t)workload_number(w, "port"));
  int fd = socket(address.ss_family, SOCK_DGRAM, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) < 0)
    return;
  workload_state(w, WORKLOAD_RUNNING);
  while (!workload_leaving()) {
    struct attempt attempt;
    len = sizeof address;
    ssize_t got = recvfrom(fd, &message, sizeof message, 0,
                           (struct sockaddr *)&address, &len);
    if (got < 0)
      break;
    if (!is_question(&message, got))
      continue;
    attempt_begin(&attempt, w);
    answer(w, &message);
    workload_sleep_ms(workload_ms(w, "delay"));
    message.sent = now(w);
    if (sendto(fd, &message, sizeof message, 0, (struct sockaddr *)&address,
               len) >= 0)
      attempt_served(&attempt);
  }
  close(fd);
}
