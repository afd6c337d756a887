/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: value tasks that each send 4 datagrams to 127.0.0.1 at once.
 * Logs at 1 s how many were refused with ENOMEM. */
#include "sockfit/workload.h"

static int refused;

static void send_some(void *arg) {
  (void)arg;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  workload_sleep_until_ns(500000000);
  for (int i = 0; i < 4; i++) {
    if (sendto(fd, "x", 1, 0, (struct sockaddr *)&address, sizeof(address)) < 0)
      refused += errno == ENOMEM;
  }
}

void to_itself_main(const struct workload *w);
void to_itself_main(const struct workload *w) {
  for (int64_t i = 0; i < workload_number(w, "value"); i++)
    workload_task(w, "send", send_some, NULL);
  workload_sleep_ms(1000);
  workload_log(w, 'I', "itself", "%s", refused > 0 ? "refused" : "all taken");
}
