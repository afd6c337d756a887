/* SPDX-License-Identifier: BSD-3-Clause */
/* test peer: connect to the device's port 5000 and see what becomes of it
 * within value ms: SERVED still connected, CLOSED, RESET, or TIMEOUT when the
 * connection never came about. value % 10 == 1: send a line first. */
#include "sockfit/workload.h"

static int connect_to_device(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(5000),
                                .sin_addr.s_addr = workload_target()};
  if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
    return fd;
  int error = errno;
  close(fd);
  errno = error;
  return -1;
}

static enum image_attempt watch(int fd, int64_t ms) {
  char octet;
  struct timeval timeout = {ms / 1000, (ms % 1000) * 1000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  ssize_t got = recv(fd, &octet, 1, 0);
  if (got == 0)
    return ATTEMPT_CLOSED;
  return got < 0 && errno == EWOULDBLOCK ? ATTEMPT_SERVED : ATTEMPT_RESET;
}

void connector_main(const struct workload *w);
void connector_main(const struct workload *w) {
  int64_t ms = workload_number(w, "value");
  int64_t began_ns = workload_attempt(w);
  int fd = connect_to_device();
  if (fd < 0) {
    workload_attempt_ended(
        w, began_ns, errno == ECONNABORTED ? ATTEMPT_TIMEOUT : ATTEMPT_RESET);
    return;
  }
  if (ms % 10 == 1)
    send(fd, "hello\n", 6, 0);
  workload_attempt_ended(w, began_ns, watch(fd, ms));
  if (ms % 10 != 2) /* 2: keep the connection half open for ever */
    close(fd);
}
