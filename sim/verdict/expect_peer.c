/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `peer: {name, attempts, served, reset, closed, timeout}`:
 * what the hosts of one peer saw, all together. */
#include <string.h>

#include "verdict/expect.h"

void expect_peer_check(const struct checking *checking) {
  if (check_required(checking, "name"))
    check_peer(checking, "name");
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
      {"timeout", peer->timeout},
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
