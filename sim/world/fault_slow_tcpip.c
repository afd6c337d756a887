/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the fault `slow_tcpip`. Of several at one time on one host the
 * costs add up. A busy host takes frames as before, as an interrupt does: they
 * pile up in the mailbox of its tcpip thread. */
#include "world/residents.h"

static void add_cost(const struct fault *fault, int64_t sign) {
  for (size_t k = 0; k < fault->host_count; k++)
    fault_host(fault, k)->host.frame_cost_ns +=
        sign * item_number(fault->item, "cost");
}

static void begin(struct fault *fault) {
  add_cost(fault, 1);
  fault_tell(fault, "each frame costs %s more", item_text(fault->item, "cost"));
}

static void end(struct fault *fault) {
  add_cost(fault, -1);
  fault_tell(fault, "over");
}

const struct fault_kind fault_slow_tcpip = {.begin = begin, .end = end};
