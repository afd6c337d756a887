/* SPDX-License-Identifier: BSD-3-Clause */
/* verdict stage: does the trace hold what the scenario expects? */
#ifndef SOCKFIT_VERDICT_VERDICT_H
#define SOCKFIT_VERDICT_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/text.h"
#include "scenario/scenario.h"
#include "trace/trace.h"

enum verdict {
  VERDICT_PASS,
  VERDICT_FAIL,
  VERDICT_UNDECIDED, /* the run did not come to its end */
  VERDICT_ERROR,     /* the device's stack ended in an assertion */
};

/* One expectation, judged. */
struct judgement {
  const struct item *expectation;
  bool held;
  char *found; /* what was seen instead or as well, one line; owned */
};

struct judged {
  enum verdict verdict;
  struct judgement *judgements; /* in the scenario's order */
  size_t count;
  char **diagnosis; /* lines for a person; empty on pass */
  size_t diagnosis_count;
  size_t fix; /* the line, from 1, with a fix that was run; 0: none */
};

/* Names in expectations that do not exist in the variant (a consumer, a peer,
 * an errno, a pool), required parameters that are missing: errors with their
 * place. Run before the world is built. Returns 0 or -EINVAL. */
int verdict_check(const struct variant *variant, struct diag *diag);

/* Times at which the world must sample the device for the expectations, in
 * ascending order, malloc'ed; and whether the peers must leave at the end of
 * run_for and the run go on for 2 MSL (no_leak). Returns 0 or -ENOMEM. */
int verdict_needs(const struct variant *variant, int64_t **ret_times,
                  size_t *ret_count, bool *ret_peers_leave);

/* Judge. Returns 0 or -ENOMEM. Free with judged_done. */
int verdict_judge(const struct variant *variant, const struct trace *trace,
                  struct judged *ret_judged);

void judged_done(struct judged *judged);

/* One more line of diagnosis; takes the text. Returns 0 or -ENOMEM. */
int judged_add_diagnosis(struct judged *judged, struct text *text);

const char *verdict_name(enum verdict verdict); /* "pass" */

#endif
