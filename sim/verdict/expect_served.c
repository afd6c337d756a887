/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `served: {peer, all, at_least, within, first_after,
 * first_before}`: a peer got its answers. */
#include <inttypes.h>

#include "verdict/expect.h"
#include "verdict/tell.h"

void expect_served_check(const struct checking *checking) {
  if (check_required(checking, "peer"))
    check_peer(checking, "peer");
  const struct param *all = item_param(checking->item, "all");
  if (all->given && all->number == 0)
    diag_add(checking->diag, DIAG_ERROR, &all->place,
             "served: 'all: false' expects nothing; leave it out, or expect"
             " how many with 'peer: {served: ...}'");
  if (!all->given && !item_param(checking->item, "at_least")->given &&
      !item_param(checking->item, "within")->given &&
      !item_param(checking->item, "first_after")->given &&
      !item_param(checking->item, "first_before")->given)
    diag_add(checking->diag, DIAG_ERROR, &checking->item->place,
             "served: expected 'all: true', 'at_least', 'within',"
             " 'first_after' or 'first_before'");
}

static void tell_seen(struct text *found, const struct item *item,
                      const struct trace_peer *peer) {
  text_add(found, "seen: %" PRId64 " of %" PRId64 " served", peer->served,
           peer->attempts);
  if (peer->served > 0) {
    text_add(found, ", slowest ");
    tell_time(found, peer->slowest_ns);
    if (item_param(item, "first_after")->given ||
        item_param(item, "first_before")->given) {
      text_add(found, ", first at ");
      tell_time(found, peer->first_served_ns);
    }
  }
  if (peer->reset > 0)
    text_add(found, ", %" PRId64 " reset", peer->reset);
  if (peer->closed > 0)
    text_add(found, ", %" PRId64 " closed", peer->closed);
  if (peer->timeout > 0)
    text_add(found, ", %" PRId64 " without answer", peer->timeout);
}

bool expect_served_judge(const struct item *item, const struct trace *trace,
                         struct text *found) {
  const struct trace_peer absent = {0};
  const struct trace_peer *peer =
      expect_find_peer(trace, item_text(item, "peer"));
  peer = peer ? peer : &absent;
  tell_seen(found, item, peer);

  bool held = true;
  if (item_number(item, "all") != 0)
    held = held && peer->attempts > 0 && peer->served == peer->attempts;
  if (item_param(item, "at_least")->given)
    held = held && peer->served >= item_number(item, "at_least");
  if (item_param(item, "within")->given)
    held = held && peer->served > 0 &&
           peer->slowest_ns <= item_number(item, "within");
  if (item_param(item, "first_after")->given)
    held = held && peer->served > 0 &&
           peer->first_served_ns >= item_number(item, "first_after");
  if (item_param(item, "first_before")->given)
    held = held && peer->served > 0 &&
           peer->first_served_ns <= item_number(item, "first_before");
  return held;
}
