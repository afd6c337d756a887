/* SPDX-License-Identifier: BSD-3-Clause */
/* study: units of work that are done, kept where a kill -9 does not reach them:
 * a file of lines, each written at once and synchronised, the first of which
 * says whose units they are. Several processes may add to one journal. */
#ifndef SOCKFIT_STUDY_JOURNAL_H
#define SOCKFIT_STUDY_JOURNAL_H

#include <stdbool.h>

#include "base/diag.h"
#include "study/identity.h"
#include "study/shards.h"

struct journal;

/* Begin the journal at path, or with resume go on with the one that is there,
 * if there is one. The journal is this process's until it is closed; others
 * join it.
 * Returns 0; -EINVAL with a diagnosis when there is a journal of something
 * else; -EBUSY with one when another process has begun it; other negative
 * errnos with one; -ENOMEM. */
int journal_begin(const char *path, const struct identity *identity,
                  struct shard shard, bool resume, struct journal **ret_journal,
                  struct diag *diag);

/* Add to a journal that another process has begun. Returns as above. */
int journal_join(const char *path, struct journal **ret_journal,
                 struct diag *diag);

/* Call each(arg, line) for every whole line but the first. A line that was cut
 * by a kill is not whole and is left out. each returns 0 or a negative errno,
 * which ends it. Returns 0, each's, -ENOMEM, or another negative errno with a
 * diagnosis. */
int journal_read(const char *path, int (*each)(void *arg, const char *line),
                 void *arg, struct diag *diag);

/* Add one line (without its end). On return it is on the disk. Returns 0 or a
 * negative errno with a diagnosis. */
int journal_add(struct journal *journal, const char *line, struct diag *diag);

/* Accepts NULL. The file stays. */
void journal_close(struct journal *journal);

#endif
