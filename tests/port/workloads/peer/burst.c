/* SPDX-License-Identifier: BSD-3-Clause */
/* test peer: send value KiB at once to the device's port 5000, and close. */
#include "sockfit/workload.h"

void burst_main(const struct workload *w);
void burst_main(const struct workload *w) {
  static const char data[1024];
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(5000),
                                .sin_addr.s_addr = workload_target()};
  connect(fd, (struct sockaddr *)&address, sizeof(address));
  for (int64_t i = 0; i < workload_number(w, "value"); i++)
    send(fd, data, sizeof(data), 0);
  close(fd);
}
