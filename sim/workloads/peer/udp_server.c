/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: a UDP server that sends back what it gets, or nothing. One
 * attempt a datagram. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/attempt.h"
#include "common/stream.h"

void udp_server_main(const struct workload *w) {
  char data[1472];
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
    ssize_t got =
        recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&address, &len);
    if (got < 0)
      break;
    attempt_begin(&attempt, w);
    workload_sleep_ms(workload_ms(w, "delay"));
    if (!workload_number(w, "reply") ||
        sendto(fd, data, (size_t)got, 0, (struct sockaddr *)&address, len) >= 0)
      attempt_served(&attempt);
  }
  close(fd);
}
