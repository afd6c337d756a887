/* SPDX-License-Identifier: BSD-3-Clause */
/* test peer: value % 1000 datagrams to the device's port 5000, 10 ms apart, of
 * value / 1000 octets (at least 1). */
#include "sockfit/workload.h"

void datagrams_main(const struct workload *w);
void datagrams_main(const struct workload *w) {
  static const char data[5000];
  int64_t value = workload_number(w, "value");
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(5000),
                                .sin_addr.s_addr = workload_target()};
  for (int64_t i = 0; i < value % 1000; i++) {
    sendto(fd, data, (size_t)(value / 1000 + 1), 0, (struct sockaddr *)&address,
           sizeof(address));
    workload_sleep_ms(10);
  }
}
