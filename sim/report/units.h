/* SPDX-License-Identifier: BSD-3-Clause */
/* report stage: units of work of fit and explore as lines of JSON, and what a
 * part of such a command leaves for those who join it with the others. */
#ifndef SOCKFIT_REPORT_UNITS_H
#define SOCKFIT_REPORT_UNITS_H

#include "study/explore.h"
#include "study/fit_runs.h"
#include "study/identity.h"
#include "study/shards.h"

/* What `--shard K/N` writes as member "part". */
struct part {
  struct identity identity;
  struct shard shard;
  char **words; /* what followed the command */
  size_t word_count;
  char **units; /* lines of JSON */
  size_t unit_count;
};

/* Member "part" of a result with that schema. Returns 0 (part_done); -EINVAL
 * with a diagnosis when the file has none or was changed; -ENOMEM. */
int part_read(const char *path, const char *schema, struct part *ret_part,
              struct diag *diag);
void part_done(struct part *part);

/* malloc'ed; NULL: no memory. */
char *units_fit_line(const struct fit_run *run);
char *units_explore_line(const struct explore_unit *unit, size_t variant,
                         size_t index);

/* Such a line. Returns 0; -EINVAL when it is none, as one that was cut by a
 * kill; -ENOMEM. */
int units_read_fit(const char *line, struct fit_run *ret_run);
int units_read_explore(const char *line, size_t *ret_variant, size_t *ret_index,
                       struct explore_unit *ret_unit);

#endif
