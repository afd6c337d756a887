/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: accept on port 5000. value 0: close at once, so that the
 * device is the active closer; 1: keep every connection; 2: as 0, but the
 * peer never closes its side. Logs failed accepts. */
#include "sockfit/workload.h"

void closer_main(const struct workload *w);
void closer_main(const struct workload *w) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
  bind(listener, (struct sockaddr *)&address, sizeof(address));
  listen(listener, 5);
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) {
      workload_log(w, 'E', "closer", "accept %s",
                   errno == ENFILE         ? "ENFILE"
                   : errno == ECONNABORTED ? "ECONNABORTED"
                                           : "?");
      workload_sleep_ms(100);
    } else if (workload_number(w, "value") != 1) {
      close(fd);
    }
  }
}
