/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what a fit found. */
#ifndef SOCKFIT_REPORT_FIT_H
#define SOCKFIT_REPORT_FIT_H

#include "report/report.h"
#include "report/units.h"
#include "report/whole.h"
#include "study/fit.h"

#define FIT_SCHEMA "sockfit.fit/1"

/* Each limit with the proof on both sides, what it saves on the target, and the
 * lines to paste; or why nothing fits. quiet: NAME=VALUE lines only. */
void report_fit(FILE *out, const struct fit *fit,
                const struct report_style *style);

/* {"schema": "sockfit.fit/1", "fits": [...]}: docs/fit.schema.json.
 * One of part and whole is NULL; of the latter the identity is taken, the rest
 * is told here.
 * Returns 0, -ENOMEM, or -EIO when out could not be written. */
int report_fit_json(FILE *out, const struct fit *fits, size_t count,
                    const struct part *part, const struct whole *whole);

#endif
