/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of IPPROTO_IPV6. lwIP 2.2.1 has no IPV6_MULTICAST_IF, _HOPS and
 * _LOOP: the guide's are of Espressif's fork. */
#include "check.h"

#include "esp_netif.h"

#define SET(fd, option, value)                                                 \
  C(setsockopt)(fd, IPPROTO_IPV6, option, &(value), sizeof(value))
#define GET(fd, option, value)                                                 \
  C(getsockopt)(fd, IPPROTO_IPV6, option, &(value), &(socklen_t){sizeof(value)})

static struct sockaddr_in6 any6(int port) {
  return (struct sockaddr_in6){.sin6_len = sizeof(struct sockaddr_in6),
                               .sin6_family = AF_INET6,
                               .sin6_port = htons(port)};
}

/* A socket of IPv6 hears IPv4 as well, unless it is told not to. */
static void check_v6only(int type, int port) {
  struct sockaddr_in6 any = any6(port);
  struct sockaddr_in to = loopback(port);
  int on = 1, fd = C(socket)(AF_INET6, type, 0),
      other = C(socket)(AF_INET, type, 0);
  check_int_option("IPV6_V6ONLY", fd, IPPROTO_IPV6, IPV6_V6ONLY, 0, 0);
  EQUAL("IPV6_V6ONLY", C(bind)(fd, (void *)&any, sizeof(any)), 0);
  if (type == SOCK_STREAM)
    C(listen)(fd, 1);
  EQUAL("IPV6_V6ONLY", C(connect)(other, (void *)&to, sizeof(to)), 0);
  C(close)(fd);
  C(close)(other);
  fd = C(socket)(AF_INET6, type, 0);
  other = C(socket)(AF_INET, type, 0);
  any = any6(port + 1);
  to = loopback(port + 1);
  EQUAL("IPV6_V6ONLY", SET(fd, IPV6_V6ONLY, on), 0);
  EQUAL("IPV6_V6ONLY", C(bind)(fd, (void *)&any, sizeof(any)), 0);
  if (type == SOCK_STREAM) {
    C(listen)(fd, 1);
    FAILS("IPV6_V6ONLY", C(connect)(other, (void *)&to, sizeof(to)),
          ECONNRESET);
  }
  C(close)(fd);
  C(close)(other);
}

static void check_groups(void) {
  int fd = C(socket)(AF_INET6, SOCK_DGRAM, 0);
  struct ipv6_mreq member = {.ipv6mr_interface = 1}, nowhere;
  C(inet_pton)(AF_INET6, "ff02::1234", &member.ipv6mr_multiaddr);
  nowhere = member;
  nowhere.ipv6mr_interface = 77;
  EQUAL("IPV6_JOIN_GROUP", SET(fd, IPV6_JOIN_GROUP, member), 0);
  FAILS("IPV6_JOIN_GROUP", SET(fd, IPV6_JOIN_GROUP, nowhere), EADDRNOTAVAIL);
  EQUAL("IPV6_LEAVE_GROUP", SET(fd, IPV6_LEAVE_GROUP, member), 0);
  FAILS("IPV6_LEAVE_GROUP", SET(fd, IPV6_LEAVE_GROUP, member), EADDRNOTAVAIL);
  EQUAL("IPV6_ADD_MEMBERSHIP", SET(fd, IPV6_ADD_MEMBERSHIP, member), 0);
  EQUAL("IPV6_DROP_MEMBERSHIP", SET(fd, IPV6_DROP_MEMBERSHIP, member), 0);
  C(close)(fd);
}

static void check_checksum(void) {
  int fd = C(socket)(AF_INET6, SOCK_RAW, IPPROTO_UDP), odd = 3, on = 1;
  int icmp = C(socket)(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
  int udp = C(socket)(AF_INET6, SOCK_DGRAM, 0);
  check_int_option("IPV6_CHECKSUM", fd, IPPROTO_IPV6, IPV6_CHECKSUM, -1, 6);
  FAILS("IPV6_CHECKSUM", SET(fd, IPV6_CHECKSUM, odd), EINVAL);
  FAILS("IPV6_CHECKSUM", SET(icmp, IPV6_CHECKSUM, on), EINVAL);
  FAILS("IPV6_CHECKSUM", GET(udp, IPV6_CHECKSUM, on), ENOPROTOOPT);
  C(close)(udp);
  C(close)(icmp);
  C(close)(fd);
}

static void check_absent(void) {
#ifndef IPV6_MULTICAST_IF
  CHECK("IPV6_MULTICAST_IF", true);
#endif
#ifndef IPV6_MULTICAST_HOPS
  CHECK("IPV6_MULTICAST_HOPS", true);
#endif
#ifndef IPV6_MULTICAST_LOOP
  CHECK("IPV6_MULTICAST_LOOP", true);
#endif
}

void check_ipv6_options(void) {
  check_v6only(SOCK_STREAM, 7001);
  check_v6only(SOCK_DGRAM, 7003);
  check_groups();
  check_checksum();
  check_absent();
}
