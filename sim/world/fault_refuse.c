/* SPDX-License-Identifier: BSD-3-Clause */
/* world stage: the fault `refuse`. The image counts and refuses
 * (lwip-port/refusal.c). A host that is off then refuses nothing. */
#include <errno.h>
#include <inttypes.h>

#include "world/residents.h"

static int check(struct fault *fault) {
  const struct param *pool = item_param(fault->item, "pool");
  if (fault->host_count == 0)
    return 0; /* a real peer */
  if (host_refuse(&fault_host(fault, 0)->host, pool->text, 1, 0))
    return 0;
  diag_add(fault->world->diag, DIAG_ERROR, &pool->place,
           "refuse: %s of variant '%s' has no pool '%.60s' (see 'pools' in "
           "--json)",
           item_text(fault->item, "host"), fault->world->plan->variant->name,
           pool->text);
  return -EINVAL;
}

static void begin(struct fault *fault) {
  const char *pool = item_text(fault->item, "pool");
  int64_t nth = item_number(fault->item, "nth");
  int64_t count = item_number(fault->item, "count");
  fault_tell(fault, "%s, allocation %" PRId64 " and so %" PRId64 " in all",
             pool, nth, count);
  for (size_t k = 0; k < fault->host_count; k++)
    host_refuse(&fault_host(fault, k)->host, pool, (uint32_t)nth,
                (uint32_t)count);
}

const struct fault_kind fault_refuse = {.check = check, .begin = begin};
