/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage, internal: what each kind of expectation provides, and what
 * they share. A kind is one file, expect_KIND.c, with expect_KIND_check and
 * expect_KIND_judge, and one line in expectations.def. */
#ifndef SOCKFIT_VERDICT_EXPECT_H
#define SOCKFIT_VERDICT_EXPECT_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/text.h"
#include "scenario/scenario.h"
#include "trace/trace.h"

/* One expectation before the run. */
struct checking {
  const struct variant *variant;
  const struct item *item;
  struct diag *diag;
};

/* check: does it make sense in this variant? Mistakes go to diag.
 * judge: does the trace hold it? found gets what was seen, one line. */
#define EXPECT(kind, sampled_at, peers_leave)                                  \
  void expect_##kind##_check(const struct checking *checking);                 \
  bool expect_##kind##_judge(const struct item *item,                          \
                             const struct trace *trace, struct text *found);
#include "verdict/expectations.def"
#undef EXPECT

/* Warnings about a variant in which nothing would happen (sense.c). */
void check_sense(const struct variant *variant, struct diag *diag);

/* ---- checks (check.c); all name a parameter of the item ---- */

/* It must be given. Returns whether it is. */
bool check_required(const struct checking *checking, const char *param);

/* At least one comparison (a BOUND parameter) must be given. */
void check_some_bound(const struct checking *checking);

/* If it is given, it must name a consumer, a peer, an errno that lwIP can
 * give, a pool, one of lwIP's counters. */
void check_consumer(const struct checking *checking, const char *param);
void check_peer(const struct checking *checking, const char *param);
void check_errno(const struct checking *checking, const char *param);
void check_pool(const struct checking *checking, const char *param);
void check_counter(const struct checking *checking, const char *param);

/* ---- judging (bounds.c) ---- */

/* The measured value for one BOUND parameter; false when there is none, and
 * then it has said why in found. */
typedef bool bounds_measure(const void *context, const char *param,
                            int64_t *ret_value, struct text *found);

/* Compare every BOUND parameter that is given; "NAME VALUE" for each goes to
 * found. True when all hold. */
bool bounds_judge(const struct item *item, bounds_measure *measure,
                  const void *context, struct text *found);

/* "at least 1", "exactly 3", ... */
void bounds_tell(struct text *text, enum bound_op op, int64_t number);

/* The consumer, or peer, of that name. NULL when the trace has none: a world
 * that was built without it. */
const struct trace_consumer *expect_find_consumer(const struct trace *trace,
                                                  const char *name);
const struct trace_peer *expect_find_peer(const struct trace *trace,
                                          const char *name);

/* Whether the event is a failed call: CALL_REFUSED or CALL_FAILED. */
bool expect_is_failed_call(const struct trace_event *event);

#endif
