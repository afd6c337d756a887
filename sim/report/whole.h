/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: what a whole result of fit or explore says of its question, so
 * that --resume knows it again and has nothing left to run. */
#ifndef SOCKFIT_REPORT_WHOLE_H
#define SOCKFIT_REPORT_WHOLE_H

#include "report/units.h"
#include "report/values.h"

struct whole {
  struct identity identity;
  char *text;  /* what a person was told, without colour; NULL: not kept */
  char *quiet; /* the same with --quiet */
  bool held;   /* kept: nothing failed */
};

/* Put member "whole". NULL: nothing. */
void whole_put(struct writer *writer, json_t *root, const struct whole *whole);

/* That member of a result with that schema. Returns 0 (whole_done); -EINVAL
 * when it has none; -ENOMEM. */
int whole_read(const char *path, const char *schema, struct whole *ret_whole);
void whole_done(struct whole *whole);

#endif
