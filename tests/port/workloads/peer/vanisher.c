/* SPDX-License-Identifier: BSD-3-Clause */
/* test peer: connect to the device's port 5000 and, when value is 1, never be
 * heard of again; when it is 0, read whatever comes. */
#include "sockfit/workload.h"

#include "lwip/netif.h"

void vanisher_main(const struct workload *w);
void vanisher_main(const struct workload *w) {
  char data[512];
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(5000),
                                .sin_addr.s_addr = workload_target()};
  int64_t began_ns = workload_attempt(w);
  int result = connect(fd, (struct sockaddr *)&address, sizeof(address));
  workload_attempt_ended(w, began_ns,
                         result == 0 ? ATTEMPT_SERVED : ATTEMPT_TIMEOUT);
  if (workload_number(w, "value") == 1) {
    workload_sleep_ms(100); /* the last ACK of the handshake is out */
    netif_set_down(netif_default);
  }
  while (recv(fd, data, sizeof(data), 0) > 0)
    continue;
}
