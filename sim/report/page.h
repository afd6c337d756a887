/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: where the text report is written, 80 columns wide. */
#ifndef SOCKFIT_REPORT_PAGE_H
#define SOCKFIT_REPORT_PAGE_H

#include <stdio.h>

#include "report/report.h"

#define PAGE_COLUMNS 80

/* One run on its way to a person. */
struct page {
  FILE *out;
  const struct report_style *style;
  const struct report_run *run;
};

enum page_color { PAGE_PLAIN, PAGE_BOLD, PAGE_DIM, PAGE_GOOD, PAGE_BAD };

/* From here on in that colour; nothing when the style has no colours. */
void page_color(const struct page *page, enum page_color color);

/* lead in its colour, then text broken at blanks so that lines fit; lines
 * after the first begin under the first character after lead. */
void page_wrapped(const struct page *page, enum page_color color,
                  const char *lead, const char *text);

#endif
