/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what a variant would be compiled with, before anything runs. */
#ifndef SOCKFIT_REPORT_PLAN_H
#define SOCKFIT_REPORT_PLAN_H

#include "limits/ram.h"
#include "report/report.h"

/* What a plan says of the device's RAM; all borrowed. */
struct plan_target {
  const char *lwip;              /* which tree; NULL: there is none */
  const struct ram_sizes *sizes; /* NULL: not available, */
  const char *why;               /* because of this */
};

/* One variant's plan; all borrowed. */
struct plan {
  const struct scenario *scenario;
  const struct variant *variant;
  const struct limits *limits;
  struct plan_target target;
};

/* Consumers with what they declare, the sums, ESPHome's own messages, every
 * limit that does not come from the profile as it is, with its reason, and
 * what limits and sockets cost in RAM on the device. quiet: the limits only,
 * as NAME=VALUE lines. */
void report_plan(FILE *out, const struct plan *plan,
                 const struct report_style *style);

/* {"schema": "sockfit.plan/1", "plans": [...]}: docs/plan.schema.json.
 * Returns 0, -ENOMEM, or -EIO when out could not be written. */
int report_plan_json(FILE *out, const struct plan *plans, size_t count);

#endif
