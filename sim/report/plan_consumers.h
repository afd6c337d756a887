/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: the consumers' part of a plan. */
#ifndef SOCKFIT_REPORT_PLAN_CONSUMERS_H
#define SOCKFIT_REPORT_PLAN_CONSUMERS_H

#include "report/page.h"

/* Each consumer: declared by type, opened at idle and at worst by our model,
 * what is hidden; then the sums, the limit, and a warning when the worst case
 * does not fit although the declarations do. */
void plan_consumers(const struct page *page, const struct variant *variant,
                    const struct limits *limits);

#endif
