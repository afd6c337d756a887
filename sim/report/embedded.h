/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: files that are part of the program. */
#ifndef SOCKFIT_REPORT_EMBEDDED_H
#define SOCKFIT_REPORT_EMBEDDED_H

/* All end with a NUL. */
extern const char embedded_css[];        /* html/report.css */
extern const char embedded_js[];         /* html/common.js and the others */
extern const char embedded_page[];       /* html/page.html */
extern const char embedded_sweep_js[];   /* html/sweep.js */
extern const char embedded_sweep_page[]; /* html/sweep.html */
extern const char
    embedded_d3[]; /* d3 (BSD-3-Clause), from the package node-d3 */

#endif
