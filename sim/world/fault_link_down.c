/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the fault `link_down`. Of several at one time on one host the
 * link is up again when the last one has ended. */
#include "world/residents.h"

static void settle(const struct fault *fault) {
  for (size_t k = 0; k < fault->host_count; k++) {
    struct resident *resident = fault_host(fault, k);
    bool up = fault_next(resident, &fault_link_down, NULL) == NULL;
    if (up == lan_has_carrier(resident->host.port))
      continue;
    lan_set_carrier(resident->host.port, up);
    host_link(&resident->host, up);
  }
}

static void begin(struct fault *fault) {
  settle(fault);
  fault_tell(fault, "the link goes down");
}

static void end(struct fault *fault) {
  settle(fault);
  fault_tell(fault, "over");
}

const struct fault_kind fault_link_down = {.begin = begin, .end = end};
