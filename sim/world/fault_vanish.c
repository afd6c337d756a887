/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the fault `vanish`. */
#include "world/residents.h"

static void begin(struct fault *fault) {
  for (size_t k = 0; k < fault->host_count; k++) {
    fault_host(fault, k)->vanished = true;
    resident_power_off(fault_host(fault, k));
  }
  fault_tell(fault, "off for good");
}

const struct fault_kind fault_vanish = {.begin = begin};
