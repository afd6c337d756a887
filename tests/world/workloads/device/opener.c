/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: every second open a TCP socket, log how, and close it. */
#include "sockfit/workload.h"

void opener_main(const struct workload *w);
void opener_main(const struct workload *w) {
  workload_state(w, WORKLOAD_RUNNING);
  for (;;) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    workload_log(w, 'I', "opener", "%s",
                 fd >= 0            ? "opened"
                 : errno == ENOBUFS ? "ENOBUFS"
                                    : "otherwise");
    if (fd >= 0)
      close(fd);
    workload_sleep_ms(1000);
  }
}
