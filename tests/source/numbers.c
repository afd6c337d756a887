/* SPDX-License-Identifier: BSD-3-Clause */
/* errno numbers as the device has them, by constants and by what calls set. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lwip/sockets.h"

static int bound(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(99)};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  return bind(fd, (struct sockaddr *)&address, sizeof(address));
}

void app_main(void) {
  int last = 0, fd = 0;
  bound();
  if (bound() < 0)
    printf("bind %d %s, %s\n", errno, errno == EADDRINUSE ? "equal" : "differs",
           strerror(errno));
  if (lwip_listen(1000, 1) < 0)
    printf("listen %d\n", errno);
  while ((fd = socket(AF_INET, SOCK_DGRAM, 0)) >= 0)
    last = fd;
  printf("socket %d after ", errno);
  printf("%d, ENFILE %d, ETIMEDOUT %d\n", last, ENFILE, ETIMEDOUT);
}
