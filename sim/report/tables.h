/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: the tables of the text report. */
#ifndef SOCKFIT_REPORT_TABLES_H
#define SOCKFIT_REPORT_TABLES_H

#include "report/page.h"

/* Every slot that was in use: slot, fd, owner, since when, protocol, state,
 * local port, remote. */
void tables_slots(const struct page *page, const struct trace_slots *slots);

/* Each consumer: declared by type, sockets, refusals, state. */
void tables_consumers(const struct page *page);

/* Each peer: attempts and how they ended. */
void tables_peers(const struct page *page);

#endif
