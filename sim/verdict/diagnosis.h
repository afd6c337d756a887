/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage, internal: why a run did not pass. */
#ifndef SOCKFIT_VERDICT_DIAGNOSIS_H
#define SOCKFIT_VERDICT_DIAGNOSIS_H

#include "trace/trace.h"
#include "verdict/verdict.h"

/* Fill judged->diagnosis for judged->verdict. Returns 0 or -ENOMEM. */
int diagnosis_write(const struct trace *trace, struct judged *judged);

#endif
