/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: value datagrams to an address that nobody has. Logs how many
 * were taken and the first errno's name. */
#include "sockfit/workload.h"

void unresolved_main(const struct workload *w);
void unresolved_main(const struct workload *w) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
  address.sin_addr.s_addr = workload_resolve("198.18.99.99");
  int taken = 0;
  const char *error = "none";
  for (int64_t i = 0; i < workload_number(w, "value"); i++) {
    if (sendto(fd, "x", 1, 0, (struct sockaddr *)&address, sizeof(address)) > 0)
      taken++;
    else
      error = errno == ENOMEM ? "ENOMEM" : "another";
  }
  workload_log(w, 'I', "unresolved", "%d taken, errno %s", taken, error);
}
