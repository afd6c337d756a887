/* SPDX-License-Identifier: BSD-3-Clause */
/* study: who is to blame for an expectation that did not hold. Two failures
 * with one fingerprint are taken for the same: same expectation, same consumer,
 * same call or TCP state; no times and no counts. */
#ifndef SOCKFIT_STUDY_CULPRITS_H
#define SOCKFIT_STUDY_CULPRITS_H

#include "study/one_run.h"

#define CULPRITS_MAX 32
#define FINGERPRINT_SIZE 128

struct culprit {
  char fingerprint[FINGERPRINT_SIZE]; /* "no_leak/api/ESTABLISHED" */
  size_t expectation;                 /* its index in the variant */
};

struct culprits {
  struct culprit items[CULPRITS_MAX]; /* in the order of expectations */
  size_t count;
  bool refused; /* the run met a limit: a call, or a pool, was refused */
};

/* Those of a run that was judged. */
void culprits_find(const struct one_run *run, struct culprits *ret_culprits);

const struct culprit *culprits_with(const struct culprits *culprits,
                                    const char *fingerprint);

/* What a failure of that expectation means; NULL: it is none of the
 * invariants. */
const char *culprits_meaning(const char *kind);

#endif
