/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: the slots over time in the text report. */
#ifndef SOCKFIT_REPORT_TIMELINE_H
#define SOCKFIT_REPORT_TIMELINE_H

#include "report/page.h"

/* A line a slot, or one for neighbours with the same owners throughout; a
 * column is an equal part of the run, its letter who held the slot for most
 * of it. A last line marks refused calls. Nothing when no slot was used. */
void timeline_print(const struct page *page);

#endif
