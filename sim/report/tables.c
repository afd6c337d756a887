/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: the tables of the text report. Writes to page->out only. */
#include "report/tables.h"

#include <inttypes.h>
#include <string.h>

#include "base/units.h"
#include "verdict/tell.h"

#define NAME_COLUMNS_MIN 9
#define NAME_COLUMNS_MAX 20 /* longer names are cut */

static int wider(int columns, const char *name) {
  size_t len = strlen(name);
  if (len > NAME_COLUMNS_MAX)
    len = NAME_COLUMNS_MAX;
  return (int)len > columns ? (int)len : columns;
}

static void print_name(const struct page *page, int columns, const char *name) {
  fprintf(page->out, "%-*.*s", columns, columns, name);
}

static void print_seconds(const struct page *page, int64_t ns) {
  int64_t ms = (ns + NS_PER_MS / 2) / NS_PER_MS;
  fprintf(page->out, " %5" PRId64 ".%03d", ms / 1000, (int)(ms % 1000));
}

/* "192.168.4.2:50000", "[fe80::1]:50000" or "-". */
static void format_remote(const struct image_slot *slot, char *ret,
                          size_t size) {
  bool ipv6 = strchr(slot->remote, ':') != NULL;
  if (slot->remote[0] == '\0')
    snprintf(ret, size, "-");
  else
    snprintf(ret, size, "%s%s%s:%u", ipv6 ? "[" : "", slot->remote,
             ipv6 ? "]" : "", slot->remote_port);
}

static void print_slot(const struct page *page, int columns,
                       const struct image_slot *slot) {
  if (slot->fd < 0)
    fprintf(page->out, "  %4d    - ", slot->slot);
  else
    fprintf(page->out, "  %4d %4d ", slot->slot, slot->fd);
  print_name(page, columns, tell_owner(page->run->trace, slot->owner));
  print_seconds(page, slot->since_ns);
  fprintf(page->out, " %-3s %-11s %5u", slot->protocol,
          trace_tcp_state_name(slot->tcp_state), slot->local_port);
  char remote[64];
  format_remote(slot, remote, sizeof(remote));
  int used = 2 + 4 + 1 + 4 + 1 + columns + 10 + 1 + 3 + 1 + 11 + 1 + 5 + 1;
  if (used + (int)strlen(remote) > PAGE_COLUMNS)
    fprintf(page->out, "\n%*s\n", PAGE_COLUMNS, remote);
  else
    fprintf(page->out, " %s\n", remote);
}

void tables_slots(const struct page *page, const struct trace_slots *slots) {
  int columns = NAME_COLUMNS_MIN;
  for (size_t i = 0; i < slots->count; i++)
    columns =
        wider(columns, tell_owner(page->run->trace, slots->slots[i].owner));
  page_color(page, PAGE_DIM);
  fprintf(page->out, "  slot   fd %-*s   since s    %-11s local remote",
          columns, "owner", "state");
  page_color(page, PAGE_PLAIN);
  fputc('\n', page->out);
  for (size_t i = 0; i < slots->count; i++)
    print_slot(page, columns, &slots->slots[i]);
}

/* What a consumer declares; zeros when the variant does not have it. */
static struct socket_counts declared_by(const struct variant *variant,
                                        const char *name) {
  for (size_t i = 0; i < variant->consumer_count; i++)
    if (strcmp(variant->consumers[i].name, name) == 0)
      return variant->consumers[i].declared;
  return (struct socket_counts){0};
}

void tables_consumers(const struct page *page) {
  const struct trace *trace = page->run->trace;
  if (trace->consumer_count == 0)
    return;
  int columns = NAME_COLUMNS_MIN;
  for (size_t i = 0; i < trace->consumer_count; i++)
    columns = wider(columns, trace->consumers[i].name);

  page_color(page, PAGE_DIM);
  fprintf(page->out,
          "  %-*s declares tcp udp listen  idle peak  end refused state",
          columns, "consumer");
  page_color(page, PAGE_PLAIN);
  fputc('\n', page->out);
  for (size_t i = 0; i < trace->consumer_count; i++) {
    const struct trace_consumer *consumer = &trace->consumers[i];
    struct socket_counts declared =
        declared_by(page->run->variant, consumer->name);
    fprintf(page->out, "  ");
    print_name(page, columns, consumer->name);
    fprintf(page->out,
            " %12d %3d %6d  %4" PRId64 " %4" PRId64 " %4" PRId64 " %7" PRId64
            " %s\n",
            declared.tcp, declared.udp, declared.tcp_listen, consumer->idle,
            consumer->peak, consumer->sockets, consumer->refused,
            trace_workload_state_name(consumer->state));
  }
}

void tables_peers(const struct page *page) {
  const struct trace *trace = page->run->trace;
  if (trace->peer_count == 0)
    return;
  int columns = NAME_COLUMNS_MIN;
  for (size_t i = 0; i < trace->peer_count; i++)
    columns = wider(columns, trace->peers[i].name);

  page_color(page, PAGE_DIM);
  fprintf(page->out, "  %-*s attempts served reset closed timeout slowest s",
          columns, "peer");
  page_color(page, PAGE_PLAIN);
  fputc('\n', page->out);
  for (size_t i = 0; i < trace->peer_count; i++) {
    const struct trace_peer *peer = &trace->peers[i];
    fprintf(page->out, "  ");
    print_name(page, columns, peer->name);
    fprintf(page->out,
            " %8" PRId64 " %6" PRId64 " %5" PRId64 " %6" PRId64 " %7" PRId64,
            peer->attempts, peer->served, peer->reset, peer->closed,
            peer->timeout);
    if (peer->served > 0)
      print_seconds(page, peer->slowest_ns);
    else
      fprintf(page->out, " %9s", "-");
    fputc('\n', page->out);
  }
}
