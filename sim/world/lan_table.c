/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: what a switch has learnt. See lan_table.h. */
#include "world/lan_table.h"

#include <stdlib.h>
#include <string.h>

#define MAC_OCTETS 6
#define ENTRIES_FIRST 64
#define ENTRIES_MAX ((size_t)2 * LAN_TABLE_ADDRESSES_MAX)

struct learnt {
  uint8_t mac[MAC_OCTETS];
  struct lan_port *port; /* NULL: free */
  int64_t seen_ns;
};

/* Open addressing; half full at the most, so that a search ends. */
struct lan_table {
  struct learnt *entries;
  size_t size; /* a power of two */
  size_t used;
  int64_t swept_ns; /* when silent addresses were looked for last */
};

struct lan_table *lan_table_new(void) {
  struct lan_table *table = calloc(1, sizeof(*table));
  if (table == NULL)
    return NULL;
  table->size = ENTRIES_FIRST;
  table->entries = calloc(table->size, sizeof(*table->entries));
  if (table->entries != NULL)
    return table;
  free(table);
  return NULL;
}

void lan_table_free(struct lan_table *table) {
  if (table == NULL)
    return;
  free(table->entries);
  free(table);
}

static struct learnt *look_up(const struct lan_table *table,
                              const uint8_t *mac) {
  uint64_t key = 0;
  memcpy(&key, mac, MAC_OCTETS);
  size_t at = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32);
  for (;; at++) {
    struct learnt *entry = &table->entries[at & (table->size - 1)];
    if (entry->port == NULL || memcmp(entry->mac, mac, MAC_OCTETS) == 0)
      return entry;
  }
}

/* Into a new array of size entries, but for what was seen before least_ns.
 * Without memory the old one stays. */
static void rebuild(struct lan_table *table, size_t size, int64_t least_ns) {
  struct lan_table other = *table;
  other.size = size;
  other.used = 0;
  other.entries = calloc(size, sizeof(*other.entries));
  if (other.entries == NULL)
    return;
  for (size_t i = 0; i < table->size; i++) {
    const struct learnt *entry = &table->entries[i];
    if (entry->port == NULL || entry->seen_ns < least_ns)
      continue;
    *look_up(&other, entry->mac) = *entry;
    other.used++;
  }
  free(table->entries);
  *table = other;
}

/* Looking for silent ones costs a pass, so it is not done for every frame of
 * somebody who sends with addresses of no end. */
static void make_room(struct lan_table *table, int64_t now_ns) {
  if (table->size < ENTRIES_MAX) {
    rebuild(table, table->size * 2, INT64_MIN);
  } else if (now_ns - table->swept_ns >= LAN_TABLE_AGEING_NS) {
    table->swept_ns = now_ns;
    rebuild(table, table->size, now_ns - LAN_TABLE_AGEING_NS);
  }
}

void lan_table_learn(struct lan_table *table, const uint8_t *mac,
                     struct lan_port *port, int64_t now_ns) {
  struct learnt *entry = look_up(table, mac);
  if (entry->port == NULL && table->used * 2 >= table->size) {
    make_room(table, now_ns);
    if (table->used * 2 >= table->size)
      return;
    entry = look_up(table, mac);
  }
  if (entry->port == NULL) {
    memcpy(entry->mac, mac, MAC_OCTETS);
    table->used++;
  }
  entry->port = port;
  entry->seen_ns = now_ns;
}

struct lan_port *lan_table_find(const struct lan_table *table,
                                const uint8_t *mac) {
  return look_up(table, mac)->port;
}

size_t lan_table_count(const struct lan_table *table) {
  return table->used;
}
