/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: combinations of limits. What lwIP or the platform would refuse
 * to compile is an error here, with the rule and where it comes from; what
 * compiles but makes no sense is a warning. */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "limits/derive.h"

struct rules {
  const struct variant *variant;
  const struct limits *limits;
  struct diag *diag;
};

static int64_t number(const struct rules *rules, const char *name) {
  return limits_number(rules->limits, name, 0);
}

/* Where the user set one of the two, or the variant. */
static const struct place *place_of(const struct rules *rules, const char *name,
                                    const char *other) {
  const struct setting *setting = own_find(rules->variant, name);
  if (!setting && other)
    setting = own_find(rules->variant, other);
  return setting ? &setting->place : &rules->variant->place;
}

static void socket_table(const struct rules *rules) {
  const struct profile *profile = rules->limits->profile;
  int64_t sockets = number(rules, "MEMP_NUM_NETCONN");
  if (sockets <= profile->sockets_max)
    return;
  const struct setting *own = own_find(rules->variant, "MEMP_NUM_NETCONN");
  diag_add(rules->diag, DIAG_ERROR, own ? &own->place : &rules->variant->place,
           "%s: %" PRId64 "%s, but profile %s allows %" PRId64
           " sockets at most: %s",
           own ? own->name : "MEMP_NUM_NETCONN", sockets,
           own ? "" : " (the sum that the consumers declare)", profile->name,
           profile->sockets_max, profile->sockets_max_because);
}

static void tcp_buffers(const struct rules *rules) {
  int64_t mss = number(rules, "TCP_MSS");
  int64_t buffer = number(rules, "TCP_SND_BUF");
  int64_t window = number(rules, "TCP_WND");
  if (buffer < 2 * mss)
    diag_add(rules->diag, DIAG_ERROR, place_of(rules, "TCP_SND_BUF", "TCP_MSS"),
             "TCP_SND_BUF (%" PRId64 ") must be at least 2 * TCP_MSS (%" PRId64
             "): lwIP's init.c refuses less",
             buffer, 2 * mss);
  if (window < mss)
    diag_add(rules->diag, DIAG_ERROR, place_of(rules, "TCP_WND", "TCP_MSS"),
             "TCP_WND (%" PRId64 ") must be at least TCP_MSS (%" PRId64
             "): lwIP's init.c refuses less",
             window, mss);
}

/* Only where the platform has a number of its own; opt.h's own follows
 * TCP_SND_BUF. */
static void send_queue(const struct rules *rules) {
  int64_t queue = number(rules, "TCP_SND_QUEUELEN");
  int64_t mss = number(rules, "TCP_MSS");
  int64_t needed = 2 * (number(rules, "TCP_SND_BUF") / mss);
  if (queue != 0 && queue < needed)
    diag_add(rules->diag, DIAG_ERROR, place_of(rules, "TCP_SND_BUF", "TCP_MSS"),
             "TCP_SND_QUEUELEN (%" PRId64 ", fixed in profile %s) must be at"
             " least 2 * TCP_SND_BUF / TCP_MSS (%" PRId64
             "): lwIP's init.c refuses less",
             queue, rules->limits->profile->name, needed);
}

/* What a consumer's parameter of that name says, or -1. */
static int64_t consumer_number(const struct item *consumer, const char *name,
                               const struct place **ret_place) {
  for (size_t i = 0; i < consumer->kind->param_count; i++) {
    const struct param *param = &consumer->params[i];
    if (strcmp(param->spec->name, name) != 0)
      continue;
    *ret_place = param->given ? &param->place : &consumer->place;
    return param->number;
  }
  return -1;
}

#define HTTPD_INTERNAL_SOCKETS 3

/* esp_http_server is ESP-IDF's: elsewhere nothing refuses. It compiles, and the
 * component fails when the device runs; so it does here. */
static void httpd_sessions(const struct rules *rules,
                           const struct item *consumer) {
  const struct place *place = NULL;
  int64_t sessions = consumer_number(consumer, "max_open_sockets", &place);
  int64_t sockets = number(rules, "MEMP_NUM_NETCONN");
  if (rules->limits->profile->accounting == ACCOUNTING_ESP32 && sessions >= 0 &&
      sessions + HTTPD_INTERNAL_SOCKETS > sockets)
    diag_add(rules->diag, DIAG_WARNING, place,
             "%s: max_open_sockets (%" PRId64 ") + 3 is above MEMP_NUM_NETCONN"
             " (%" PRId64 "): esp_http_server's httpd_start() refuses it"
             " (httpd_main.c, \"Config option max_open_sockets is too large\");"
             " it takes %" PRId64,
             consumer->name, sessions, sockets,
             sessions + HTTPD_INTERNAL_SOCKETS);
}

/* Two names: api calls it listen_backlog. */
static void backlog(const struct rules *rules, const struct item *consumer) {
  const struct place *place = NULL;
  int64_t wanted = consumer_number(consumer, "backlog", &place);
  if (wanted < 0)
    wanted = consumer_number(consumer, "listen_backlog", &place);
  int64_t mailbox = number(rules, "DEFAULT_ACCEPTMBOX_SIZE");
  if (number(rules, "TCP_LISTEN_BACKLOG") == 1 && mailbox > 0 &&
      wanted > mailbox)
    diag_add(rules->diag, DIAG_WARNING, place,
             "%s: its backlog (%" PRId64 ") is above DEFAULT_ACCEPTMBOX_SIZE"
             " (%" PRId64 "): clients beyond the mailbox are reset after their"
             " handshake (lwIP's api_msg.c, accept_function)",
             consumer->name, wanted, mailbox);
}

