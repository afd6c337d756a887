/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: refusals that are the same one again and again. */
#ifndef SOCKFIT_VERDICT_REFUSALS_H
#define SOCKFIT_VERDICT_REFUSALS_H

#include <stddef.h>

#include "trace/trace.h"

/* CALL_REFUSED events of one owner, call, errno and pool. */
struct refusal_group {
  const struct trace_event *first;
  size_t count;
};

/* All groups in the order of their first events, malloc'ed; NULL with
 * *ret_count 0 when nothing was refused. Returns 0 or -ENOMEM. */
int refusals_group(const struct trace *trace, struct refusal_group **ret_groups,
                   size_t *ret_count);

/* The group that the event belongs to; it must be one of the trace's. */
size_t refusals_group_of(const struct refusal_group *groups, size_t count,
                         const struct trace_event *event);

#endif
