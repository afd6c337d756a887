/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage, internal: a part as a member of a result. */
#ifndef SOCKFIT_REPORT_PART_H
#define SOCKFIT_REPORT_PART_H

#include "report/units.h"
#include "report/values.h"

/* Put member "part", unless part is NULL: the result is a whole. */
void part_put(struct writer *writer, json_t *root, const struct part *part);

#endif
