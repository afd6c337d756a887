/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: ESPHome's rule for the libretiny platforms (bk72xx, rtl87xx,
 * ln882x) and for rp2, its log lines word for word. Each type has a minimum.
 * libretiny: the socket table is the sum; the PCB counts are written although
 * the heap mode makes nothing of them (facts: esphome/components/libretiny/
 * __init__.py). rp2: no sockets, and the counts are pools (rp2040/lwip). */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "limits/derive.h"

/* ESPHome's socket component: MIN_TCP_SOCKETS and its kin. */
#define TCP_MIN 8
#define UDP_MIN 6
#define TCP_LISTEN_MIN 2

static int larger(int a, int b) {
  return a > b ? a : b;
}

static const char *min_mark(int written, int declared) {
  return written > declared ? " (min)" : "";
}

/* Takes because. */
static int put(struct limits *limits, const char *name, int value,
               char *because) {
  if (!because)
    return -ENOMEM;
  int error = limits_put_number(limits, name, value, LIMIT_DERIVED, because);
  free(because);
  return error;
}

static int put_pcbs(struct limits *limits, const char *name, int least,
                    int declared, const char *details, const char *whose) {
  return put(limits, name, larger(least, declared),
             text_format("max(%d, %d [%s]), ESPHome's rule for %s", least,
                         declared, details, whose));
}

static int put_all_pcbs(struct limits *limits, const struct declared *declared,
                        const char *whose) {
  const struct socket_counts *counts = &declared->counts;
  int error = put_pcbs(limits, "MEMP_NUM_TCP_PCB", TCP_MIN, counts->tcp,
                       declared->tcp, whose);
  if (!error)
    error = put_pcbs(limits, "MEMP_NUM_UDP_PCB", UDP_MIN, counts->udp,
                     declared->udp, whose);
  if (!error)
    error = put_pcbs(limits, "MEMP_NUM_TCP_PCB_LISTEN", TCP_LISTEN_MIN,
                     counts->tcp_listen, declared->tcp_listen, whose);
  return error;
}

/* heap: the words about lwIP's heap, or "". */
static int say(struct limits *limits, const struct declared *declared,
               const char *heap) {
  const struct socket_counts *counts = &declared->counts;
  int tcp = larger(TCP_MIN, counts->tcp);
  int udp = larger(UDP_MIN, counts->udp);
  int listen = larger(TCP_LISTEN_MIN, counts->tcp_listen);
  return limits_say(
      limits,
      text_format("INFO Configuring lwIP: %sTCP=%d%s [%s], UDP=%d%s [%s],"
                  " TCP_LISTEN=%d%s [%s]",
                  heap, tcp, min_mark(tcp, counts->tcp), declared->tcp, udp,
                  min_mark(udp, counts->udp), declared->udp, listen,
                  min_mark(listen, counts->tcp_listen), declared->tcp_listen));
}

int derive_libretiny(const struct variant *variant,
                     const struct declared *declared, struct limits *limits,
                     struct diag *diag) {
  const struct socket_counts *counts = &declared->counts;
  int tcp = larger(TCP_MIN, counts->tcp);
  int udp = larger(UDP_MIN, counts->udp);
  int listen = larger(TCP_LISTEN_MIN, counts->tcp_listen);
  int error = say(limits, declared, "");
  if (error)
    return error;

  error = put(limits, "MEMP_NUM_NETCONN", tcp + udp + listen,
              text_format("%d TCP + %d UDP + %d TCP_LISTEN, ESPHome's rule for"
                          " libretiny",
                          tcp, udp, listen));
  if (error)
    return error;
  error = put_all_pcbs(limits, declared, "libretiny; not enforced");
  if (error)
    return error;

  own_warn_if_short(variant, declared, diag);
  return 0;
}

int derive_rp2(const struct variant *variant, const struct declared *declared,
               struct limits *limits, struct diag *diag) {
  char heap[40];
  const struct setting *own = own_find(variant, "MEM_SIZE");
  int64_t octets =
      own && own->is_number ? own->value : limits_number(limits, "MEM_SIZE", 0);
  (void)diag;
  snprintf(heap, sizeof(heap), "%" PRId64 " byte heap; ", octets);
  int error = say(limits, declared, heap);
  return error ? error : put_all_pcbs(limits, declared, "rp2");
}
