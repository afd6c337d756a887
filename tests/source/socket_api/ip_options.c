/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of IPPROTO_IP. */
#include "check.h"

#include <unistd.h>

#define SET(fd, option, value)                                                 \
  C(setsockopt)(fd, IPPROTO_IP, option, &(value), sizeof(value))
#define GET(fd, option, value)                                                 \
  C(getsockopt)(fd, IPPROTO_IP, option, &(value), &(socklen_t){sizeof(value)})
#define GROUP 0xe00001c8 /* 224.0.1.200 */
#define DEVICE 0xc6120001

static void check_multicast_options(int fd) {
  uint8_t ttl = 7, loop = 0, octet = 99;
  struct in_addr device = {htonl(DEVICE)}, seen = {0};
  int wide = 1;
  EQUAL("IP_MULTICAST_TTL", GET(fd, IP_MULTICAST_TTL, octet), 0);
  EQUAL("IP_MULTICAST_TTL", octet, 255); /* the guide names no default */
  EQUAL("IP_MULTICAST_TTL", SET(fd, IP_MULTICAST_TTL, ttl), 0);
  GET(fd, IP_MULTICAST_TTL, octet);
  EQUAL("IP_MULTICAST_TTL", octet, 7);
  EQUAL("IP_MULTICAST_LOOP", GET(fd, IP_MULTICAST_LOOP, octet), 0);
  EQUAL("IP_MULTICAST_LOOP", SET(fd, IP_MULTICAST_LOOP, loop), 0);
  GET(fd, IP_MULTICAST_LOOP, octet);
  EQUAL("IP_MULTICAST_LOOP", octet, 0);
  /* An int is as good as an octet, on a little-endian device. */
  EQUAL("IP_MULTICAST_LOOP", SET(fd, IP_MULTICAST_LOOP, wide), 0);
  EQUAL("IP_MULTICAST_IF", SET(fd, IP_MULTICAST_IF, device), 0);
  EQUAL("IP_MULTICAST_IF", GET(fd, IP_MULTICAST_IF, seen), 0);
  EQUAL("IP_MULTICAST_IF", ntohl(seen.s_addr), DEVICE);
}

/* What we send to the group, with and without being in it. */
static void check_membership(int fd) {
  struct sockaddr_in group = loopback(5001);
  struct ip_mreq member = {.imr_multiaddr.s_addr = htonl(GROUP),
                           .imr_interface.s_addr = htonl(INADDR_ANY)};
  uint8_t on = 1, off = 0;
  char octet;
  group.sin_addr.s_addr = htonl(GROUP);
  EQUAL("IP_ADD_MEMBERSHIP", SET(fd, IP_ADD_MEMBERSHIP, member), 0);
  SET(fd, IP_MULTICAST_LOOP, on);
  C(sendto)(fd, "a", 1, 0, (void *)&group, sizeof(group));
  EQUAL("IP_ADD_MEMBERSHIP", C(recv)(fd, &octet, 1, 0), 1);
  SET(fd, IP_MULTICAST_LOOP, off);
  C(sendto)(fd, "b", 1, 0, (void *)&group, sizeof(group));
  usleep(10000);
  FAILS("IP_MULTICAST_LOOP", C(recv)(fd, &octet, 1, MSG_DONTWAIT), EWOULDBLOCK);
  EQUAL("IP_DROP_MEMBERSHIP", SET(fd, IP_DROP_MEMBERSHIP, member), 0);
  SET(fd, IP_MULTICAST_LOOP, on);
  C(sendto)(fd, "c", 1, 0, (void *)&group, sizeof(group));
  usleep(10000);
  FAILS("IP_DROP_MEMBERSHIP", C(recv)(fd, &octet, 1, MSG_DONTWAIT),
        EWOULDBLOCK);
  FAILS("IP_DROP_MEMBERSHIP", SET(fd, IP_DROP_MEMBERSHIP, member),
        EADDRNOTAVAIL);
}

#ifdef CONFIG_LWIP_NETBUF_RECVINFO
static void check_packet_info(int fd) {
  struct sockaddr_in to = loopback(5001);
  char octet;
  union {
    struct cmsghdr head;
    char octets[CMSG_SPACE(sizeof(struct in_pktinfo))];
  } control;
  struct iovec in = {.iov_base = &octet, .iov_len = 1};
  struct msghdr received = {.msg_iov = &in,
                            .msg_iovlen = 1,
                            .msg_control = &control,
                            .msg_controllen = sizeof(control)};
  int on = 1;
  EQUAL("IP_PKTINFO", SET(fd, IP_PKTINFO, on), 0);
  C(sendto)(fd, "x", 1, 0, (void *)&to, sizeof(to));
  EQUAL("IP_PKTINFO", C(recvmsg)(fd, &received, 0), 1);
  struct cmsghdr *head = CMSG_FIRSTHDR(&received);
  CHECK("IP_PKTINFO", head != NULL && head->cmsg_type == IP_PKTINFO);
  struct in_pktinfo *info = (void *)CMSG_DATA(head);
  EQUAL("IP_PKTINFO", ntohl(info->ipi_addr.s_addr), INADDR_LOOPBACK);
}
#else
static void check_packet_info(int fd) {
  int on = 1;
  FAILS("IP_PKTINFO", SET(fd, IP_PKTINFO, on), ENOPROTOOPT);
}
#endif

void check_ip_options(void) {
  int udp = udp_open(5001), tcp = C(socket)(AF_INET, SOCK_STREAM, 0);
  struct ip_mreq member = {.imr_multiaddr.s_addr = htonl(GROUP)};
  check_int_option("IP_TOS", tcp, IPPROTO_IP, IP_TOS, 0, 0x10);
  check_int_option("IP_TTL", tcp, IPPROTO_IP, IP_TTL, 255, 12);
  check_int_option("IP_TTL", udp, IPPROTO_IP, IP_TTL, 255, 3);
  FAILS("IP_ADD_MEMBERSHIP", SET(tcp, IP_ADD_MEMBERSHIP, member), ENOPROTOOPT);
  check_packet_info(udp);
  check_membership(udp);
  check_multicast_options(udp);
  C(close)(udp);
  C(close)(tcp);
}
