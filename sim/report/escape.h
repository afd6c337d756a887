/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: texts of scenarios and devices inside other
 * languages. Nothing of them is ever markup: a name such as
 * "<script>" is shown, not run. */
#ifndef SOCKFIT_REPORT_ESCAPE_H
#define SOCKFIT_REPORT_ESCAPE_H

#include <stdio.h>

/* Content or attribute of XML 1.0 and of HTML. What these cannot hold (control
 * characters, octets that are no UTF-8) becomes '?'. */
void escape_xml(FILE *out, const char *text);

/* One line of Markdown, also inside a table. */
void escape_markdown(FILE *out, const char *text);

/* A double-quoted YAML (or JSON) scalar with its quotes. */
void escape_yaml(FILE *out, const char *text);

#endif
