/* SPDX-License-Identifier: BSD-3-Clause */
/* workloads, peer: a DNS server. Every question for an A record is answered,
 * after a while, with the server's own address; each is an attempt that ends
 * served. Other types get an empty answer. Compiled into an image. */
#include "sockfit/workload.h"

#include "lwip/netif.h"

#include "common/attempt.h"
#include "common/moment.h"
#include "common/watch.h"

#define MESSAGE_MAX 512
#define WAITING_MAX 64 /* more questions at once are dropped */
#define HEADER_OCTETS 12
#define TYPE_A 1

/* An answer that is not due yet. */
struct waiting {
  int64_t due_ms;
  struct sockaddr_in to;
  struct attempt attempt;
  uint8_t message[MESSAGE_MAX];
  size_t len; /* 0: free */
};

struct server {
  const struct workload *w;
  int fd;
  uint32_t delay_ms;
  struct waiting waiting[WAITING_MAX];
};

/* Where the one question of a query ends, or 0 when it is none. */
static size_t question_end(const uint8_t *message, size_t len) {
  size_t at = HEADER_OCTETS;
  if (len < HEADER_OCTETS || (message[2] & 0x80) != 0 || message[4] != 0 ||
      message[5] != 1)
    return 0;
  while (at < len && message[at] != 0)
    at += (size_t)message[at] + 1;
  at += 1 + 4; /* the root label, type and class */
  return at <= len ? at : 0;
}

/* Turn a query into its answer. Returns the length, 0 when it is no query. */
static size_t answer(uint8_t *message, size_t len, uint32_t ipv4) {
  size_t end = question_end(message, len);
  static const uint8_t record[] = {0xc0, HEADER_OCTETS, /* the name */
                                   0,    TYPE_A,
                                   0,    1, /* class IN */
                                   0,    0,
                                   0,    60, /* TTL, s */
                                   0,    4};
  if (end == 0 || end + sizeof record + sizeof ipv4 > MESSAGE_MAX)
    return 0;
  bool is_a = message[end - 4] == 0 && message[end - 3] == TYPE_A;
  message[2] |= 0x84; /* a response, authoritative */
  message[3] = 0;     /* no error */
  memset(message + 6, 0, 6);
  message[7] = is_a;
  if (!is_a)
    return end;
  memcpy(message + end, record, sizeof record);
  memcpy(message + end + sizeof record, &ipv4, sizeof ipv4);
  return end + sizeof record + sizeof ipv4;
}

static struct waiting *free_place(struct server *server) {
  for (size_t i = 0; i < WAITING_MAX; i++)
    if (server->waiting[i].len == 0)
      return &server->waiting[i];
  return NULL;
}

static uint32_t own_address(void) {
  return ip4_addr_get_u32(netif_ip4_addr(netif_default));
}

static void take_questions(struct server *server) {
  uint8_t message[MESSAGE_MAX];
  struct sockaddr_in from;
  for (;;) {
    socklen_t from_len = sizeof from;
    ssize_t got = recvfrom(server->fd, message, sizeof message, MSG_DONTWAIT,
                           (struct sockaddr *)&from, &from_len);
    struct waiting *place = got > 0 ? free_place(server) : NULL;
    if (got <= 0)
      return;
    if (place == NULL)
      continue;
    memcpy(place->message, message, (size_t)got);
    place->len = answer(place->message, (size_t)got, own_address());
    place->to = from;
    place->due_ms = moment_now_ms() + server->delay_ms;
    if (place->len > 0)
      attempt_begin(&place->attempt, server->w);
  }
}

/* Send what is due. Returns when the next one is. */
static int64_t send_answers(struct server *server) {
  int64_t next_ms = MOMENT_NEVER;
  for (size_t i = 0; i < WAITING_MAX; i++) {
    struct waiting *place = &server->waiting[i];
    if (place->len == 0)
      continue;
    if (place->due_ms > moment_now_ms()) {
      next_ms = moment_earlier(next_ms, place->due_ms);
      continue;
    }
    sendto(server->fd, place->message, place->len, 0,
           (struct sockaddr *)&place->to, sizeof place->to);
    attempt_served(&place->attempt);
    place->len = 0;
  }
  return next_ms;
}

static int open_socket(const struct workload *w) {
  struct sockaddr_in any = {.sin_len = sizeof any,
                            .sin_family = AF_INET,
                            .sin_port =
                                htons((uint16_t)workload_number(w, "port"))};
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd >= 0 && bind(fd, (struct sockaddr *)&any, sizeof any) == 0)
    return fd;
  close(fd);
  return -1;
}

void dns_server_main(const struct workload *w) {
  struct server *server = calloc(1, sizeof *server);
  if (server == NULL)
    return;
  server->w = w;
  server->delay_ms = workload_ms(w, "delay");
  server->fd = open_socket(w);
  while (server->fd >= 0 && !workload_leaving()) {
    struct watch watch;
    watch_init(&watch);
    watch_read(&watch, server->fd);
    if (watch_wait(&watch, send_answers(server)) > 0)
      take_questions(server);
  }
  if (server->fd >= 0)
    close(server->fd);
  free(server);
}
