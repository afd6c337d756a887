/* SPDX-License-Identifier: BSD-3-Clause */
/* fcntl() and ioctl(). */
#include "check.h"

#include <unistd.h>

static void check_flags(void) {
  struct pair pair = pair_open(8001);
  int udp = udp_open(8002);
  char octet;
  EQUAL(N(fcntl), C(fcntl)(pair.client, F_GETFL, 0), O_RDWR);
  EQUAL("O_RDWR", C(fcntl)(udp, F_GETFL, 0), O_RDWR);
  EQUAL("O_NONBLOCK", C(fcntl)(udp, F_SETFL, O_NONBLOCK), 0);
  EQUAL("O_NONBLOCK", C(fcntl)(udp, F_GETFL, 0), O_RDWR | O_NONBLOCK);
  FAILS("O_NONBLOCK", C(recv)(udp, &octet, 1, 0), EWOULDBLOCK);
  EQUAL("O_NONBLOCK", C(fcntl)(udp, F_SETFL, O_RDWR), 0);
  EQUAL("O_NONBLOCK", C(fcntl)(udp, F_GETFL, 0), O_RDWR);
  EQUAL("O_NDELAY", O_NDELAY, O_NONBLOCK);
  C(shutdown)(pair.client, SHUT_WR);
  EQUAL("O_RDONLY", C(fcntl)(pair.client, F_GETFL, 0), O_RDONLY);
  C(shutdown)(pair.server, SHUT_RD);
  EQUAL("O_WRONLY", C(fcntl)(pair.server, F_GETFL, 0), O_WRONLY);
  FAILS(N(fcntl), C(fcntl)(udp, F_SETFL, 0x4000), ENOSYS);
  FAILS(N(fcntl), C(fcntl)(udp, 99, 0), ENOSYS);
  FAILS(N(fcntl), C(fcntl)(-1, F_GETFL, 0), EBADF);
  C(close)(udp);
  pair_close(&pair);
}

static void check_ioctl(int udp) {
  int on = 1, off = 0;
  char octet;
  EQUAL("FIONBIO", C(ioctl)(udp, FIONBIO, &on), 0);
  EQUAL("FIONBIO", C(fcntl)(udp, F_GETFL, 0), O_RDWR | O_NONBLOCK);
  FAILS("FIONBIO", C(recv)(udp, &octet, 1, 0), EWOULDBLOCK);
  EQUAL("FIONBIO", C(ioctl)(udp, FIONBIO, &off), 0);
  EQUAL("FIONBIO", C(fcntl)(udp, F_GETFL, 0), O_RDWR);
  FAILS(N(ioctl), C(ioctl)(udp, 0x1234, &on), ENOSYS);
  FAILS(N(ioctl), C(ioctl)(-1, FIONBIO, &on), EBADF);
}

/* FIONREAD is compiled in with CONFIG_LWIP_SO_RCVBUF only. */
static void check_waiting_octets(int udp) {
  struct sockaddr_in to = loopback(8003);
  int waiting = -1;
#ifdef CONFIG_LWIP_SO_RCVBUF
  EQUAL("FIONREAD", C(ioctl)(udp, FIONREAD, &waiting), 0);
  EQUAL("FIONREAD", waiting, 0);
  C(sendto)(udp, "abc", 3, 0, (void *)&to, sizeof(to));
  C(sendto)(udp, "de", 2, 0, (void *)&to, sizeof(to));
  usleep(10000);
  EQUAL("FIONREAD", C(ioctl)(udp, FIONREAD, &waiting), 0);
  EQUAL("FIONREAD", waiting, 5);
  FAILS("FIONREAD", C(ioctl)(udp, FIONREAD, NULL), EINVAL);
#else
  C(sendto)(udp, "abc", 3, 0, (void *)&to, sizeof(to));
  FAILS("FIONREAD", C(ioctl)(udp, FIONREAD, &waiting), ENOSYS);
#endif
}

void check_control(void) {
  check_flags();
  int udp = udp_open(8003);
  check_ioctl(udp);
  check_waiting_octets(udp);
  C(close)(udp);
}
