/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: asks the link for HOSTNAME.local, by IPv4 and by IPv6. An
 * attempt for each question, served with the first answer. It asks from port
 * 5353 as a full mDNS host does, so answers come by multicast. Compiled into
 * an image. */
#include "sockfit/workload.h"

#include "lwip/netif.h"

#include "common/attempt.h"
#include "common/moment.h"
#include "common/multicast_dns.h"
#include "common/watch.h"

#define GROUP_IPV4 "224.0.0.251"
#define GROUP_IPV6 "ff02::fb"
#define ANSWER_TIMEOUT_MS 3000
#define RETRY_MS 5000

struct querier {
  const struct workload *w;
  const char *hostname;
  int fd;
};

/* The group's address, or the wildcard for NULL. Returns its length. One
 * dual-stack socket where there is IPv6: two sockets on one port would leave
 * it to chance which of them hears an answer. */
static socklen_t address_of(const char *group,
                            struct sockaddr_storage *ret_address) {
  memset(ret_address, 0, sizeof *ret_address);
#if LWIP_IPV6
  struct sockaddr_in6 *address = (struct sockaddr_in6 *)ret_address;
  bool is_ipv6 = group && strchr(group, ':');
  char mapped[40];
  address->sin6_len = sizeof *address;
  address->sin6_family = AF_INET6;
  address->sin6_port = htons(MULTICAST_DNS_PORT);
  snprintf(mapped, sizeof mapped, is_ipv6 ? "%s" : "::ffff:%s",
           group ? group : "");
  if (group)
    inet_pton(AF_INET6, mapped, &address->sin6_addr);
  if (is_ipv6)
    address->sin6_scope_id = netif_get_index(netif_default);
#else
  struct sockaddr_in *address = (struct sockaddr_in *)ret_address;
  address->sin_len = sizeof *address;
  address->sin_family = AF_INET;
  address->sin_port = htons(MULTICAST_DNS_PORT);
  if (group)
    inet_pton(AF_INET, group, &address->sin_addr);
#endif
  return sizeof *address;
}

/* Membership may be impossible where IGMP or MLD is left out; such a host
 * sees no answers, and the attempts tell. */
static void join_groups(int fd) {
  struct ip_mreq ipv4 = {.imr_interface.s_addr = htonl(INADDR_ANY)};
  inet_pton(AF_INET, GROUP_IPV4, &ipv4.imr_multiaddr);
  setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &ipv4, sizeof ipv4);
#if LWIP_IPV6
  struct ipv6_mreq ipv6 = {.ipv6mr_interface = netif_get_index(netif_default)};
  inet_pton(AF_INET6, GROUP_IPV6, &ipv6.ipv6mr_multiaddr);
  setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &ipv6, sizeof ipv6);
#endif
}

static int open_socket(void) {
  struct sockaddr_storage any;
  socklen_t any_len = address_of(NULL, &any);
  int fd = socket(any.ss_family, SOCK_DGRAM, 0);
  if (fd < 0)
    return -errno;
  int enable = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &enable, sizeof enable);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
  if (bind(fd, (struct sockaddr *)&any, any_len) < 0) {
    int error = errno;
    close(fd);
    return -error;
  }
  join_groups(fd);
  return fd;
}

static bool ask(const struct querier *querier, const char *group) {
  uint8_t message[256];
  int len = multicast_dns_query(message, sizeof message, querier->hostname);
  struct sockaddr_storage to;
  socklen_t to_len = address_of(group, &to);
  return len > 0 && sendto(querier->fd, message, (size_t)len, 0,
                           (struct sockaddr *)&to, to_len) == len;
}

/* Read all that waits: answers to others, and those to the question before. */
static bool heard_answer(const struct querier *querier) {
  uint8_t message[MULTICAST_DNS_MESSAGE_MAX];
  bool found = false;
  for (;;) {
    ssize_t got = recv(querier->fd, message, sizeof message, 0);
    if (got <= 0)
      return found;
    found |= multicast_dns_answers(message, (size_t)got, querier->hostname);
  }
}

static bool wait_for_answer(const struct querier *querier) {
  int64_t deadline_ms = moment_now_ms() + ANSWER_TIMEOUT_MS;
  while (moment_now_ms() < deadline_ms && !workload_leaving()) {
    struct watch watch;
    watch_init(&watch);
    watch_read(&watch, querier->fd);
    if (watch_wait(&watch, deadline_ms) > 0 && heard_answer(querier))
      return true;
  }
  return false;
}

static void query(const struct querier *querier, const char *group) {
  struct attempt attempt;
  attempt_begin(&attempt, querier->w);
  heard_answer(querier);
  if (ask(querier, group) && wait_for_answer(querier))
    attempt_served(&attempt);
  else
    attempt_failed(&attempt, -ETIMEDOUT);
}

void mdns_querier_main(const struct workload *w) {
  struct querier querier = {.w = w, .hostname = workload_text(w, "hostname")};
  uint32_t every_ms = workload_ms(w, "every");
  workload_state(w, WORKLOAD_RUNNING);
  querier.fd = open_socket();
  while (querier.fd < 0 && !workload_leaving()) {
    workload_sleep_ms(RETRY_MS);
    querier.fd = open_socket();
  }
  while (!workload_leaving()) {
    query(&querier, GROUP_IPV4);
#if LWIP_IPV6
    if (!workload_leaving())
      query(&querier, GROUP_IPV6);
#endif
    if (!workload_leaving())
      workload_sleep_ms(every_ms > 0 ? every_ms : RETRY_MS);
  }
  if (querier.fd >= 0)
    close(querier.fd);
}
