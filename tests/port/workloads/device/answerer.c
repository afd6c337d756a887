/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: accept on port 5000, read a request, answer, close. */
#include "sockfit/workload.h"

void answerer_main(const struct workload *w);
void answerer_main(const struct workload *w) {
  char request[64];
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
  (void)w;
  bind(listener, (struct sockaddr *)&address, sizeof(address));
  listen(listener, 5);
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
      continue;
    if (recv(fd, request, sizeof(request), 0) > 0)
      send(fd, "answer\n", 7, 0);
    close(fd);
  }
}
