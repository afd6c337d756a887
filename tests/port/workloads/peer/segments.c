/* SPDX-License-Identifier: BSD-3-Clause */
/* test peer: connect to the device's port 5000, send value segments of 500
 * octets, 10 ms apart, and close. */
#include "sockfit/workload.h"

void segments_main(const struct workload *w);
void segments_main(const struct workload *w) {
  static const char data[500];
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  int on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(5000),
                                .sin_addr.s_addr = workload_target()};
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  connect(fd, (struct sockaddr *)&address, sizeof(address));
  for (int64_t i = 0; i < workload_number(w, "value"); i++) {
    send(fd, data, sizeof(data), 0);
    workload_sleep_ms(10);
  }
  close(fd);
}
