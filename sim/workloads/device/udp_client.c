/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: sends datagrams from one socket or several, kept open or
 * made for each. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/moment.h"

#define SOCKETS_MAX 64

static void log_failed(const struct workload *w, const char *what) {
  workload_log(w, 'E', workload_name(w), "%s: errno %d", what,
               firmware_errno(errno));
}

/* Send one datagram; opens the socket if there is none. Returns the socket, or
 * -1. */
static int send_once(const struct workload *w, int fd, uint16_t source_port) {
  char data[1472] = {0};
  struct sockaddr_in address = {.sin_len = sizeof address,
                                .sin_family = AF_INET,
                                .sin_port = htons(source_port)};
  if (fd < 0) {
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0) {
      log_failed(w, "Unable to create socket");
      return -1;
    }
    if (source_port != 0 &&
        bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
      log_failed(w, "Socket unable to bind");
  }
  address.sin_port = htons((uint16_t)workload_number(w, "port"));
  address.sin_addr.s_addr = workload_resolve(workload_text(w, "server"));
  if (sendto(fd, data, (size_t)workload_number(w, "size"), 0,
             (struct sockaddr *)&address, sizeof address) < 0)
    log_failed(w, "sendto failed");
  return fd;
}

void udp_client_main(const struct workload *w) {
  int fds[SOCKETS_MAX];
  int64_t count = workload_number(w, "sockets");
  int64_t times = workload_number(w, "times");
  uint16_t source_port = (uint16_t)workload_number(w, "source_port");
  int64_t every_ms = workload_ms(w, "every");
  for (size_t i = 0; i < SOCKETS_MAX; i++)
    fds[i] = -1;
  workload_state(w, WORKLOAD_RUNNING);
  int64_t due_ms = moment_now_ms();
  for (int64_t turn = 0; (times == 0 || turn < times) && !workload_leaving();
       turn++) {
    due_ms += every_ms;
    workload_sleep_until_ns(due_ms * 1000000);
    for (int64_t i = 0; i < count && !workload_leaving(); i++) {
      uint16_t from = source_port == 0 ? 0 : (uint16_t)(source_port + i);
      fds[i] = send_once(w, fds[i], from);
      if (fds[i] < 0 || !workload_number(w, "close_each"))
        continue;
      close(fds[i]);
      fds[i] = -1;
    }
  }
  for (int64_t i = 0; i < count; i++)
    if (fds[i] >= 0)
      close(fds[i]);
}
