/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: declared against measured as a table, for reports
 * that are pages. declared.h has the numbers and the lines of the terminal. */
#ifndef SOCKFIT_REPORT_DECLARED_TABLE_H
#define SOCKFIT_REPORT_DECLARED_TABLE_H

#include "report/declared.h"

#define DECLARED_COLUMNS 7

/* A row's texts; they hold names of consumers and must be escaped. */
struct declared_row {
  char cells[DECLARED_COLUMNS][80];
  bool differs; /* more or fewer of some type were opened */
};

extern const char *const declared_heads[DECLARED_COLUMNS];

/* The row of a trace's consumer. */
void declared_row(const struct report_run *run, size_t index,
                  struct declared_row *ret_row);

/* Is there anything to compare: does a consumer declare or open a socket? */
bool declared_is_told(const struct report_run *run);

#endif
