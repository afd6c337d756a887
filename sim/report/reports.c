/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: the table of reports for files, from reports.def. */
#include "report/report.h"

const struct report_writer report_writers[REPORT_COUNT] = {
#define REPORT(name, option, per_run, detail, help)                            \
  [REPORT_##name] = {option, per_run, detail, help, report_##name},
#include "report/reports.def"
};
