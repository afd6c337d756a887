/* SPDX-License-Identifier: BSD-3-Clause */
/* test workload: one task connects to an address that nobody has, another
 * closes the socket after 2 s. Logs what connect() says and when. */
#include "sockfit/workload.h"

static int fd;

static void close_it(void *arg) {
  (void)arg;
  workload_sleep_ms(2000);
  close(fd);
}

void interrupted_main(const struct workload *w);
void interrupted_main(const struct workload *w) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
  address.sin_addr.s_addr = workload_resolve("198.18.99.99");
  fd = socket(AF_INET, SOCK_STREAM, 0);
  workload_task(w, "close", close_it, NULL);
  int result = connect(fd, (struct sockaddr *)&address, sizeof(address));
  workload_log(w, 'I', "interrupted", "connect %d %s at %u s", result,
               errno == ENOTCONN ? "ENOTCONN" : "another",
               (unsigned)(workload_now_ms() / 1000));
}
