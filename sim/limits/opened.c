/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: see opened.h. Pure functions. */
#include "limits/opened.h"

#include <stdlib.h>
#include <string.h>

static const struct opened_kind {
  bool only_raw; /* and then it wins */
  const char *kind;
  const char *idle[3]; /* TCP, UDP, TCP_LISTEN */
  const char *most_param;
  int most;
  const char *hidden;
} table[] = {
#define OPENED(kind, tcp, udp, listen, most_param, most, hidden)               \
  {false, kind, {tcp, udp, listen}, most_param, most, hidden},
#define OPENED_RAW(kind, tcp, udp, listen, most_param, most, hidden)           \
  {true, kind, {tcp, udp, listen}, most_param, most, hidden},
#include "limits/opened.def"
#undef OPENED
#undef OPENED_RAW
};

static int value_of(const struct item *consumer, const char *value) {
  return *value == '=' ? (int)item_number(consumer, value + 1) : atoi(value);
}

static const struct opened_kind *find(const char *name, bool raw) {
  const struct opened_kind *found = NULL;
  for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
    if (strcmp(table[i].kind, name) == 0 && (raw || !table[i].only_raw) &&
        (!found || table[i].only_raw))
      found = &table[i];
  return found;
}

struct opened opened_of(const struct item *consumer, bool raw) {
  const struct opened_kind *kind = find(consumer->kind->name, raw);
  if (kind) {
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

struct opened opened_together(const struct variant *variant, bool raw) {
  struct opened all = {.is_known = true};
  for (size_t i = 0; i < variant->consumer_count; i++) {
    struct opened one = opened_of(&variant->consumers[i], raw);
    all.is_known &= one.is_known;
    add(&all.idle, &one.idle);
    add(&all.worst, &one.worst);
  }
  return all;
}
