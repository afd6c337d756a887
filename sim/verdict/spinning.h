/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: when a consumer spins. */
#ifndef SOCKFIT_VERDICT_SPINNING_H
#define SOCKFIT_VERDICT_SPINNING_H

#include "trace/trace.h"

/* Is the event at index a failed call, the last of so many that one consumer
 * has failed within a second? */
bool spinning_ends_at(const struct trace *trace, size_t index,
                      int64_t per_second);

#endif
