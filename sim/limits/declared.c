/* SPDX-License-Identifier: BSD-3-Clause */
/* limits stage: adds the consumers up as ESPHome's Socket Consumption API
 * does: a number for each registered name and socket type, equal names summed
 * (facts: esphome/components/socket/__init__.py). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "limits/derive.h"

/* One registration. */
struct entry {
  const char *name;
  int count;
};

static int by_name(const void *a, const void *b) {
  const struct entry *left = a;
  const struct entry *right = b;
  return strcmp(left->name, right->name);
}

static size_t add_entry(struct entry *entries, size_t count, const char *name,
                        int sockets) {
  if (sockets == 0)
    return count; /* such a consumer registers nothing of this type */
  for (size_t i = 0; i < count; i++) {
    if (strcmp(entries[i].name, name) == 0) {
      entries[i].count += sockets;
      return count;
    }
  }
  entries[count] = (struct entry){name, sockets};
  return count + 1;
}

/* "name=count, ..." or "none"; NULL when memory ran out. */
static char *details(struct entry *entries, size_t count) {
  if (count == 0)
    return strdup("none");
  qsort(entries, count, sizeof(*entries), by_name);
  struct text text = {0};
  for (size_t i = 0; i < count; i++)
    text_add(&text, "%s%s=%d", i > 0 ? ", " : "", entries[i].name,
             entries[i].count);
  if (text.failed) {
    text_done(&text);
    return NULL;
  }
  return text.data;
}

int declared_add_up(const struct variant *variant, struct declared *ret) {
  size_t most = variant->consumer_count + 1; /* calloc(0) may be NULL */
  struct entry *tcp = calloc(3 * most, sizeof(*tcp));
  if (!tcp)
    return -ENOMEM;
  struct entry *udp = tcp + most;
  struct entry *listen = udp + most;
  size_t tcp_count = 0, udp_count = 0, listen_count = 0;

  struct declared declared = {0};
  for (size_t i = 0; i < variant->consumer_count; i++) {
    const struct item *item = &variant->consumers[i];
    const struct socket_counts *counts = &item->declared;
    const char *name = item->declared_as ? item->declared_as : item->name;
    const char *listen_name =
        item->listen_declared_as ? item->listen_declared_as : item->name;
    tcp_count = add_entry(tcp, tcp_count, name, counts->tcp);
    udp_count = add_entry(udp, udp_count, name, counts->udp);
    listen_count =
        add_entry(listen, listen_count, listen_name, counts->tcp_listen);
    declared.counts.tcp += counts->tcp;
    declared.counts.udp += counts->udp;
    declared.counts.tcp_listen += counts->tcp_listen;
  }
  declared.total =
      declared.counts.tcp + declared.counts.udp + declared.counts.tcp_listen;
  declared.tcp = details(tcp, tcp_count);
  declared.udp = details(udp, udp_count);
  declared.tcp_listen = details(listen, listen_count);
  free(tcp);
  if (!declared.tcp || !declared.udp || !declared.tcp_listen) {
    declared_done(&declared);
    return -ENOMEM;
  }
  *ret = declared;
  return 0;
}

void declared_done(struct declared *declared) {
  free(declared->tcp);
  free(declared->udp);
  free(declared->tcp_listen);
}
