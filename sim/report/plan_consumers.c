/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: see plan_consumers.h. */
#include "report/plan_consumers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "limits/opened.h"

#define ROW "  %-26s %5d %4d %7d %6d %6d%s\n"

static void row(const struct page *page, const char *name,
                const struct socket_counts *declared,
                const struct opened *opened, const char *remark) {
  fprintf(page->out, ROW, name, declared->tcp, declared->udp,
          declared->tcp_listen, opened_sum(&opened->idle),
          opened_sum(&opened->worst), remark);
}

/* What a consumer takes and does not register, malloc'ed; NULL: nothing. */
static char *hidden_text(const struct item *consumer, bool raw) {
  struct opened opened = opened_of(consumer, raw);
  int worst = opened_sum(&opened.worst);
  if (opened.hidden != NULL)
    return text_format("%s: %s", consumer->name, opened.hidden);
  return worst > 0 && opened_sum(&consumer->declared) == 0
             ? text_format("%s: registers none of its sockets (%d)",
                           consumer->name, worst)
             : NULL;
}

static void hidden(const struct page *page, const struct variant *variant,
                   bool raw) {
  for (size_t i = 0; i < variant->consumer_count; i++) {
    char *text = hidden_text(&variant->consumers[i], raw);
    if (text != NULL)
      page_wrapped(page, PAGE_DIM, "  hidden: ", text);
    free(text);
  }
}

static void sums(const struct page *page, const struct variant *variant,
                 const struct limits *limits) {
  struct opened all = opened_together(variant, false);
  int declared = opened_sum(&limits->declared);
  int worst = opened_sum(&all.worst);
  long long limit = (long long)limits_number(limits, "MEMP_NUM_NETCONN", 0);
  fprintf(page->out,
          "  sockets: declared %d, open at idle %d, at worst %d, limit %lld\n",
          declared, opened_sum(&all.idle), worst, limit);
  if (worst <= limit)
    return;
  char *text = text_format(
      "at worst %d sockets are wanted, %lld more than there are%s: %lld are "
      "free at idle",
      worst, worst - limit,
      declared <= limit ? ", although what is declared fits" : "",
      limit - opened_sum(&all.idle));
  if (text != NULL)
    page_wrapped(page, PAGE_BAD, "  warning: ", text);
  free(text);
}

/* One type of PCB; limit -1: as many as the heap has room for. */
static void pcb_sum(const struct page *page, const char *type, int declared,
                    int idle, int worst, int64_t limit) {
  fprintf(page->out, "  %s PCBs: declared %d, open at idle %d, at worst %d, ",
          type, declared, idle, worst);
  if (limit < 0)
    fputs("limit: the heap\n", page->out);
  else
    fprintf(page->out, "limit %" PRId64 "\n", limit);
  if (limit < 0 || worst <= limit)
    return;
  char *text = text_format(
      "at worst %d %s PCBs are wanted, %" PRId64 " more than there are%s",
      worst, type, worst - limit,
      declared <= limit ? ", although what is declared fits" : "");
  if (text != NULL)
    page_wrapped(page, PAGE_BAD, "  warning: ", text);
  free(text);
}

/* On the raw API each type has a pool of its own, or none has. */
static void pcb_sums(const struct page *page, const struct variant *variant,
                     const struct limits *limits) {
  const struct opened all = opened_together(variant, true);
  const struct socket_counts *declared = &limits->declared;
  bool heap = limits_number(limits, "MEMP_MEM_MALLOC", 0) == 1;
  const struct {
    const char *type, *pool;
    int declared, idle, worst;
  } rows[] = {
      {"TCP", "MEMP_NUM_TCP_PCB", declared->tcp, all.idle.tcp, all.worst.tcp},
      {"UDP", "MEMP_NUM_UDP_PCB", declared->udp, all.idle.udp, all.worst.udp},
      {"TCP_LISTEN", "MEMP_NUM_TCP_PCB_LISTEN", declared->tcp_listen,
       all.idle.tcp_listen, all.worst.tcp_listen},
  };
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    pcb_sum(page, rows[i].type, rows[i].declared, rows[i].idle, rows[i].worst,
            heap ? -1 : limits_number(limits, rows[i].pool, -1));
}

void plan_consumers(const struct page *page, const struct variant *variant,
                    const struct limits *limits) {
  bool raw = limits_number(limits, "NO_SYS", 0) == 1;
  struct opened all = opened_together(variant, raw);
  fprintf(page->out, "\n  %-26s %18s %13s\n", "", "declared", "opened at");
  fprintf(page->out, "  %-26s %5s %4s %7s %6s %6s\n", "consumer", "TCP", "UDP",
          "LISTEN", "idle", "worst");
  for (size_t i = 0; i < variant->consumer_count; i++) {
    const struct item *consumer = &variant->consumers[i];
    struct opened opened = opened_of(consumer, raw);
    row(page, consumer->name, &consumer->declared, &opened,
        !opened.is_known           ? "  (no model: as declared)"
        : consumer->declares_given ? "  (declares:)"
                                   : "");
  }
  row(page, "together", &limits->declared, &all, "");
  hidden(page, variant, raw);
  if (raw)
    pcb_sums(page, variant, limits);
  else
    sums(page, variant, limits);
  if (strcmp(limits->profile->name, "zephyr") == 0)
    page_wrapped(page, PAGE_DIM, "  zephyr: ",
                 "zsock_socket() without a context fails with ENOENT, without a"
                 " descriptor with ENFILE; a run is lwIP's, with ENFILE for"
                 " both");
}
