/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the fault `reboot`. A host that has left or vanished stays
 * away; one that comes back on its own meanwhile has booted. */
#include "world/residents.h"

static void begin(struct fault *fault) {
  for (size_t k = 0; k < fault->host_count; k++)
    resident_power_off(fault_host(fault, k));
  fault_tell(fault, "off");
}

static void end(struct fault *fault) {
  fault_tell(fault, "boots");
  for (size_t k = 0; k < fault->host_count; k++)
    resident_boot(fault_host(fault, k));
}

const struct fault_kind fault_reboot = {.begin = begin, .end = end};
