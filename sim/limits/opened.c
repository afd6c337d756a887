/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: see opened.h. Pure functions. */
#include "limits/opened.h"

#include <stdlib.h>
#include <string.h>

static const struct opened_kind {
  const char *kind;
  const char *idle[3]; /* TCP, UDP, TCP_LISTEN */
  const char *most_param;
  int most;
  const char *hidden;
} table[] = {
#define OPENED(kind, tcp, udp, listen, most_param, most, hidden)               \
  {kind, {tcp, udp, listen}, most_param, most, hidden},
#include "limits/opened.def"
#undef OPENED
};

static int value_of(const struct item *consumer, const char *value) {
  return *value == '=' ? (int)item_number(consumer, value + 1) : atoi(value);
}

struct opened opened_of(const struct item *consumer) {
  for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
    const struct opened_kind *kind = &table[i];
    if (strcmp(kind->kind, consumer->kind->name) != 0)
      continue;
    struct opened opened = {.is_known = true, .hidden = kind->hidden};
    opened.idle = (struct socket_counts){value_of(consumer, kind->idle[0]),
                                         value_of(consumer, kind->idle[1]),
                                         value_of(consumer, kind->idle[2])};
    opened.worst = opened.idle;
    opened.worst.tcp += kind->most;
    if (kind->most_param)
      opened.worst.tcp += (int)item_number(consumer, kind->most_param);
    return opened;
  }
  return (struct opened){.idle = consumer->declared,
                         .worst = consumer->declared};
}

int opened_sum(const struct socket_counts *counts) {
  return counts->tcp + counts->udp + counts->tcp_listen;
}

static void add(struct socket_counts *sum, const struct socket_counts *counts) {
  sum->tcp += counts->tcp;
  sum->udp += counts->udp;
  sum->tcp_listen += counts->tcp_listen;
}

struct opened opened_together(const struct variant *variant) {
  struct opened all = {.is_known = true};
  for (size_t i = 0; i < variant->consumer_count; i++) {
    struct opened one = opened_of(&variant->consumers[i]);
    all.is_known &= one.is_known;
    add(&all.idle, &one.idle);
    add(&all.worst, &one.worst);
  }
  return all;
}
