/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: what is said of a crash, and whether it was expected. */
#ifndef SOCKFIT_VERDICT_CRASHES_H
#define SOCKFIT_VERDICT_CRASHES_H

#include "base/text.h"
#include "scenario/scenario.h"
#include "trace/trace.h"
#include "verdict/tell.h"
#include "verdict/verdict.h"

/* Whether an expectation of the kind crashed asks for this event
 * (expect_crashed.c). */
bool crashes_match(const struct item *item, const struct trace *trace,
                   const struct trace_event *event);

/* Whether there is a crash that no expectation of the variant asks for. */
bool crashes_unexpected(const struct variant *variant,
                        const struct trace *trace);

/* "camera (memory) at 3.502 s: it wrote to ..., in ..." */
void crashes_tell(struct text *text, const struct trace *trace,
                  const struct trace_event *event);

/* A line for each crash, and one for what the consumer held. Returns 0 or
 * -ENOMEM. */
int crashes_diagnose(const struct trace *trace, struct judged *judged);

#endif
