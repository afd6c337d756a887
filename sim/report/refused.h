/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: the refusals in the text report. */
#ifndef SOCKFIT_REPORT_REFUSED_H
#define SOCKFIT_REPORT_REFUSED_H

#include "report/page.h"

/* Every refused call with the slots at that moment. Of those that are the same
 * again and again the first few, and a table that did not change is not
 * repeated. A run that passed shows the first of each and one table, so that
 * it fits a screen. */
void refused_print(const struct page *page);

#endif
