/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: a socket that is not read for 5 s; then log how many
 * datagrams there are. value 0: UDP port 5000. 1: RAW, ICMP. */
#include "sockfit/workload.h"

void slow_datagrams_main(const struct workload *w);
void slow_datagrams_main(const struct workload *w) {
  bool raw = workload_number(w, "value") == 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
  int fd = raw ? socket(AF_INET, SOCK_RAW, IPPROTO_UDP)
               : socket(AF_INET, SOCK_DGRAM, 0);
  bind(fd, (struct sockaddr *)&address, sizeof(address));
  workload_sleep_ms(5000);
  char data[2000];
  int count = 0;
  while (recv(fd, data, sizeof(data), MSG_DONTWAIT) > 0)
    count++;
  workload_log(w, 'I', "datagrams", "%d", count);
}
