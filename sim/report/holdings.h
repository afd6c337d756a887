/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: who held which slot from when to when, from the
 * events that every trace has. TCP states are in trace/detail.h. */
#ifndef SOCKFIT_REPORT_HOLDINGS_H
#define SOCKFIT_REPORT_HOLDINGS_H

#include "trace/trace.h"

struct holding {
  int slot;
  int owner;
  int64_t from_ns;
  int64_t until_ns; /* the end of the run when it was still held */
};

struct holdings {
  struct holding *items; /* in the order in which they began */
  size_t count;
  int slot_end; /* beyond the highest slot that was ever held */
};

/* Returns 0 or -ENOMEM. Free with holdings_done. */
int holdings_of(const struct trace *trace, struct holdings *ret_holdings);
void holdings_done(struct holdings *holdings);

#endif