/* The rest holds for static pools only. */

static void arp_queue(const struct rules *rules) {
  int64_t entries = number(rules, "MEMP_NUM_ARP_QUEUE");
  int64_t queue = number(rules, "ARP_QUEUE_LEN");
  if (number(rules, "ARP_QUEUEING") == 1 && entries > 0 && queue > entries)
    diag_add(rules->diag, DIAG_WARNING,
             place_of(rules, "ARP_QUEUE_LEN", "MEMP_NUM_ARP_QUEUE"),
             "ARP_QUEUE_LEN (%" PRId64 ") is above MEMP_NUM_ARP_QUEUE (%" PRId64
             "), which all addresses share: the rest can never be used",
             queue, entries);
}

static void input_packets(const struct rules *rules) {
  int64_t packets = number(rules, "MEMP_NUM_TCPIP_MSG_INPKT");
  int64_t mailbox = number(rules, "TCPIP_MBOX_SIZE");
  const struct setting *own = own_find(rules->variant, "TCPIP_MBOX_SIZE");
  if (!own)
    own = own_find(rules->variant, "MEMP_NUM_TCPIP_MSG_INPKT");
  if (own && packets > mailbox)
    diag_add(rules->diag, DIAG_WARNING, &own->place,
             "MEMP_NUM_TCPIP_MSG_INPKT (%" PRId64 ") is above TCPIP_MBOX_SIZE"
             " (%" PRId64 "), the mailbox that holds them: the rest can never"
             " be used",
             packets, mailbox);
}

static void tcp_segments(const struct rules *rules) {
  int64_t mss = number(rules, "TCP_MSS");
  int64_t queue = (4 * number(rules, "TCP_SND_BUF") + mss - 1) / mss;
  int64_t segments = number(rules, "MEMP_NUM_TCP_SEG");
  if (segments < queue)
    diag_add(rules->diag, DIAG_ERROR,
             place_of(rules, "MEMP_NUM_TCP_SEG", "TCP_SND_BUF"),
             "MEMP_NUM_TCP_SEG (%" PRId64 ") must be at least TCP_SND_QUEUELEN"
             " (%" PRId64 ", 4 * TCP_SND_BUF / TCP_MSS rounded up): lwIP's"
             " init.c refuses less",
             segments, queue);
}

/* Ethernet, IPv6 and TCP headers, which a pool pbuf has room for as well. */
#define HEADERS_OCTETS 74
#define ALIGNMENT_OCTETS 8

static void receive_buffers(const struct rules *rules) {
  int64_t needed = number(rules, "TCP_MSS") + HEADERS_OCTETS;
  int64_t buffer = (needed + ALIGNMENT_OCTETS - 1) & ~(ALIGNMENT_OCTETS - 1);
  int64_t room = number(rules, "PBUF_POOL_SIZE") * (buffer - HEADERS_OCTETS);
  int64_t window = number(rules, "TCP_WND");
  if (window > room)
    diag_add(rules->diag, DIAG_ERROR,
             place_of(rules, "TCP_WND", "PBUF_POOL_SIZE"),
             "TCP_WND (%" PRId64 ") is more than the pbufs of PBUF_POOL_SIZE"
             " can hold (%" PRId64 "): lwIP's init.c refuses it",
             window, room);
}

static void reassembly(const struct rules *rules) {
  int64_t data = number(rules, "MEMP_NUM_REASSDATA");
  int64_t pbufs = number(rules, "IP_REASS_MAX_PBUFS");
  if (data > pbufs)
    diag_add(rules->diag, DIAG_ERROR,
             place_of(rules, "MEMP_NUM_REASSDATA", "IP_REASS_MAX_PBUFS"),
             "MEMP_NUM_REASSDATA (%" PRId64 ") must not be above"
             " IP_REASS_MAX_PBUFS (%" PRId64 "): lwIP's init.c refuses it",
             data, pbufs);
}

/* lwIP means to refuse this too, but its check is in a branch that is never
 * compiled together with sockets. */
static void netconns_without_pcbs(const struct rules *rules) {
  bool raw = number(rules, "LWIP_RAW") == 1;
  int64_t pcbs = number(rules, "MEMP_NUM_TCP_PCB") +
                 number(rules, "MEMP_NUM_TCP_PCB_LISTEN") +
                 number(rules, "MEMP_NUM_UDP_PCB") +
                 (raw ? number(rules, "MEMP_NUM_RAW_PCB") : 0);
  int64_t netconns = number(rules, "MEMP_NUM_NETCONN");
  if (netconns > pcbs)
    diag_add(rules->diag, DIAG_WARNING,
             place_of(rules, "MEMP_NUM_NETCONN", NULL),
             "MEMP_NUM_NETCONN (%" PRId64 ") is above the sum of all PCBs"
             " (%" PRId64 "): the rest can never be used",
             netconns, pcbs);
}

int rules_check(const struct variant *variant, const struct limits *limits,
                struct diag *diag) {
  struct rules rules = {variant, limits, diag};
  size_t errors_before = diag->error_count;
  socket_table(&rules);
  tcp_buffers(&rules);
  send_queue(&rules);
  for (size_t i = 0; i < variant->consumer_count; i++) {
    httpd_sessions(&rules, &variant->consumers[i]);
    backlog(&rules, &variant->consumers[i]);
  }
  if (number(&rules, "MEMP_MEM_MALLOC") == 0) {
    tcp_segments(&rules);
    receive_buffers(&rules);
    reassembly(&rules);
    netconns_without_pcbs(&rules);
    arp_queue(&rules);
    input_packets(&rules);
  }
  return diag->error_count > errors_before ? -EINVAL : 0;
}
