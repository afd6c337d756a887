/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: accept one connection on port 5000 and read it to the end. */
#include "sockfit/workload.h"

void burst_reader_main(const struct workload *w);
void burst_reader_main(const struct workload *w) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  bind(listener, (struct sockaddr *)&address, sizeof(address));
  listen(listener, 1);
  int fd = accept(listener, NULL, NULL);
  char data[600];
  int total = 0;
  ssize_t got;
  while ((got = recv(fd, data, sizeof(data), 0)) > 0)
    total += (int)got;
  workload_log(w, 'I', "reader", "%d", total);
  close(fd);
}
