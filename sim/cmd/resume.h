/* SPDX-License-Identifier: BSD-3-Clause */
/* cmd: what a command that has many units of work has done, kept in a journal
 * (study/journal.h): for --resume in FILE.part beside its --json FILE, for
 * --jobs without a file in a folder that goes with the process. */
#ifndef SOCKFIT_CMD_RESUME_H
#define SOCKFIT_CMD_RESUME_H

#include "cmd/options.h"
#include "study/journal.h"

/* Zero-initialise. */
struct resume {
  struct journal *journal;
  char *path;    /* of the journal */
  char *scratch; /* the folder that goes; NULL: the journal is kept */
  bool joined;   /* the journal is another process's */
};

/* Who takes what was done. */
struct resume_taker {
  /* A line of a journal. Returns 0 or a negative errno, which ends it. */
  int (*line)(void *arg, const char *line);
  /* A result at path that came to its end, if it is of the same question.
   * Returns 0, whatever it is, or -ENOMEM. */
  int (*result)(void *arg, const char *path);
  void *arg;
};

/* Begin the journal of a command, or with --part join that of the process that
 * started this one; hand what was done to taker.
 * Returns 0; -EINVAL with a diagnosis when --resume has no file to go on with
 * or one of another question; other negative errnos with one; -ENOMEM. */
int resume_begin(struct resume *resume, const struct options *options,
                 const struct identity *identity, struct shard shard,
                 const struct resume_taker *taker, struct diag *diag);

/* What processes that joined have added. Returns 0, or a negative errno with a
 * diagnosis. */
int resume_read(const struct resume *resume, const struct resume_taker *taker,
                struct diag *diag);

/* Whether a later --resume finds what was done. */
bool resume_is_possible(const struct resume *resume);

/* finished: the result is written, and nobody needs the journal. */
void resume_end(struct resume *resume, bool finished);

#endif
