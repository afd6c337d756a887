/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: allocations that fail because the scenario says so (the fault
 * `refuse`), as distinct from those that find their pool full. What follows
 * in lwIP and in the workloads is the same. */
#include <string.h>

#include "port.h"

/* An order that is not carried out in full. */
static struct refusal {
  struct refusal *next;
  const char *pool; /* static in the image */
  uint32_t skipped; /* allocations still to succeed */
  uint32_t count;   /* and then to fail */
} * refusals;

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

static void forget(struct refusal **link) {
  struct refusal *done = *link;
  *link = done->next;
  port_services->heap_put(port_services->host, done);
}

bool port_refuses(const char *pool) {
  for (struct refusal **link = &refusals; *link != NULL;
       link = &(*link)->next) {
    struct refusal *refusal = *link;
    if (strcmp(refusal->pool, pool) != 0)
      continue;
    if (refusal->skipped > 0) {
      refusal->skipped--;
      continue;
    }
    if (--refusal->count == 0)
      forget(link);
    report(pool);
    return true;
  }
  return false;
}

bool port_refusal_waits(void) {
  return refusals != NULL;
}

void port_refused_for_real(void) {
  refused_last = false;
}

bool port_refuse(const char *pool, uint32_t nth, uint32_t count) {
  pool = strcmp(pool, "heap") == 0 ? "heap" : port_memp_name(pool);
  if (pool == NULL || count == 0)
    return pool != NULL;
  /* Not the device's heap: the order is ours. */
  struct refusal *refusal =
      port_services->heap_get(port_services->host, sizeof(*refusal));
  if (refusal == NULL)
    port_fatal("no memory for a refusal", __FILE__, __LINE__);
  *refusal = (struct refusal){refusals, pool, nth - 1, count};
  refusals = refusal;
  port_timers_wake();
  return true;
}
