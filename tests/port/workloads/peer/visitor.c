/* SPDX-License-Identifier: BSD-3-Clause */
/* test peer: value connections to the device's port 5000, one after the
 * other; the device closes first. */
#include "sockfit/workload.h"

static enum image_attempt visit(void) {
  char octet;
  enum image_attempt how = ATTEMPT_SERVED;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(5000),
                                .sin_addr.s_addr = workload_target()};
  if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
    how = ATTEMPT_TIMEOUT;
  else if (recv(fd, &octet, 1, 0) != 0)
    how = ATTEMPT_RESET;
  close(fd);
  return how;
}

void visitor_main(const struct workload *w);
void visitor_main(const struct workload *w) {
  for (int64_t i = 0; i < workload_number(w, "value"); i++) {
    int64_t began_ns = workload_attempt(w);
    workload_attempt_ended(w, began_ns, visit());
    workload_sleep_ms(100);
  }
}
