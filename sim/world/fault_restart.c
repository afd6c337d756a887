/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the fault `restart`. After a reboot of the device in between
 * the consumer is set up by the boot, and not a second time. */
#include <string.h>

#include "world/residents.h"

static int owner_of(const struct fault *fault) {
  const struct resident *device = &fault->world->residents[0];
  const char *name = item_text(fault->item, "consumer");
  size_t i = 0;
  while (i < device->workload_count &&
         strcmp(device->workloads[i].name, name) != 0)
    i++;
  return (int)i; /* the scenario stage knows that it is there */
}

static void begin(struct fault *fault) {
  fault_tell(fault, "stopped");
  host_workload_stop(&fault->world->residents[0].host, owner_of(fault));
}

static void end(struct fault *fault) {
  fault_tell(fault, "set up again");
  host_workload_start(&fault->world->residents[0].host, owner_of(fault));
}

const struct fault_kind fault_restart = {.begin = begin, .end = end};
