/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: see plan_consumers.h. */
#include "report/plan_consumers.h"

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
static char *hidden_text(const struct item *consumer) {
  struct opened opened = opened_of(consumer);
  int worst = opened_sum(&opened.worst);
  if (opened.hidden != NULL)
    return text_format("%s: %s", consumer->name, opened.hidden);
  return worst > 0 && opened_sum(&consumer->declared) == 0
             ? text_format("%s: registers none of its sockets (%d)",
                           consumer->name, worst)
             : NULL;
}

static void hidden(const struct page *page, const struct variant *variant) {
  for (size_t i = 0; i < variant->consumer_count; i++) {
    char *text = hidden_text(&variant->consumers[i]);
    if (text != NULL)
      page_wrapped(page, PAGE_DIM, "  hidden: ", text);
    free(text);
  }
}

static void sums(const struct page *page, const struct variant *variant,
                 const struct limits *limits) {
  struct opened all = opened_together(variant);
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

void plan_consumers(const struct page *page, const struct variant *variant,
                    const struct limits *limits) {
  struct opened all = opened_together(variant);
  fprintf(page->out, "\n  %-26s %18s %13s\n", "", "declared", "opened at");
  fprintf(page->out, "  %-26s %5s %4s %7s %6s %6s\n", "consumer", "TCP", "UDP",
          "LISTEN", "idle", "worst");
  for (size_t i = 0; i < variant->consumer_count; i++) {
    const struct item *consumer = &variant->consumers[i];
    struct opened opened = opened_of(consumer);
    row(page, consumer->name, &consumer->declared, &opened,
        !opened.is_known           ? "  (no model: as declared)"
        : consumer->declares_given ? "  (declares:)"
                                   : "");
  }
  row(page, "together", &limits->declared, &all, "");
  hidden(page, variant);
  sums(page, variant, limits);
  if (strcmp(limits->profile->name, "zephyr") == 0)
    page_wrapped(page, PAGE_DIM, "  zephyr: ",
                 "zsock_socket() without a context fails with ENOENT, without a"
                 " descriptor with ENFILE; a run is lwIP's, with ENFILE for"
                 " both");
}
