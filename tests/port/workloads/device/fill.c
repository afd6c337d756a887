/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: open sockets until one is refused. value 0: UDP, 1: TCP,
 * 2: TCP, each made to listen on a port of its own. Logs how many there were,
 * the call that failed and its errno's name. */
#include "sockfit/workload.h"

static const char *name_of(int error) {
  return error == ENFILE    ? "ENFILE"
         : error == ENOBUFS ? "ENOBUFS"
         : error == ENOMEM  ? "ENOMEM"
                            : "?";
}

static int listen_on(int fd, int port) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port)};
  if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
    return -1;
  return listen(fd, 1);
}

void fill_main(const struct workload *w);
void fill_main(const struct workload *w) {
  int64_t mode = workload_number(w, "value");
  for (int made = 0;; made++) {
    int fd = socket(AF_INET, mode == 0 ? SOCK_DGRAM : SOCK_STREAM, 0);
    if (fd < 0) {
      workload_log(w, 'I', "fill", "%d then socket %s", made, name_of(errno));
      return;
    }
    if (mode == 2 && listen_on(fd, 1000 + made) != 0) {
      workload_log(w, 'I', "fill", "%d then listen %s", made, name_of(errno));
      return;
    }
  }
}
