/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: what the pictures of the HTML report are drawn
 * from. */
#ifndef SOCKFIT_REPORT_HTML_DATA_H
#define SOCKFIT_REPORT_HTML_DATA_H

#include "report/report.h"

/* JSON that can stand inside a script element: no '<', '>' or '&', ASCII only.
 * html/common.js says what is in it. Returns 0, -ENOMEM or -EIO. */
int html_data_write(FILE *out, const struct report_run *run);

#endif
