/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: accept one connection on port 5000, do not read for value ms,
 * then read to the end. Logs how much there was and how it ended. */
#include "sockfit/workload.h"

void slow_reader_main(const struct workload *w);
void slow_reader_main(const struct workload *w) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  bind(listener, (struct sockaddr *)&address, sizeof(address));
  listen(listener, 1);
  int fd = accept(listener, NULL, NULL);
  workload_sleep_ms((uint32_t)workload_number(w, "value"));
  char data[600];
  int total = 0;
  ssize_t got;
  while ((got = recv(fd, data, sizeof(data), 0)) > 0)
    total += (int)got;
  workload_log(w, 'I', "reader", "%d then %s", total,
               got == 0            ? "the end"
               : errno == ENOTCONN ? "ENOTCONN"
                                   : "another error");
  close(fd);
}
