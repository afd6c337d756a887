/* SPDX-License-Identifier: BSD-3-Clause */
/* study: what two results must have in common to be parts of one. */
#ifndef SOCKFIT_STUDY_IDENTITY_H
#define SOCKFIT_STUDY_IDENTITY_H

#include "image/digest.h"
#include "scenario/scenario.h"
#include "study/lab.h"
#include "study/one_run.h"

#define IDENTITY_VERSION_SIZE 32

struct identity {
  const char *schema;                  /* "sockfit.sweep/1" */
  char version[IDENTITY_VERSION_SIZE]; /* sockfit's */
  char scenario[DIGEST_HEX_SIZE];      /* digest of what was asked */
  char stack[DIGEST_HEX_SIZE];         /* digest of lwIP, port, workloads, and
                                          the scenario's own source */
};

/* What was asked: a scenario file (or a device's, with all that it includes),
 * the variant, overrides, and whatever else changes the result (words, count
 * of them, in an order of their own).
 *
 * path        of the file; components as import_device takes them
 * Returns 0, -EINVAL or another negative errno with a diagnosis, -ENOMEM. */
struct identity_question {
  const char *path;
  const char *components;
  const char *variant;
  const struct override *overrides;
  size_t override_count;
  const char *const *words;
  size_t word_count;
  const struct selected *selected; /* all of the result: their own source */
  size_t selected_count;
};
int identity_make(const char *schema, const struct identity_question *question,
                  const struct lab *lab, struct identity *ret_identity,
                  struct diag *diag);

/* Are both parts of one result? NULL: yes; else what differs. */
const char *identity_difference(const struct identity *a,
                                const struct identity *b);

#endif
