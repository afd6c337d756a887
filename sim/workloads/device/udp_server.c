/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, device: a UDP server (SIP, CoAP, a captive portal's DNS) that
 * works on one request at a time, while further ones wait in the socket's
 * mailbox or are dropped there without a trace. Compiled into an image. */
#include "sockfit/workload.h"

#include "common/firmware.h"
#include "common/stream.h"

static int open_socket(const struct workload *w) {
  struct sockaddr_storage any;
  socklen_t len =
      stream_any_address(&any, (uint16_t)workload_number(w, "port"));
  int fd = socket(any.ss_family, SOCK_DGRAM, 0);
  if (fd >= 0 && bind(fd, (struct sockaddr *)&any, len) == 0)
    return fd;
  workload_log(w, 'E', workload_name(w), "%s: errno %d",
               fd < 0 ? "Unable to create socket" : "Socket unable to bind",
               firmware_errno(errno));
  if (fd >= 0)
    close(fd);
  return -1;
}

/* One request. Returns false when the socket is of no use any more. */
static bool serve_once(const struct workload *w, int fd, uint32_t *count) {
  char data[1472];
  struct sockaddr_storage from;
  socklen_t len = sizeof from;
  ssize_t got =
      recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&from, &len);
  if (got < 0) {
    if (!workload_leaving())
      workload_log(w, 'E', workload_name(w), "recvfrom failed: errno %d",
                   firmware_errno(errno));
    return false;
  }
  workload_sleep_ms(workload_ms(w, "work_per_request"));
  workload_log(w, 'D', workload_name(w), "request %u done", (unsigned)++*count);
  if (workload_number(w, "reply") &&
      sendto(fd, data, (size_t)got, 0, (struct sockaddr *)&from, len) < 0)
    workload_log(w, 'E', workload_name(w), "sendto failed: errno %d",
                 firmware_errno(errno));
  return true;
}

void udp_server_main(const struct workload *w) {
  int fd = open_socket(w);
  if (fd < 0) {
    firmware_mark_failed(w, workload_name(w));
    return;
  }
  uint32_t count = 0;
  workload_state(w, WORKLOAD_RUNNING);
  while (!workload_leaving() && serve_once(w, fd, &count))
    ;
  close(fd);
}
