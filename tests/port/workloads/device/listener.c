/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: listen on port 5000 + value / 1000 with a backlog of value %
 * 100 and never accept; with a hundred in value: close the listener after 5 s.
 */
#include "sockfit/workload.h"

void listener_main(const struct workload *w);
void listener_main(const struct workload *w) {
  int64_t value = workload_number(w, "value");
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(5000 + value / 1000)};
  bind(fd, (struct sockaddr *)&address, sizeof(address));
  listen(fd, (int)(value % 100));
  if (value % 1000 < 100)
    return;
  workload_sleep_ms(5000);
  close(fd);
  workload_log(w, 'I', "listener", "closed");
}
