/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: what consumers declare against what was measured. */
#ifndef SOCKFIT_REPORT_DECLARED_H
#define SOCKFIT_REPORT_DECLARED_H

#include "report/page.h"
#include "trace/measured.h"

/* A line for each consumer that opened more of a type than it declares, and,
 * where the variant expects `declared`, for each that opened fewer. Nothing
 * when no consumer declares any. */
void declared_print(const struct page *page);

/* What a trace's consumer declares and what it opened. */
struct declared_measured {
  struct socket_counts declared;
  struct measured measured;
  bool over;       /* more of some type was opened */
  bool unused;     /* fewer of some type were */
  bool has_wasted; /* the RAM that is wasted is known */
  int64_t wasted_b;
};

struct declared_measured declared_measure(const struct report_run *run,
                                          size_t index);

#endif
