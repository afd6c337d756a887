/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads: one ICMP echo and its answer. See icmp_echo.h. Compiled into an
 * image. */
#include "common/icmp_echo.h"

#include "lwip/icmp.h"
#include "lwip/inet_chksum.h"

#include "common/moment.h"
#include "common/watch.h"

#define ID 0x5f17

static int send_echo(int fd, uint32_t ipv4, uint16_t sequence) {
  struct icmp_echo_hdr echo = {
      .type = ICMP_ECHO, .id = htons(ID), .seqno = htons(sequence)};
  struct sockaddr_in to = {
      .sin_len = sizeof to, .sin_family = AF_INET, .sin_addr.s_addr = ipv4};
  echo.chksum = inet_chksum(&echo, sizeof echo);
  return sendto(fd, &echo, sizeof echo, 0, (struct sockaddr *)&to, sizeof to) <
                 0
             ? -errno
             : 0;
}

/* Whether the packet, IP header included, answers this echo. */
static bool is_reply(const uint8_t *packet, size_t len, uint16_t sequence) {
  size_t head = (size_t)(packet[0] & 0x0f) * 4;
  struct icmp_echo_hdr echo;
  if (len < head + sizeof echo)
    return false;
  memcpy(&echo, packet + head, sizeof echo);
  return echo.type == ICMP_ER && echo.id == htons(ID) &&
         echo.seqno == htons(sequence);
}

int icmp_echo(int fd, uint32_t ipv4, uint16_t sequence, uint32_t timeout_ms) {
  int result = send_echo(fd, ipv4, sequence);
  if (result < 0)
    return result;
  int64_t deadline_ms = moment_now_ms() + timeout_ms;
  uint8_t packet[128];
  for (;;) {
    struct watch watch;
    watch_init(&watch);
    watch_read(&watch, fd);
    if (watch_wait(&watch, deadline_ms) <= 0)
      return -ETIMEDOUT;
    ssize_t got = recv(fd, packet, sizeof packet, 0);
    if (got < 0) /* the host is leaving: it would fail again at once */
      return -errno;
    if (got > 0 && is_reply(packet, (size_t)got, sequence))
      return 0;
  }
}
