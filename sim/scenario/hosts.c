/* SPDX-License-Identifier: BSD-3-Clause */
/* scenario stage: names of hosts. See hosts.h. Pure functions. */
#include "scenario/hosts.h"

#include <stdio.h>
#include <string.h>

#include "scenario/number.h"

#define KNOWN_MAX 64 /* in a message */

/* k of "NAME-k", 1 to count; 0 when it is something else. */
static size_t number_in(const char *name, const char *peer, size_t count) {
  size_t len = strlen(peer);
  int64_t number;
  if (strncmp(name, peer, len) != 0 || name[len] != '-' ||
      number_parse(name + len + 1, &number) != 0 || number < 1 ||
      (uint64_t)number > count)
    return 0;
  return (size_t)number;
}

bool hosts_find(const struct variant *variant, const char *name,
                size_t *ret_first, size_t *ret_count) {
  size_t host = 1;
  bool found = strcmp(name, HOSTS_DEVICE) == 0;
  *ret_first = 0;
  *ret_count = 1;
  /* A peer's own name wins over the number of another one's host. */
  for (size_t i = 0; i < variant->peer_count && !found; i++) {
    size_t count = (size_t)item_number(&variant->peers[i], "count");
    found = strcmp(variant->peers[i].name, name) == 0;
    *ret_first = host;
    *ret_count = count;
    host += count;
  }
  host = 1;
  for (size_t i = 0; i < variant->peer_count && !found; i++) {
    size_t count = (size_t)item_number(&variant->peers[i], "count");
    size_t number = number_in(name, variant->peers[i].name, count);
    found = number > 0;
    *ret_first = host + number - 1;
    *ret_count = 1;
    host += count;
  }
  return found;
}

void hosts_check(struct decode *d, const struct variant *variant,
                 const struct place *place, const char *key, const char *name) {
  const char *known[KNOWN_MAX] = {HOSTS_DEVICE};
  size_t first, count;
  if (hosts_find(variant, name, &first, &count))
    return;
  char prefix[VALUE_NAME_MAX + 3];
  snprintf(prefix, sizeof(prefix), "%.*s: ", VALUE_NAME_MAX, key);
  count = 1;
  for (size_t i = 0; i < variant->peer_count && count < KNOWN_MAX; i++)
    known[count++] = variant->peers[i].name;
  mistakes_unknown(d->mistakes, place, prefix, "host", name, "", known, count);
}
