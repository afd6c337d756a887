/* SPDX-License-Identifier: BSD-3-Clause */
/* bench, tap: a server that sends back what it reads and closes, one connection
 * after the other. The same file is compiled against lwIP of the pthread port,
 * as a device's own source, and against the C library. */
#ifdef BENCH_LWIP
#include "lwip/sockets.h"
#else
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

#define PORT 7007

void app_main(void) {
  int yes = 1;
  char data[64];
  struct sockaddr_in any = {0};
  any.sin_family = AF_INET;
  any.sin_port = htons(PORT);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  bind(listener, (struct sockaddr *)&any, sizeof(any));
  listen(listener, 32);
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
      continue;
    int got = (int)recv(fd, data, sizeof(data), 0);
    if (got > 0)
      send(fd, data, (size_t)got, 0);
    close(fd);
  }
}
