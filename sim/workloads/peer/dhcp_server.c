/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: a DHCP server with one address to give: that by which the
 * other peers know the device. It answers every DHCPDISCOVER and DHCPREQUEST
 * (RFC 2131), each an attempt that ends served; a request for another address
 * is answered with DHCPNAK. Answers are broadcast, since the client has no
 * address yet. Compiled into an image. */
#include "sockfit/workload.h"

#include "lwip/netif.h"

#include "common/attempt.h"
#include "common/moment.h"
#include "common/watch.h"

#define SERVER_PORT 67
#define CLIENT_PORT 68
#define MESSAGE_MAX 576
#define FIXED_OCTETS 240 /* up to the options: RFC 2131, section 2 */
#define AT_YIADDR 16     /* the address that is given */
#define COOKIE "\x63\x82\x53\x63"

enum option {
  OPTION_PAD = 0,
  OPTION_NETMASK = 1,
  OPTION_ROUTER = 3,
  OPTION_DNS = 6,
  OPTION_REQUESTED = 50,
  OPTION_LEASE = 51,
  OPTION_TYPE = 53,
  OPTION_SERVER = 54,
  OPTION_END = 255,
};

enum type { DISCOVER = 1, OFFER = 2, REQUEST = 3, ACK = 5, NAK = 6 };

struct server {
  const struct workload *w;
  int fd;
  uint32_t offer; /* network byte order, as all addresses here */
  uint32_t lease_s;
};

/* The value of an option, of at least len octets, or NULL. */
static const uint8_t *find_option(const uint8_t *message, size_t message_len,
                                  uint8_t option, size_t len) {
  size_t at = FIXED_OCTETS;
  while (at + 1 < message_len && message[at] != OPTION_END) {
    if (message[at] == OPTION_PAD) {
      at++;
      continue;
    }
    size_t value_len = message[at + 1];
    if (at + 2 + value_len > message_len)
      return NULL;
    if (message[at] == option)
      return value_len >= len ? message + at + 2 : NULL;
    at += 2 + value_len;
  }
  return NULL;
}

static size_t put_option(uint8_t *message, size_t at, uint8_t option,
                         const void *value, uint8_t len) {
  message[at] = option;
  message[at + 1] = len;
  memcpy(message + at + 2, value, len);
  return at + 2 + len;
}

/* What to answer; 0: nothing. */
static uint8_t answer_type(const struct server *server, const uint8_t *message,
                           size_t len) {
  if (len < FIXED_OCTETS || message[0] != 1 ||
      memcmp(message + FIXED_OCTETS - 4, COOKIE, 4) != 0)
    return 0;
  const uint8_t *type = find_option(message, len, OPTION_TYPE, 1);
  const uint8_t *wanted = find_option(message, len, OPTION_REQUESTED, 4);
  if (type == NULL || (*type != DISCOVER && *type != REQUEST))
    return 0;
  if (*type == DISCOVER)
    return OFFER;
  return wanted == NULL || memcmp(wanted, &server->offer, 4) == 0 ? ACK : NAK;
}

/* Turn a request into its answer. Returns the length. */
static size_t answer(const struct server *server, uint8_t *message,
                     uint8_t type) {
  const struct netif *lan = netif_default;
  uint32_t own = ip4_addr_get_u32(netif_ip4_addr(lan));
  uint32_t netmask = ip4_addr_get_u32(netif_ip4_netmask(lan));
  uint32_t lease = lwip_htonl(server->lease_s);
  size_t at = FIXED_OCTETS;
  message[0] = 2; /* a reply */
  at = put_option(message, at, OPTION_TYPE, &type, 1);
  at = put_option(message, at, OPTION_SERVER, &own, 4);
  if (type != NAK) {
    memcpy(message + AT_YIADDR, &server->offer, 4);
    at = put_option(message, at, OPTION_LEASE, &lease, 4);
    at = put_option(message, at, OPTION_NETMASK, &netmask, 4);
    at = put_option(message, at, OPTION_ROUTER, &own, 4);
    at = put_option(message, at, OPTION_DNS, &own, 4);
  }
  message[at++] = OPTION_END;
  return at;
}

static void take_requests(const struct server *server) {
  struct sockaddr_in everybody = {.sin_len = sizeof everybody,
                                  .sin_family = AF_INET,
                                  .sin_port = htons(CLIENT_PORT),
                                  .sin_addr.s_addr = INADDR_BROADCAST};
  uint8_t message[MESSAGE_MAX];
  ssize_t got;
  while ((got = recv(server->fd, message, sizeof message, MSG_DONTWAIT)) > 0) {
    uint8_t type = answer_type(server, message, (size_t)got);
    if (type == 0)
      continue;
    struct attempt attempt;
    attempt_begin(&attempt, server->w);
    size_t len = answer(server, message, type);
    sendto(server->fd, message, len, 0, (struct sockaddr *)&everybody,
           sizeof everybody);
    attempt_served(&attempt);
  }
}

static int open_socket(void) {
  struct sockaddr_in any = {.sin_len = sizeof any,
                            .sin_family = AF_INET,
                            .sin_port = htons(SERVER_PORT)};
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd >= 0 && bind(fd, (struct sockaddr *)&any, sizeof any) == 0)
    return fd;
  close(fd);
  return -1;
}

void dhcp_server_main(const struct workload *w) {
  struct server server = {.w = w,
                          .offer = workload_target(),
                          .lease_s = workload_ms(w, "lease") / 1000,
                          .fd = open_socket()};
  while (server.fd >= 0 && !workload_leaving()) {
    struct watch watch;
    watch_init(&watch);
    watch_read(&watch, server.fd);
    if (watch_wait(&watch, MOMENT_NEVER) > 0)
      take_requests(&server);
  }
  if (server.fd >= 0)
    close(server.fd);
}
