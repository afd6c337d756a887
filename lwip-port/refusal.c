/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: allocations that fail because the scenario says so (the fault
 * `refuse`), as distinct from those that find their pool full. What follows
 * in lwIP and in the workloads is the same. */
#include <string.h>

#include "port.h"

#define REFUSALS_MAX 8 /* pools with refusals to come at one time */

static struct refusal {
  const char *pool; /* static in the image */
  uint32_t skipped; /* allocations still to succeed */
  uint32_t count;   /* and then to fail; 0: the entry is free */
} refusals[REFUSALS_MAX];

static uint64_t pending; /* of all, so that most allocations ask no further */
static bool refused_last;

bool port_refused_by_order(void) {
  return refused_last;
}

static void report(const char *pool) {
  struct image_event event = {.kind = IMAGE_POOL_REFUSED,
                              .owner = port_owner(),
                              .slot = -1,
                              .call = -1,
                              .pool = pool,
                              .injected = true};
  port_refusal_note(pool);
  refused_last = true;
  port_services->event(port_services->host, &event);
}

bool port_refuses(const char *pool) {
  for (size_t i = 0; pending > 0 && i < REFUSALS_MAX; i++) {
    struct refusal *refusal = &refusals[i];
    if (refusal->count == 0 || strcmp(refusal->pool, pool) != 0)
      continue;
    if (refusal->skipped > 0) {
      refusal->skipped--;
      continue;
    }
    refusal->count--;
    pending--;
    report(pool);
    return true;
  }
  return false;
}

void port_refused_for_real(void) {
  refused_last = false;
}

bool port_refuse(const char *pool, uint32_t nth, uint32_t count) {
  pool = strcmp(pool, "heap") == 0 ? "heap" : port_memp_name(pool);
  if (pool == NULL)
    return false;
  for (size_t i = 0; i < REFUSALS_MAX; i++) {
    if (refusals[i].count > 0)
      continue;
    refusals[i] = (struct refusal){pool, nth - 1, count};
    pending += count;
    break;
  }
  return true;
}
