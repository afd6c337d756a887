/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `peer: {name, attempts, served, reset, closed, timeout}`:
 * what the hosts of one peer saw, all together. */
#include <string.h>

#include "verdict/expect.h"

/* Handshakes are counted by kinds that say so with `timeout` for one: those
 * whose attempts are connections that run a script (kinds.def: SCRIPT_PARAMS).
 * Elsewhere the count would be 0 whatever happens. */
static bool counts_connections(const struct item *peer) {
  for (size_t i = 0; i < peer->kind->param_count; i++)
    if (strcmp(peer->kind->params[i].name, "syn_retry") == 0)
      return true;
  return false;
}

static void check_connections(const struct checking *checking,
                              const char *param) {
  const struct param *bound = item_param(checking->item, param);
  const char *name = item_text(checking->item, "name");
  for (size_t i = 0; bound->given && i < checking->variant->peer_count; i++) {
    const struct item *peer = &checking->variant->peers[i];
    if (strcmp(peer->name, name) == 0 && !counts_connections(peer))
      diag_add(checking->diag, DIAG_ERROR, &bound->place,
               "peer: a peer of kind '%s' does not count '%s'",
               peer->kind->name, param);
  }
}

void expect_peer_check(const struct checking *checking) {
  if (check_required(checking, "name")) {
    check_peer(checking, "name");
    check_connections(checking, "connected");
    check_connections(checking, "lost");
  }
  check_some_bound(checking);
}

static bool measure(const void *context, const char *param, int64_t *ret_value,
                    struct text *found) {
  const struct trace_peer *peer = context;
  const struct {
    const char *param;
    int64_t value;
  } seen[] = {
      {"attempts", peer->attempts}, {"served", peer->served},
      {"reset", peer->reset},       {"closed", peer->closed},
      {"timeout", peer->timeout},   {"connected", peer->connected},
      {"lost", peer->lost},
  };
  for (size_t i = 0; i < sizeof(seen) / sizeof(*seen); i++) {
    if (strcmp(seen[i].param, param) == 0) {
      *ret_value = seen[i].value;
      return true;
    }
  }
  text_add(found, "%s is not counted", param);
  return false;
}

bool expect_peer_judge(const struct item *item, const struct trace *trace,
                       struct text *found) {
  const struct trace_peer *peer =
      expect_find_peer(trace, item_text(item, "name"));
  const struct trace_peer absent = {0};
  text_add(found, "seen: ");
  return bounds_judge(item, measure, peer ? peer : &absent, found);
}
