/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what a variant would be compiled with, before anything runs. */
#ifndef SOCKFIT_REPORT_PLAN_H
#define SOCKFIT_REPORT_PLAN_H

#include "report/report.h"

/* Consumers with what they declare, the sums, ESPHome's own messages and every
 * limit that does not come from the profile as it is, with its reason. quiet:
 * the limits only, as NAME=VALUE lines. */
void report_plan(FILE *out, const struct scenario *scenario,
                 const struct variant *variant, const struct limits *limits,
                 const struct report_style *style);

#endif
