/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: `declared: {matches, consumer}`: what consumers register with
 * ESPHome against what they had open at most. Both ways: one too few is found
 * on somebody's device, one too many is memory that nobody uses. */
#include <string.h>

#include "base/units.h"
#include "trace/measured.h"
#include "verdict/expect.h"
#include "verdict/tell.h"

void expect_declared_check(const struct checking *checking) {
  check_consumer(checking, "consumer");
}

/* "2 UDP more than the 0 declared"; nothing when they are equal. */
static bool tell_type(struct text *found, const char *name, const char *type,
                      int declared, int peak) {
  if (peak == declared)
    return true;
  text_add(found, "%s%s: %d %s opened, %d declared", found->len > 0 ? "; " : "",
           name, peak, type, declared);
  return false;
}

static bool judge_consumer(const struct trace *trace, size_t index,
                           struct text *found) {
  const struct trace_consumer *consumer = &trace->consumers[index];
  const struct socket_counts *declared = consumer->declared;
  struct measured measured = trace_measured(trace, index);
  const char *name = consumer->name;
  bool tcp = tell_type(found, name, "TCP", declared->tcp, measured.peak.tcp);
  bool udp = tell_type(found, name, "UDP", declared->udp, measured.peak.udp);
  bool listen = tell_type(found, name, "TCP_LISTEN", declared->tcp_listen,
                          measured.peak.tcp_listen);
  if (measured.over_at_ns >= 0) {
    text_add(found, ", the first too many at %.3f s",
             (double)measured.over_at_ns / NS_PER_S);
    tell_packet(found, trace, measured.over_packet);
  }
  return tcp && udp && listen;
}

bool expect_declared_judge(const struct item *item, const struct trace *trace,
                           struct text *found) {
  const char *only = item_text(item, "consumer");
  bool matches = true;
  struct text differences = {0};
  for (size_t i = 0; i < trace->consumer_count; i++)
    if (!only || strcmp(trace->consumers[i].name, only) == 0)
      matches = judge_consumer(trace, i, &differences) && matches;
  text_add(found, "%s%s", matches ? "as declared" : "seen: ",
           differences.data ? differences.data : "");
  found->failed |= differences.failed;
  text_done(&differences);
  return matches == (item_number(item, "matches") != 0);
}
