/* SPDX-License-Identifier: BSD-3-Clause */
/* test peer: value short connections to the device's port 5000, one after the
 * other: connect, ask, read the answer to its end, close. The source ports are
 * its own choice: lwIP's search for one is quadratic in the PCBs that wait. */
#include "sockfit/workload.h"

static bool ask(uint16_t source_port) {
  char answer[64];
  bool answered = false;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in from = {.sin_family = AF_INET,
                             .sin_port = htons(source_port)};
  struct sockaddr_in to = {.sin_family = AF_INET,
                           .sin_port = htons(5000),
                           .sin_addr.s_addr = workload_target()};
  if (bind(fd, (struct sockaddr *)&from, sizeof(from)) == 0 &&
      connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0 &&
      send(fd, "ask\n", 4, 0) == 4) {
    while (recv(fd, answer, sizeof(answer), 0) > 0)
      answered = true;
  }
  close(fd);
  return answered;
}

void asker_main(const struct workload *w);
void asker_main(const struct workload *w) {
  for (int64_t i = 0; i < workload_number(w, "value"); i++) {
    int64_t began_ns = workload_attempt(w);
    bool answered = ask((uint16_t)(10000 + i % 50000));
    workload_attempt_ended(w, began_ns,
                           answered ? ATTEMPT_SERVED : ATTEMPT_RESET);
  }
}
