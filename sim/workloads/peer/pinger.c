/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: pings the device at a fixed pace, as somebody does who looks
 * whether it is there at all: lwIP answers without a socket of the device. One
 * attempt an echo. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/attempt.h"
#include "common/icmp_echo.h"
#include "common/moment.h"

static void ping(const struct workload *w, int fd, uint16_t sequence) {
  struct attempt attempt;
  attempt_begin(&attempt, w);
  int result =
      icmp_echo(fd, workload_target(), sequence, workload_ms(w, "timeout"));
  if (result == 0)
    attempt_served(&attempt);
  else
    attempt_failed(&attempt, result);
}

void pinger_main(const struct workload *w) {
  int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  workload_state(w, fd < 0 ? WORKLOAD_FAILED : WORKLOAD_RUNNING);
  if (fd < 0)
    return;
  uint32_t every_ms = workload_ms(w, "every");
  int64_t due_ms = moment_now_ms();
  for (uint16_t sequence = 1; !workload_leaving(); sequence++) {
    ping(w, fd, sequence);
    due_ms += every_ms > 0 ? every_ms : 1;
    if (due_ms > moment_now_ms())
      workload_sleep_ms((uint32_t)(due_ms - moment_now_ms()));
  }
  close(fd);
}
