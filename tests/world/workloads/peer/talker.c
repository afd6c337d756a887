/* SPDX-License-Identifier: BSD-3-Clause */
/* test peer: connect to the device's port 5000 and have an octet echoed every
 * second; each is an attempt, RESET when it is another octet. After value s of
 * silence it connects again. */
#include "sockfit/workload.h"

static int connect_to_device(int64_t patience_s) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(5000),
                                .sin_addr.s_addr = workload_target()};
  struct timeval timeout = {patience_s, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
    return fd;
  close(fd);
  return -1;
}

static enum image_attempt talk(int fd) {
  char octet = '?';
  if (fd < 0 || send(fd, &octet, 1, 0) < 0)
    return ATTEMPT_RESET;
  ssize_t got = recv(fd, &octet, 1, 0);
  if (got == 0)
    return ATTEMPT_CLOSED;
  if (got < 0)
    return errno == EWOULDBLOCK ? ATTEMPT_TIMEOUT : ATTEMPT_RESET;
  return octet == '?' ? ATTEMPT_SERVED : ATTEMPT_RESET;
}

void talker_main(const struct workload *w);
void talker_main(const struct workload *w) {
  int64_t patience_s = workload_number(w, "value");
  int fd = -1;
  while (!workload_leaving()) {
    int64_t began_ns = workload_attempt(w);
    if (fd < 0)
      fd = connect_to_device(patience_s);
    enum image_attempt how = talk(fd);
    workload_attempt_ended(w, began_ns, how);
    if (how != ATTEMPT_SERVED && fd >= 0) {
      close(fd);
      fd = -1;
    }
    workload_sleep_ms(1000);
  }
}
