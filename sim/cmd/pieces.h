/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: units of work that are lines of JSON, whoever has done them: this
 * process, an earlier one that was killed, one of several (--jobs), or another
 * machine (--shard, sockfit merge). A command asks its question again and does
 * the units that are not there; so its result cannot tell. */
#ifndef SOCKFIT_CMD_PIECES_H
#define SOCKFIT_CMD_PIECES_H

#include "base/text.h"
#include "cmd/progress.h"
#include "cmd/resume.h"
#include "cmd/selection.h"
#include "report/units.h"
#include "report/whole.h"

/* Zero-initialise; set the first four. */
struct pieces {
  const struct options *options; /* borrowed */
  const struct part *joined;     /* of sockfit merge; borrowed; or NULL */
  int (*take)(void *arg, const char *line); /* 0, -ENOMEM; other lines: 0 */
  void *arg;
  struct part part; /* identity, shard and units; its words are borrowed */
  size_t room;      /* for units */
  struct resume resume;
  struct text waiting; /* lines that are not in the journal yet */
  size_t waiting_count;
  struct whole whole; /* which question this is; with --resume, what the result
                         that is there already has said */
  bool finished;      /* it is there: nothing is left to do */
};

/* Which units those are (schema, all that was selected, and words, a count of
 * them, that change the result); hand those that are done to take.
 * Returns 0; -EINVAL with a diagnosis when those that are to be joined, or gone
 * on with, are of another question; other negative errnos with one; -ENOMEM. */
int pieces_begin(struct pieces *pieces, const char *schema,
                 const struct selection *selection, const struct lab *lab,
                 const char *const *words, size_t word_count,
                 struct diag *diag);

/* A unit is done; line (NULL: there was no memory) is taken over. Some are kept
 * back and written together: a kill costs no more than those. Returns 0 or a
 * negative errno with a diagnosis. */
int pieces_add(struct pieces *pieces, char *line, struct diag *diag);

/* Whether this process is one of several, and tells nothing. */
bool pieces_is_worker(const struct pieces *pieces);

/* Whether left units are for several processes. */
bool pieces_is_shared(const struct pieces *pieces, const struct loop *loop,
                      size_t left);

/* Do left units in as many processes as --jobs says, if they are for
 * several, and take what they did. progress shows
 * them, with the names that it has. Returns as workers_run. */
int pieces_share(struct pieces *pieces, struct loop *loop, size_t left,
                 struct progress *progress, enum status *ret_outcome,
                 struct diag *diag);

/* What a part is to leave; NULL when this is a whole. */
const struct part *pieces_part(struct pieces *pieces);

/* What a whole is to leave; NULL when this is a part. */
const struct whole *pieces_whole(const struct pieces *pieces);

/* status: 0 when the result is written, and nobody needs the journal. Tells of
 * an interruption. */
void pieces_end(struct pieces *pieces, int status, struct diag *diag);

#endif
